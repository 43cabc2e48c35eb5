"""The utility's customer directory over HTTP: whose meter it is and which phone is on file."""

from aiohttp import web

from sandbox.shapes import answer
from sandbox.world import WORLD


async def find_by_meter(request: web.Request) -> web.Response:
    """GET /directory/meters/{code}."""
    customer = request.app[WORLD].directory.of_meter(request.match_info["code"])
    if customer is None:
        return answer({"error": "no such meter"}, status=404)
    return answer(customer.record)


ROUTES = (web.get("/directory/meters/{code}", find_by_meter),)
