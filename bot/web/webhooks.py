"""The providers' doors: verify, parse, keep, answer. 2xx only for what is safely kept."""

from typing import Final

import structlog
from flask import Blueprint, Response, request

from bot.web.bodies import read_body
from bot.web.headers import Headers
from bot.web.parts import Parts
from channels.contract import Channel, Webhook
from channels.errors import WebhookRejected

_TWILIO: Final = ("sms", "whatsapp")

log = structlog.get_logger()


def blueprint(parts: Parts) -> Blueprint:
    """Return the routes of the channels that are on; the others are not found."""
    doors = Blueprint("webhooks", __name__, url_prefix="/webhooks")
    telegram = parts.channels.get("telegram")
    if telegram is not None:
        doors.add_url_rule("/telegram", "telegram", lambda: _take(parts, telegram), methods=["POST"])
    twilio = next((parts.channels[name] for name in _TWILIO if name in parts.channels), None)
    if twilio is not None:  # either channel reads what came for both
        doors.add_url_rule("/twilio", "twilio", lambda: _take(parts, twilio), methods=["POST"])
        doors.add_url_rule("/twilio/status", "twilio_status", lambda: _take(parts, twilio), methods=["POST"])
    return doors


def _take(parts: Parts, channel: Channel) -> Response:
    try:
        received = channel.receive(_webhook())
    except WebhookRejected as rejected:
        log.info("webhook_rejected", path=request.path, status=rejected.status, reason=rejected.reason)
        return refusal(rejected)
    for message in received.messages:
        parts.inbox.accept(message)
        log.debug("message_accepted", channel=message.address.channel, native=message.native_id)
    for update in received.receipts:
        parts.inbox.receipt(update)
    if received.answer is None:
        return Response(status=204)
    return Response(received.answer, mimetype="application/json")


def refusal(rejected: WebhookRejected) -> Response:
    """Answer one line, and nothing of what was sent; after a body that was not read, no second request follows."""
    response = Response(f"{rejected.reason}\n", status=rejected.status, mimetype="text/plain")
    if rejected.status == 413:  # noqa: PLR2004 the body was not read to its end
        response.headers["Connection"] = "close"
    return response


def _webhook() -> Webhook:
    environ = request.environ
    query = environ.get("QUERY_STRING", "")
    return Webhook(
        path=f"{request.path}?{query}" if query else request.path,
        headers=Headers(environ),
        body=read_body(environ),
        query=request.args if query else {},
    )
