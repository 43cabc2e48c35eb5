"""The providers' doors: verify, parse, keep, answer. 2xx only for what is safely kept."""

import hmac
from collections.abc import Mapping
from typing import Final

import structlog
from flask import Blueprint, Response, request

from bot.web.bodies import read_body
from bot.web.headers import Headers
from bot.web.parts import Parts
from channels.contract import Channel, Webhook
from channels.errors import WebhookRejected
from channels.payload import check_content_type, json_object
from tools.beckn.callbacks import Ignored, NoCallback, read_callback

_TWILIO: Final = ("sms", "whatsapp")
_NOT_READ: Final = (408, 413)
"""Answers to a body that was not read to its end."""
_ACK: Final = b'{"message":{"ack":{"status":"ACK"}}}'
CALLBACK_BYTES: Final = 1024 * 1024
"""A catalogue is larger than any message."""

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
    secret = parts.settings.beckn_webhook_secret
    if secret is not None:
        doors.add_url_rule("/beckn", "beckn", lambda: _called_back(parts, secret), methods=["POST"])
    return doors


def _called_back(parts: Parts, secret: str) -> Response:
    """Take a callback of the energy network. The protocol server knows one address of ours and signs nothing.

    So the secret stands in that address: `/webhooks/beckn?token=...`.
    """
    try:
        callback = read_callback(_posted(secret))
    except WebhookRejected as rejected:
        return _rejected(rejected)
    except NoCallback as reason:
        return _rejected(WebhookRejected(400, str(reason)))
    except Ignored as noise:
        log.debug("callback_ignored", action=str(noise)[:40])
    else:
        parts.inbox.called_back(callback)
        log.debug("called_back", action=callback.action)
    return Response(_ACK, mimetype="application/json")


def _posted(secret: str) -> Mapping[str, object]:
    if not hmac.compare_digest(request.args.get("token", "").encode(), secret.encode()):
        raise WebhookRejected(403, "the token is wrong")
    check_content_type(Headers(request.environ), "application/json")
    return json_object(read_body(request.environ, CALLBACK_BYTES))


def _take(parts: Parts, channel: Channel) -> Response:
    try:
        received = channel.receive(_webhook())
    except WebhookRejected as rejected:
        return _rejected(rejected)
    for message in received.messages:
        parts.inbox.accept(message)
        log.debug("message_accepted", channel=message.address.channel, native=message.native_id)
    for update in received.receipts:
        parts.inbox.receipt(update)
        if update.error is not None:
            log.warning("delivery_not_taken", delivery=update.delivery, status=update.status, reason=update.error)
    if received.answer is None:
        return Response(status=204)
    return Response(received.answer, mimetype="application/json")


def _rejected(rejected: WebhookRejected) -> Response:
    log.info("webhook_rejected", path=request.path, status=rejected.status, reason=rejected.reason)
    return refusal(rejected)


def refusal(rejected: WebhookRejected) -> Response:
    """Answer one line, and nothing of what was sent; after a body that was not read, no second request follows."""
    response = Response(f"{rejected.reason}\n", status=rejected.status, mimetype="text/plain")
    if rejected.status in _NOT_READ:
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
