"""The meter registry's REST interface, in Strapi's manner: filters[code][$eq], pagination[page], data and meta."""

import orjson
from aiohttp import web

from sandbox.shapes import HEADERS, Json, answer, inside, parsed
from sandbox.world import WORLD, World

_PAGE = 25
_LARGEST_PAGE = 100


def _missing() -> web.Response:
    error = {"status": 404, "name": "NotFoundError", "message": "Not Found", "details": {}}
    return answer({"data": None, "error": error}, status=404)


def _invalid(words: str) -> web.Response:
    error = {"status": 400, "name": "ValidationError", "message": words, "details": {}}
    return answer({"data": None, "error": error}, status=400)


def _filtered(world: World, query: dict[str, str]) -> list[Json]:
    found = world.meters.meters()
    for name, value in query.items():
        if name.startswith("filters["):
            column, _, operator = name.removeprefix("filters[").partition("]")
            equal = operator in {"", "[$eq]"}
            found = [row for row in found if (str(row.get(column)) == value) is equal]
    return found


async def listing(request: web.Request) -> web.Response:
    """GET /meters."""
    found = _filtered(request.app[WORLD], dict(request.query))
    try:
        page = int(request.query.get("pagination[page]", 1))
        size = min(int(request.query.get("pagination[pageSize]", _PAGE)), _LARGEST_PAGE)
    except ValueError:
        return _invalid("pagination must be numbers")
    if page < 1 or size < 1:
        return _invalid("pagination must be positive")
    pages = -(-len(found) // size)
    meta = {"pagination": {"page": page, "pageSize": size, "pageCount": pages, "total": len(found)}}
    rows = found[(page - 1) * size : page * size]
    return answer({"message": "Meters fetched successfully", "data": rows, "meta": meta})


def _by_id(request: web.Request, *path: str) -> Json | None:
    wanted = request.match_info["id"]
    return next((row for row in request.app[WORLD].meters.meters() if str(inside(row, *path)) == wanted), None)


async def one(request: web.Request) -> web.Response:
    """GET /meters/{id}: the numeric id, not the code."""
    meter = _by_id(request, "id")
    return _missing() if meter is None else answer({"message": "Meter fetched successfully", "data": meter})


async def resource(request: web.Request) -> web.Response:
    """GET /energy-resources/{id}."""
    meter = _by_id(request, "energyResource", "id")
    if meter is None:
        return _missing()
    found = {**meter["energyResource"], "meter": {"id": meter["id"], "code": meter["code"]}}
    return answer({"message": "Energy Resource fetched successfully", "data": found})


async def dataset(request: web.Request) -> web.Response:
    """GET /meter-datasets/{id}: the rows of a meter, all of them unless a page is asked for."""
    wanted = request.match_info["id"]
    rows = request.app[WORLD].meters.intervals(int(wanted)) if wanted.isdigit() else None
    if rows is None:
        return _missing()
    if "pagination[page]" in request.query:
        try:
            page, size = int(request.query["pagination[page]"]), int(request.query.get("pagination[pageSize]", _PAGE))
        except ValueError:
            return _invalid("pagination must be numbers")
        rows = orjson.dumps(orjson.loads(rows)[max(page - 1, 0) * size : page * size])
    body = b'{"message":"Meter Dataset fetched successfully","data":' + rows + b"}"
    return web.Response(body=body, content_type="application/json", headers=HEADERS)


async def subscribe(request: web.Request) -> web.Response:
    """PUT /meters/add-subscription {Meter_id, Subscription_order_id}: note a programme at a meter."""
    world, wanted = request.app[WORLD], await parsed(request)
    meter, order = inside(wanted, "Meter_id"), inside(wanted, "Subscription_order_id")
    if meter is None or order is None:
        return _invalid("Meter_id and Subscription_order_id are required")
    if all(str(row["id"]) != str(meter) for row in world.meters.meters()):
        return _missing()
    world.meters.subscriptions.append({"Meter_id": meter, "Subscription_order_id": order})
    return answer({"message": "Subscription added successfully", "data": world.meters.subscriptions[-1]})


async def read_on(request: web.Request) -> web.Response:
    """POST /_control/meters/read {saving?}: this hour is read too; homes used a share less since midnight."""
    world, wanted = request.app[WORLD], await parsed(request)
    world.meters.read_on(world.now(), float(inside(wanted, "saving") or 0))
    return answer({"until": world.stamp()})


ROUTES = (
    web.post("/_control/meters/read", read_on),
    web.get("/meters", listing),
    web.put("/meters/add-subscription", subscribe),
    web.get(r"/meters/{id}", one),
    web.get(r"/meter-datasets/{id}", dataset),
    web.get(r"/energy-resources/{id}", resource),
)
