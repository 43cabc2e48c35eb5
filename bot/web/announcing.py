"""The utility's own door: flexibility events, announced by its systems with a key."""

import hmac
from collections.abc import Mapping

import orjson
import structlog
from flask import Blueprint, Response, request

from bot.web.bodies import read_body
from bot.web.headers import Headers
from bot.web.parts import Parts
from bot.web.webhooks import refusal
from channels.errors import WebhookRejected
from channels.payload import check_content_type, json_object
from tools.event_file import event_of
from tools.feed import NotAnEvent

log = structlog.get_logger()


def blueprint(parts: Parts) -> Blueprint:
    """Return the route, where there is a key; else it is not found."""
    doors = Blueprint("announcing", __name__, url_prefix="/api")
    key = parts.settings.events_api_key
    if key is not None:
        doors.add_url_rule("/events", "announce", lambda: _announce(parts, key), methods=["POST"])
    return doors


def _announce(parts: Parts, key: str) -> Response:
    """Take one event, with the names of docs/events.md. It may be sent again; what is known changes nothing."""
    try:
        event = event_of(_sent(key), parts.settings.zone)
        fresh = parts.announcements.announce(event)
    except WebhookRejected as rejected:
        return refusal(rejected)
    except NotAnEvent as problem:
        return refusal(WebhookRejected(400, str(problem)))
    log.info("event_announced", flexibility_event=event.id, revision=event.revision, fresh=fresh)
    return Response(orjson.dumps({"id": event.id, "announced": fresh}), mimetype="application/json")


def _sent(key: str) -> Mapping[str, object]:
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode()):
        raise WebhookRejected(403, "the key is wrong")
    check_content_type(Headers(request.environ), "application/json")
    return json_object(read_body(request.environ))
