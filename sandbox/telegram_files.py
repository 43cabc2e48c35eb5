"""Files on Telegram: what customers send gets an id, the bot asks where it lies and fetches it from there."""

from aiohttp import web

from sandbox.shapes import HEADERS, Json
from sandbox.telegram_checks import Refused, bad_request
from sandbox.world import WORLD, World

MOST = 20 * 1024 * 1024
"""Bots are given no larger files (https://core.telegram.org/bots/api#getfile)."""


async def get_file(world: World, sent: Json) -> object:
    """Say where a file lies."""
    file_id = str(sent.get("file_id") or "")
    if not file_id:
        raise bad_request("file_id not specified")
    content = world.telegram.files.get(file_id)
    if content is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(content) > MOST:
        raise bad_request("file is too big")
    path = f"documents/{file_id}"
    world.telegram.paths[path] = file_id
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content), "file_path": path}


async def download(request: web.Request) -> web.Response:
    """GET /file/bot{token}/{path}: a file whose place was asked for."""
    world = request.app[WORLD]
    path = request.match_info["path"]
    if request.match_info["token"] != world.config.telegram_token or path not in world.telegram.paths:
        refused = Refused(404, "Not Found")
        return web.json_response({"ok": False, "error_code": 404, "description": refused.description}, status=404)
    content = world.telegram.files[world.telegram.paths[path]]
    return web.Response(body=content, content_type="application/octet-stream", headers=HEADERS)


ROUTES = (web.get("/file/bot{token}/{path:.+}", download),)
