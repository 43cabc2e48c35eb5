"""JSON as it lies on the wire: the stand-ins are codecs through and through, so this is where Any is named."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

Json = dict[str, Any]
Clock = Callable[[], datetime]

SIMULATION = "Wattline sandbox: a simulation, nothing here is real"
HEADERS = {"X-Simulation": SIMULATION}


def answer(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer JSON that says it is simulated in a header."""
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        headers={**HEADERS, **(headers or {})},
        content_type="application/json",
    )


def stamp(moment: datetime) -> str:
    """RFC 3339 with milliseconds and Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def inside(body: object, *path: str) -> Any:  # noqa: ANN401 - whatever lies at that place of a payload
    """Return what lies at a path of nested objects, or None."""
    for name in path:
        if not isinstance(body, dict):
            return None
        body = body.get(name)
    return body


async def parsed(request: web.Request) -> Any:  # noqa: ANN401 - whatever the caller sent
    """Read a request's body: JSON, form or multipart; files shrink to name and size; unreadable bodies to text."""
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return {name: _plain(value) for name, value in (await request.post()).items()}
    raw = await request.read()
    try:
        return orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        return raw.decode(errors="replace")


async def uploads(request: web.Request) -> dict[str, bytes]:
    """Return the files of a multipart request by the name of their field."""
    if request.content_type != "multipart/form-data":
        return {}
    found = {}
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            value.file.seek(0)
            found[name] = value.file.read()
    return found


def _plain(value: object) -> object:
    if isinstance(value, FileField):
        value.file.seek(0, 2)
        size = value.file.tell()
        value.file.seek(0)
        return {"filename": value.filename, "size": size}
    return value if isinstance(value, str) else bytes(str(value), "utf-8").decode()
