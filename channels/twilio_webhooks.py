"""Verifies and parses Twilio's webhooks: messages in by SMS and WhatsApp, and receipts."""

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator, get_signature_algorithm

from channels.contract import Received, Webhook
from channels.errors import WebhookRejected
from channels.messages import (
    Address,
    Body,
    InboundMessage,
    Keyword,
    Location,
    Media,
    Status,
    StatusUpdate,
    Tap,
    Text,
    Unsupported,
)
from channels.payload import bounded, check_content_type, check_size
from channels.transport import FORM

SMS: Final = "sms"
WHATSAPP: Final = "whatsapp"
PREFIX: Final = "whatsapp:"
STATUS_PATH: Final = "/webhooks/twilio/status"
FIELDS: Final = 200

_E164: Final = r"\+[1-9][0-9]{6,14}"
_SHAPES: Final = {
    "MessageSid": re.compile(r"(SM|MM)[0-9a-f]{32}"),
    "SmsMessageSid": re.compile(r"(SM|MM)[0-9a-f]{32}"),
    "SmsSid": re.compile(r"(SM|MM)[0-9a-f]{32}"),
    "OriginalRepliedMessageSid": re.compile(r"(SM|MM)[0-9a-f]{32}"),
    "MessagingServiceSid": re.compile(r"MG[0-9a-f]{32}"),
    "ApiVersion": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "From": re.compile(rf"{_E164}|{PREFIX}({_E164}|[A-Za-z0-9][A-Za-z0-9._-]{{2,127}})"),
    "To": re.compile(rf"{_E164}|[0-9]{{3,8}}|{PREFIX}{_E164}"),
    "NumMedia": re.compile(r"[0-9]{1,2}"),
    "NumSegments": re.compile(r"[0-9]{1,3}"),
    "SmsStatus": re.compile(r"[a-z_-]+"),
    "MessageStatus": re.compile(r"[a-z_-]+"),
    "MessageType": re.compile(r"[a-z_-]+"),
    "ErrorCode": re.compile(r"[0-9]{0,6}"),
    "WaId": re.compile(r"[A-Za-z0-9._-]{3,128}"),
    "Latitude": re.compile(r"-?[0-9]{1,2}(\.[0-9]+)?"),
    "Longitude": re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?"),
}
"""The HMAC joins names and values without a border between them, so a signed request can be cut elsewhere into other
fields and stay signed. Fixed shapes for all that stand around the words leave no place to cut."""

_SWALLOWED: Final = re.compile(rf"From({_E164}|{PREFIX})|MessageSid(SM|MM)[0-9a-f]{{32}}")
"""Who wrote which message, inside a value: words made so that they can be cut into fields of their own, with a field of
free shape for the genuine ones."""

_FIELD_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]{1,63}")
_DELIVERY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INBOUND: Final = ("AccountSid", "MessageSid", "From", "To", "Body")
_RECEIPT: Final = ("AccountSid", "MessageSid", "MessageStatus")

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values: what comes before "sending" is no
# news, and words that Twilio adds one day are none either.
_STATUSES: Final = {
    "sending": Status.SENT,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}

# https://help.twilio.com/articles/223134027: whole messages by SMS on which Twilio blocks the number, one-time codes
# included, unless advanced opt-out says with OptOutType what it did. YES is left out of the words that lift a block:
# it answers a question far more often, and nobody means it as a consent.
_STOPS: Final = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
_STARTS: Final = frozenset({"start", "unstop"})
_NO_START: Final = frozenset({"yes"})
_OPT_OUT_TYPES: Final = {"STOP": Keyword.STOP, "START": Keyword.START, "HELP": Keyword.HELP}


@dataclass(frozen=True, slots=True)
class TwilioDoor:
    """Both channels' webhooks arrive at one address; `From` says which channel it is.

    `ours` are the values of To that are served; None in it stands for whatever number the messaging service has.
    """

    public_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    sms_from: str | None = None
    messaging_service_sid: str | None = None
    whatsapp_from: str | None = None

    def receive(self, webhook: Webhook) -> Received:
        """Verify, then parse. Raises WebhookRejected."""
        fields = self._verified(webhook)
        if webhook.path.partition("?")[0] == STATUS_PATH:
            return _receipt(fields, webhook.query.get("delivery", ""))
        self._check_recipient(fields)
        return Received(messages=tuple(_messages(fields)))

    def _verified(self, webhook: Webhook) -> Mapping[str, str]:
        signature = webhook.headers.get("x-twilio-signature", "")
        if not signature:
            raise WebhookRejected(403, "the signature is missing")
        check_content_type(webhook.headers, FORM)
        check_size(webhook.body)
        pairs = _pairs(webhook.body)
        fields = dict(pairs)
        algorithm = get_signature_algorithm(webhook.headers.get("x-twilio-webhooks-signature-settings"))
        if not self._signed(self.public_url + webhook.path, fields, signature, algorithm):
            raise WebhookRejected(403, "the signature is wrong")
        _check_shapes(fields, repeated=len(fields) != len(pairs))
        required = _RECEIPT if webhook.path.partition("?")[0] == STATUS_PATH else _INBOUND
        if any(name not in fields for name in required) or fields["AccountSid"] != self.account_sid:
            raise WebhookRejected(400, "a field is missing or another account's")
        return fields

    def _signed(self, url: str, fields: Mapping[str, str], signature: str, algorithm: str) -> bool:
        """Twilio signs the address with or without its port; the validator tries both."""
        validator = RequestValidator(self.auth_token)
        if algorithm == "HMAC_SHA1":
            computed = validator.compute_signature(url, fields)
            if hmac.compare_digest(computed.encode(), signature.encode()):
                return True
        return bool(validator.validate(url, fields, signature, algorithm))

    def _check_recipient(self, fields: Mapping[str, str]) -> None:
        recipient = fields["To"]
        if fields["From"].startswith(PREFIX):
            ours = self.whatsapp_from is not None and recipient == PREFIX + self.whatsapp_from
        elif self.messaging_service_sid is not None and fields.get("MessagingServiceSid") == self.messaging_service_sid:
            ours = not recipient.startswith(PREFIX)
        else:
            ours = self.sms_from is not None and recipient == self.sms_from
        if not ours:
            raise WebhookRejected(400, "the message is for another number")


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELDS,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise WebhookRejected(400, "the form is malformed") from error


def _check_shapes(fields: Mapping[str, str], *, repeated: bool) -> None:
    if repeated:
        raise WebhookRejected(400, "a field is repeated")
    for name, value in fields.items():
        shape = _SHAPES.get(name)
        misshapen = shape is not None and not shape.fullmatch(value)
        if misshapen or not _FIELD_NAME.fullmatch(name) or _SWALLOWED.search(value):
            raise WebhookRejected(400, "a field is malformed")


def _messages(fields: Mapping[str, str]) -> Iterator[InboundMessage]:
    sender = fields["From"]
    channel, quotes = WHATSAPP if sender.startswith(PREFIX) else SMS, fields.get("OriginalRepliedMessageSid")
    for place, body in enumerate(_bodies(fields)):
        native_id = fields["MessageSid"] if place == 0 else f"{fields['MessageSid']}:{place}"
        keyword = _keyword(channel, fields) if isinstance(body, Text | Tap) else None
        address = Address(channel, sender.removeprefix(PREFIX))
        yield InboundMessage(address, native_id, body, keyword=keyword, quotes=quotes)


def _keyword(channel: str, fields: Mapping[str, str]) -> Keyword | None:
    """Return what Twilio did on these words: as it says, else as it does by default, which is by SMS alone."""
    word = fields["Body"].strip().casefold()
    said = _OPT_OUT_TYPES.get(fields.get("OptOutType", ""))
    if said is Keyword.START and word in _NO_START:
        return None
    if said or channel != SMS:
        return said
    if word in _STOPS:
        return Keyword.STOP
    return Keyword.START if word in _STARTS else None


def _bodies(fields: Mapping[str, str]) -> Iterator[Body]:
    """One message; two where a file came with words. Several files of one message count as one."""
    words = bounded(fields["Body"])
    if fields.get("ButtonPayload"):
        yield Tap(fields["ButtonPayload"], fields.get("ButtonText", ""))
        return
    if fields.get("ListId"):
        yield Tap(fields["ListId"], fields.get("ListTitle", ""))
        return
    if "Latitude" in fields and "Longitude" in fields:
        yield Location(float(fields["Latitude"]), float(fields["Longitude"]))
        return
    if fields.get("MediaUrl0"):
        yield Media(fields["MediaUrl0"], fields.get("MediaContentType0", "application/octet-stream"))
        if words.strip():
            yield Text(words)
        return
    yield Text(words) if words.strip() else Unsupported("empty")


def _receipt(fields: Mapping[str, str], delivery: str) -> Received:
    if not _DELIVERY.fullmatch(delivery):
        raise WebhookRejected(400, "the receipt names no delivery")
    status = _STATUSES.get(fields["MessageStatus"])
    if status is None:
        return Received()
    return Received(receipts=(StatusUpdate(delivery, fields["MessageSid"], status, fields.get("ErrorCode") or None),))
