"""What Twilio refuses when a message is made, with its codes.

https://www.twilio.com/docs/api/errors
"""

import re

import orjson

from sandbox.config import Config
from sandbox.shapes import Json
from sandbox.twilio_state import TwilioState

BODY_LIMIT = 1600
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_WHATSAPP = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{4,})")
_ADDRESS = re.compile(r"https?://[^/\s]+")
_CONTENT = re.compile(r"HX[0-9a-f]{32}")
_MESSAGING_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_MAGIC = {"+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550009": 21614}

WORDS = {
    11200: "HTTP retrieval failure",
    11751: "Media Message - Media exceeds messaging provider size limit",
    12300: "Invalid Content-Type",
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "The 'To' number is not a valid phone number",
    21212: "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination",
    21609: "The 'StatusCallback' URL is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A Message Body, Media URL or Content SID is required",
    21620: "Invalid media URL",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30007: "Message filtered",
    30008: "Unknown error",
    60200: "Invalid parameter",
    60203: "Max send attempts reached",
    60204: "Service does not support this feature",
    63005: "Channel did not accept given content",
    63007: "Twilio could not find a Channel with the specified From address",
    63014: "Channel message blocked by user action",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63032: "User's number is part of an experiment",
    63034: "Media exceeds size limit",
}


class Refused(Exception):
    """The call is answered with an error: Twilio's code and the HTTP status."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(WORDS[code])
        self.code = code
        self.status = status


def check(form: Json, config: Config, state: TwilioState) -> None:
    """Raise Refused if Twilio would not take this message."""
    _check_ends(form, config)
    _check_content(form)
    if form.get("ContentSid") and form["ContentSid"] not in state.contents:
        raise Refused(21655)
    if form["To"] in state.blocked:
        raise Refused(21610)


def _check_ends(form: Json, config: Config) -> None:
    to, sender = str(form.get("To") or ""), str(form.get("From") or "")
    if not to:
        raise Refused(21604)
    if not sender and not _MESSAGING_SERVICE.fullmatch(str(form.get("MessagingServiceSid") or "")):
        raise Refused(21603)
    if sender and to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
        raise Refused(21910)
    if to in _MAGIC:
        raise Refused(_MAGIC[to])
    if not (_WHATSAPP if to.startswith("whatsapp:") else _E164).fullmatch(to):
        raise Refused(21211)
    _check_sender(sender, config)


def _check_sender(sender: str, config: Config) -> None:
    if sender.startswith("whatsapp:"):
        if sender != f"whatsapp:{config.whatsapp_from}":
            raise Refused(63007)
    elif sender and not _E164.fullmatch(sender):
        raise Refused(21212)
    elif sender and sender != config.sms_from:
        raise Refused(21606)


def _check_content(form: Json) -> None:
    body, content = str(form.get("Body") or ""), str(form.get("ContentSid") or "")
    if not (body or content or form.get("MediaUrl")):
        raise Refused(21619)
    if form.get("MediaUrl") and not _ADDRESS.match(str(form["MediaUrl"])):
        raise Refused(21620)
    if len(body) > BODY_LIMIT:
        raise Refused(21617)
    if content and (body or not _CONTENT.fullmatch(content)):
        raise Refused(21655)
    if form.get("ContentVariables") and not _variables(form["ContentVariables"]):
        raise Refused(21656)
    callback = str(form.get("StatusCallback") or "")
    if callback and not _ADDRESS.match(callback):
        raise Refused(21609)


def _variables(raw: str) -> bool:
    try:
        return isinstance(orjson.loads(raw), dict)
    except orjson.JSONDecodeError:
        return False


_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


def segments(body: str) -> int:
    """Return how many SMS a text takes: GSM-7 160/153, UCS-2 70/67."""
    if set(body) <= _GSM:
        length, single, joined = len(body) + sum(c in "^{}\\[~]|€" for c in body), 160, 153
    else:
        length, single, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)
