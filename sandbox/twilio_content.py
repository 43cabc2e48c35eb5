"""Twilio's Content API: /v1/Content, /v1/ContentAndApprovals and the requests that WhatsApp approves them.

https://www.twilio.com/docs/content/content-api-resources, .../twilio-quick-reply, .../twiliolist-picker
"""

import re
from typing import Final

from aiohttp import web

from sandbox.shapes import Json, answer, parsed, stamp
from sandbox.twilio import authorise, refusal
from sandbox.twilio_checks import Refused
from sandbox.twilio_shown import LIST, checked
from sandbox.twilio_state import Content, new_sid
from sandbox.world import World

CATEGORIES: Final = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
_NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
_EDGE: Final = re.compile(r"^\s*\{\{\d+\}\}|\{\{\d+\}\}\s*$|\}\}\s*\{\{")
"""WhatsApp rejects words that begin or end with a variable, and two of them side by side."""


async def create(request: web.Request) -> web.Response:
    """POST /v1/Content."""
    try:
        world = authorise(request)
        wanted = _object(request, await parsed(request))
        kind, shown = checked(wanted)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    variables = {str(name): str(value) for name, value in (wanted.get("variables") or {}).items()}
    name, language = str(wanted.get("friendly_name") or ""), str(wanted["language"])
    content = Content(new_sid("HX"), name, language, kind, shown, variables)
    world.twilio.contents[content.sid] = content
    return answer(_described(world, content), status=201)


def _object(request: web.Request, body: object) -> Json:
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise Refused(20001)
    return body


async def listing(request: web.Request) -> web.Response:
    """GET /v1/ContentAndApprovals."""
    try:
        world = authorise(request)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    size, page = int(request.query.get("PageSize", 50)), int(request.query.get("Page", 0))
    found = [_described(world, one) for one in world.twilio.contents.values()]
    start, more = page * size, (page + 1) * size < len(found)
    following = f"https://content.twilio.com/v1/ContentAndApprovals?PageSize={size}&Page={page + 1}" if more else None
    meta = {"key": "contents", "page": page, "page_size": size, "next_page_url": following, "previous_page_url": None}
    return answer({"contents": found[start : start + size], "meta": meta})


async def submit(request: web.Request) -> web.Response:
    """POST /v1/Content/{sid}/ApprovalRequests/whatsapp: approved at once, unless the words cannot be."""
    try:
        content = _content(authorise(request), request.match_info["sid"])
        wanted = _object(request, await parsed(request))
        content.approval = _decided(content, str(wanted.get("name") or ""), str(wanted.get("category") or ""))
    except Refused as refused:
        return refusal(refused.code, refused.status)
    return answer({**content.approval, "content_type": content.kind, "rejection_reason": ""}, status=201)


def _content(world: World, sid: str) -> Content:
    content = world.twilio.contents.get(sid)
    if content is None:
        raise Refused(20404, 404)
    return content


def _decided(content: Content, name: str, category: str) -> Json:
    if content.kind == LIST or not _NAME.fullmatch(name) or category not in CATEGORIES:
        raise Refused(20001)
    rejected = bool(_EDGE.search(str(content.shown["body"])))
    return {"name": name, "category": category, "status": "rejected" if rejected else "approved"}


def _described(world: World, content: Content) -> Json:
    return {
        "sid": content.sid,
        "account_sid": world.config.twilio_account,
        "friendly_name": content.name,
        "language": content.language,
        "variables": content.variables,
        "types": {content.kind: content.shown},
        "approval_requests": content.approval or {"name": "", "category": "", "status": "unsubmitted"},
        "date_created": stamp(world.now()),
        "date_updated": stamp(world.now()),
    }


ROUTES = (
    web.post("/v1/Content", create),
    web.get("/v1/ContentAndApprovals", listing),
    web.post("/v1/Content/{sid}/ApprovalRequests/whatsapp", submit),
)
