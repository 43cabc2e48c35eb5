"""Twilio's Messages: /2010-04-01/Accounts/{sid}/Messages.json, with receipts signed as Twilio signs them."""

import asyncio
import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

from aiohttp import web

from sandbox.courier import TWILIO_PAUSES, Letter
from sandbox.phonebook import Bubble, Button
from sandbox.shapes import Json, answer, parsed
from sandbox.signatures import twilio_signature
from sandbox.twilio_checks import WORDS, Refused, check, segments
from sandbox.twilio_media import NotTaken, fetched
from sandbox.twilio_shown import rendered
from sandbox.twilio_state import new_sid
from sandbox.world import WORLD, World

_FORM = "application/x-www-form-urlencoded"
_ARRIVED = frozenset({"delivered", "read"})


def refusal(code: int, status: int, words: str = "") -> web.Response:
    """Answer an error as Twilio shapes it."""
    return answer(
        {
            "code": code,
            "message": words or WORDS.get(code, "Error"),
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        },
        status=status,
    )


def fault_answer(status: int, retry_after: int, code: int, text: str) -> web.Response:
    """Answer an error that was arranged, in Twilio's words."""
    usual = {429: 20429, 401: 20003, 404: 20404}.get(status, 20500 if status >= 500 else 30008)  # noqa: PLR2004 - a status of HTTP
    refused = refusal(code or usual, status, text)
    if status == 429:  # noqa: PLR2004 - too many requests
        refused.headers["Retry-After"] = str(retry_after)
    return refused


def authorise(request: web.Request) -> World:
    """Return the world that a caller with the account's own credentials sees. Raises Refused."""
    world = request.app[WORLD]
    account, token = world.config.twilio_account, world.config.twilio_token
    expected = "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
        raise Refused(20003, 401)
    if request.match_info.get("account", account) != account:
        raise Refused(20404, 404)
    return world


async def create(request: web.Request) -> web.Response:
    """POST .../Messages.json."""
    try:
        world = authorise(request)
        form = await form_of(request)
        check(form, world.config, world.twilio)
        said = _said(world, form)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    message = _made(world, form, said.text)
    world.twilio.keep(message, world.now())
    world.courier.run(_travel(world, message, form, said))
    return answer(message, status=201)


async def form_of(request: web.Request) -> Json:
    """Read a form. Raises Refused for another kind of body."""
    form = await parsed(request)
    if request.content_type != _FORM or not isinstance(form, dict):
        raise Refused(21604)
    return form


@dataclass(frozen=True, slots=True)
class Said:
    """What a message shows: its words and buttons. `fails`: with this code, as WhatsApp cannot show it."""

    text: str
    buttons: tuple[Button, ...] = ()
    fails: int | None = None


def _said(world: World, form: Json) -> Said:
    content = world.twilio.contents.get(str(form.get("ContentSid") or ""))
    if content is None:
        return Said(str(form.get("Body") or ""))
    try:
        text, buttons = rendered(content, str(form.get("ContentVariables") or ""))
    except Refused as refused:
        return Said(str(content.shown["body"]), fails=refused.code)
    return Said(text, tuple(buttons))


def _made(world: World, form: Json, body: str) -> Json:
    sid, account, to = new_sid(), world.config.twilio_account, str(form["To"])
    sender = world.config.whatsapp_from if to.startswith("whatsapp:") else world.config.sms_from
    uri = f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    now = rfc2822(world.now())
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": body,
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form.get("From") or (f"whatsapp:{sender}" if to.startswith("whatsapp:") else sender),
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "num_media": "1" if form.get("MediaUrl") else "0",
        "num_segments": str(1 if to.startswith("whatsapp:") else segments(body)),
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": to,
        "uri": f"{uri}.json",
    }


async def _travel(world: World, message: Json, form: Json, said: Said) -> None:
    """Bring a message to its phone and post a receipt at every step."""
    callback, pause = str(form.get("StatusCallback") or ""), world.config.receipt_pause
    bubble: Bubble | None = None
    steps: tuple[tuple[str, int | None], ...] = (("queued", None), ("sent", None), ("delivered", None))
    fate = world.twilio.fate(*ends(message["to"]))
    try:
        picture = await _accepted(world, message, form, said)
        if fate is None or any(status in _ARRIVED for status, _ in fate.steps):
            bubble = _arrive(world, message, form, picture, said)
        steps = fate.steps if fate else steps
    except NotTaken as failed:
        steps = (("queued", None), ("failed", failed.code))
    for status, error in steps:
        _advance(world, message, status, error)
        if bubble is not None:
            bubble.status = status
            world.phones.show(bubble)
        if callback:
            await receipt(world, callback, message)
        await asyncio.sleep(pause)


async def _accepted(world: World, message: Json, form: Json, said: Said) -> bytes:
    """Return the message's picture, if it has one. Raises NotTaken where the channel does not take the message."""
    channel, phone = ends(message["to"])
    content = world.twilio.contents.get(str(form.get("ContentSid") or ""))
    at_any_time = content is not None and content.approved
    if channel == "whatsapp" and not at_any_time and not world.twilio.window_open(phone, world.now()):
        raise NotTaken(63016)
    if said.fails:
        raise NotTaken(said.fails)
    url = str(form.get("MediaUrl") or "")
    return await fetched(world, channel, url) if url else b""


def _arrive(world: World, message: Json, form: Json, picture: bytes, said: Said) -> Bubble:
    channel, phone = ends(message["to"])
    bubble = world.phones.add(channel, phone, mine=False, text=message["body"], at=world.stamp())
    content = world.twilio.contents.get(str(form.get("ContentSid") or ""))
    bubble.native_id, bubble.note = message["sid"], content.note if content else ""
    bubble.buttons = [[button] for button in said.buttons]
    if picture:
        world.phones.attach(bubble, picture)
    return bubble


def _advance(world: World, message: Json, status: str, error: int | None = None) -> None:
    message["status"], message["date_updated"] = status, rfc2822(world.now())
    if status == "sent":
        message["date_sent"] = message["date_updated"]
    if error:
        message["error_code"], message["error_message"] = error, WORDS[error]


async def receipt(world: World, callback: str, message: Json) -> None:
    """Post a status callback, signed for the address that was asked for."""
    form = {
        "AccountSid": message["account_sid"],
        "ApiVersion": "2010-04-01",
        "From": message["from"],
        "MessageSid": message["sid"],
        "MessageStatus": message["status"],
        "SmsSid": message["sid"],
        "SmsStatus": message["status"],
        "To": message["to"],
    }
    if message["error_code"]:
        form |= {"ErrorCode": str(message["error_code"]), "ErrorMessage": message["error_message"]}
    await world.courier.carry(letter(world, callback, form, lane=f"receipt {message['sid']}"))


def letter(world: World, url: str, form: Mapping[str, str], *, lane: str, forged: bool = False) -> Letter:
    """Sign a form for its public address."""
    signature = twilio_signature("forged" if forged else world.config.twilio_token, url, form)
    return Letter(
        url=world.reachable(url),
        headers={
            "Content-Type": f"{_FORM}; charset=UTF-8",
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": new_sid(""),
            "User-Agent": "TwilioProxy/1.1",
        },
        body=urlencode(form).encode(),
        lane=lane,
        pauses=() if forged else TWILIO_PAUSES,
        shown=dict(form),
    )


async def fetch(request: web.Request) -> web.Response:
    """GET .../Messages/{sid}.json."""
    try:
        world = authorise(request)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    message = world.twilio.messages.get(request.match_info["sid"])
    return refusal(20404, 404) if message is None else answer(message)


async def listing(request: web.Request) -> web.Response:
    """GET .../Messages.json, newest first, filtered by To, From and DateSent."""
    try:
        world = authorise(request)
    except Refused as refused:
        return refusal(refused.code, refused.status)
    query = request.query
    found = [message for message in reversed(world.twilio.messages.values()) if _wanted(world, message, query)]
    size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
    start = page * size
    more = {**query, "Page": str(page + 1)}
    return answer(
        {
            "messages": found[start : start + size],
            "page": page,
            "page_size": size,
            "start": start,
            "end": start + len(found[start : start + size]),
            "uri": str(request.rel_url),
            "first_page_uri": f"{request.path}?{urlencode({**query, 'Page': '0'})}",
            "previous_page_uri": None,
            "next_page_uri": f"{request.path}?{urlencode(more)}" if len(found) > start + size else None,
        }
    )


def _wanted(world: World, message: Json, query: Mapping[str, str]) -> bool:
    if query.get("To", message["to"]) != message["to"] or query.get("From", message["from"]) != message["from"]:
        return False
    created = world.twilio.created[message["sid"]]
    day, after, before = (_moment(query.get(name)) for name in ("DateSent", "DateSent>", "DateSent<"))
    # Twilio's resolution is the second; its bounds include their own moment.
    created = created.replace(microsecond=0)
    if day and not day <= created < day + timedelta(days=1):
        return False
    return (not after or created >= after) and (not before or created <= before)


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def ends(address: str) -> tuple[str, str]:
    """Return channel and phone of an address as Twilio writes it."""
    return ("whatsapp", address.removeprefix("whatsapp:")) if address.startswith("whatsapp:") else ("sms", address)


def rfc2822(moment: datetime) -> str:
    """Twilio's way to write a time."""
    return format_datetime(moment.astimezone(UTC))


_BASE = "/2010-04-01/Accounts/{account}/Messages"
ROUTES = (
    web.post(f"{_BASE}.json", create),
    web.get(f"{_BASE}.json", listing),
    web.get(f"{_BASE}/{{sid}}.json", fetch),
)
