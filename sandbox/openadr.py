"""A virtual top node (VTN) of OpenADR 3.1: tokens, programmes and events, as strict as the specification.

https://www.openadr.org/specification (3.1.0, openadr3.yaml)
"""

import hmac
import secrets

from aiohttp import web

from sandbox.shapes import Json, answer, parsed, stamp
from sandbox.world import WORLD, World

_MOST = 50
_EXPIRES = 3600


def _problem(status: int, title: str, detail: str) -> web.Response:
    return answer({"type": "about:blank", "title": title, "status": status, "detail": detail}, status=status)


async def auth_server(request: web.Request) -> web.Response:
    """GET /openadr3/auth/server: where tokens are given."""
    return answer({"tokenURL": f"{request.url.origin()}/openadr3/auth/token"})


async def token(request: web.Request) -> web.Response:
    """POST /openadr3/auth/token: OAuth 2 client credentials, form encoded."""
    world = request.app[WORLD]
    form = await parsed(request) if request.content_type == "application/x-www-form-urlencoded" else {}
    if form.get("grant_type") != "client_credentials":
        return answer({"error": "unsupported_grant_type"}, status=400)
    given = f"{form.get('client_id')} {form.get('client_secret')}"
    wanted = f"{world.config.openadr_client_id} {world.config.openadr_client_secret}"
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        return answer({"error": "invalid_client"}, status=401)
    made = secrets.token_urlsafe(24)
    world.vtn.tokens.add(made)
    return answer({"access_token": made, "token_type": "Bearer", "expires_in": _EXPIRES, "scope": "read_targets"})


async def programs(request: web.Request) -> web.Response:
    """GET /openadr3/programs."""
    world = request.app[WORLD]
    sold = (item.entry["id"] for item in world.market.items if item.domain == "deg:schemes")
    made = stamp(world.config.clock())
    fields = {"createdDateTime": made, "modificationDateTime": made, "objectType": "PROGRAM"}
    return _listed(request, world, [{"id": f"program-{one}", "programName": one, **fields} for one in sold])


async def events(request: web.Request) -> web.Response:
    """GET /openadr3/events."""
    world = request.app[WORLD]
    wanted = request.query.get("programID")
    found = [one for one in world.vtn.events.values() if wanted in {None, one["programID"]}]
    return _listed(request, world, found)


def _listed(request: web.Request, world: World, found: list[Json]) -> web.Response:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or given not in world.vtn.tokens:
        return _problem(401, "Unauthorized", "a bearer token is needed")
    unknown = set(request.query) - {"programID", "targets", "active", "skip", "limit"}
    if unknown:
        return _problem(400, "Bad Request", f"unknown parameter {min(unknown)}")
    try:
        skip, limit = int(request.query.get("skip", 0)), int(request.query.get("limit", _MOST))
    except ValueError:
        return _problem(400, "Bad Request", "skip and limit are integers")
    if skip < 0 or not 0 <= limit <= _MOST:
        return _problem(400, "Bad Request", f"skip is at least 0 and limit at most {_MOST}")
    return answer(found[skip : skip + limit])


async def put_event(request: web.Request) -> web.Response:
    """POST /_control/openadr/events: an event of the specification; with the id of one that is there it changes it."""
    world, wanted = request.app[WORLD], await parsed(request)
    if not isinstance(wanted, dict) or not wanted.get("programID") or not wanted.get("intervals"):
        return _problem(400, "Bad Request", "programID and intervals are required")
    return answer(world.vtn.put(wanted, world.now()), status=201)


async def delete_event(request: web.Request) -> web.Response:
    """DELETE /_control/openadr/events/{id}."""
    gone = request.app[WORLD].vtn.events.pop(request.match_info["id"], None)
    return answer(gone, status=200 if gone else 404)


async def revoke(request: web.Request) -> web.Response:
    """POST /_control/openadr/revoke: no token is good any more."""
    request.app[WORLD].vtn.tokens.clear()
    return answer({"revoked": True})


ROUTES = (
    web.get("/openadr3/auth/server", auth_server),
    web.post("/openadr3/auth/token", token),
    web.get("/openadr3/programs", programs),
    web.get("/openadr3/events", events),
    web.post("/_control/openadr/events", put_event),
    web.delete("/_control/openadr/events/{id}", delete_event),
    web.post("/_control/openadr/revoke", revoke),
)
