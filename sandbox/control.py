"""How tests and the phones page steer the simulation: /_control/..."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import NoReturn

import orjson
from aiohttp import web

from sandbox import phones
from sandbox.faults import FaultRejected
from sandbox.phonebook import picture_type
from sandbox.shapes import HEADERS, Json, answer, parsed
from sandbox.telegram_phone import Misdialled
from sandbox.twilio_state import Fate, Hands
from sandbox.world import WORLD

_LONGEST_WAIT = 60.0
_HEARTBEAT = 15.0


async def _wanted(request: web.Request) -> Json:
    body = await parsed(request)
    if not isinstance(body, dict):
        _refuse("a JSON object is expected")
    return body


def _refuse(words: str) -> NoReturn:
    body = orjson.dumps({"error": words}).decode()
    raise web.HTTPBadRequest(text=body, content_type="application/json", headers=HEADERS)


def _number(request: web.Request, name: str) -> float:
    try:
        return min(float(request.query.get(name) or 0), 1e15)
    except ValueError:
        _refuse(f"{name} must be a number")


async def wire(request: web.Request) -> web.Response:
    """GET /_control/wire?target=&path=&after=&wait=: the wire log; `wait` seconds for something to appear."""
    log, after = request.app[WORLD].log, int(_number(request, "after"))
    target, path = request.query.get("target", ""), request.query.get("path", "")
    wait = min(_number(request, "wait"), _LONGEST_WAIT)
    return answer(await log.bell.until(lambda: log.read(target, path, after), wait))


async def add_fault(request: web.Request) -> web.Response:
    """POST /_control/faults {target, mode, path?, times?, retry_after?, code?, text?}."""
    try:
        fault = request.app[WORLD].faults.add(await _wanted(request))
    except (FaultRejected, ValueError, TypeError) as error:
        _refuse(str(error))
    return answer({"number": fault.number}, status=201)


async def list_faults(request: web.Request) -> web.Response:
    """GET /_control/faults."""
    return answer(request.app[WORLD].faults.waiting())


async def clear_faults(request: web.Request) -> web.Response:
    """DELETE /_control/faults."""
    request.app[WORLD].faults.clear()
    return answer([])


async def reset(request: web.Request) -> web.Response:
    """POST /_control/reset: forget messages, orders, faults and the wire."""
    world = request.app[WORLD]
    await world.courier.forget()
    world.reset()
    return answer({"reset": True})


async def bot(request: web.Request) -> web.Response:
    """POST /_control/bot {url, public_url?}: where webhooks go from now on."""
    world, wanted = request.app[WORLD], await _wanted(request)
    url = str(wanted.get("url") or world.bot_url).rstrip("/")
    world.bot_url, world.public_url = url, str(wanted.get("public_url") or url).rstrip("/")
    return answer({"url": world.bot_url, "public_url": world.public_url})


async def clock(request: web.Request) -> web.Response:
    """POST /_control/clock {advance_seconds}: let time pass in the simulation (it closes WhatsApp's window)."""
    world, wanted = request.app[WORLD], await _wanted(request)
    try:
        world.ahead += timedelta(seconds=float(wanted.get("advance_seconds") or 0))
    except (ValueError, TypeError, OverflowError) as error:
        _refuse(str(error))
    return answer({"now": world.stamp()})


async def send(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/send {from, text, forged?, repeat?}: `from` is an address or a meter."""
    wanted = await _wanted(request)
    try:
        sent = await phones.write(
            request.app[WORLD],
            request.match_info["channel"],
            str(wanted.get("from") or ""),
            str(wanted.get("text") or ""),
            forged=bool(wanted.get("forged")),
            repeat=int(wanted.get("repeat") or 1),
        )
    except (Misdialled, ValueError, TypeError) as error:
        _refuse(str(error))
    return answer(sent)


async def tap(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/tap {from, message_id, choice, repeat?}: choice is a button's data or label."""
    wanted = await _wanted(request)
    try:
        sent = await phones.tap(
            request.app[WORLD],
            request.match_info["channel"],
            str(wanted.get("from") or ""),
            int(wanted.get("message_id") or 0),
            str(wanted.get("choice") or ""),
            repeat=int(wanted.get("repeat") or 1),
        )
    except (Misdialled, ValueError, TypeError) as error:
        _refuse(str(error))
    return answer(sent)


async def fate(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/fate {steps, from?, times?}: what becomes of the next messages to a phone.

    `steps` are [status, error code or null] in the order in which their receipts are posted.
    """
    world, wanted, channel = request.app[WORLD], await _wanted(request), request.match_info["channel"]
    try:
        phone = phones.address_of(world, channel, str(wanted["from"])) if wanted.get("from") else ""
        steps = tuple((str(status), None if code is None else int(code)) for status, code in wanted["steps"])
        world.twilio.fates.append(Fate(channel, phone, steps, int(wanted.get("times") or 1)))
    except (Misdialled, ValueError, TypeError, KeyError) as error:
        _refuse(str(error))
    return answer({"steps": len(steps)}, status=201)


async def approve(request: web.Request) -> web.Response:
    """POST /_control/templates {status}: what WhatsApp says of every template that was submitted."""
    world, wanted = request.app[WORLD], await _wanted(request)
    submitted = [content for content in world.twilio.contents.values() if content.approval]
    for content in submitted:
        content.approval["status"] = str(wanted.get("status") or "approved")
    return answer({"templates": len(submitted)})


async def block(request: web.Request) -> web.Response:
    """POST /_control/phones/telegram/block {from}: block the bot, until that customer writes again."""
    world, wanted = request.app[WORLD], await _wanted(request)
    try:
        world.telegram.blocked.add(phones.address_of(world, "telegram", str(wanted.get("from") or "")))
    except Misdialled as error:
        _refuse(str(error))
    return answer({"blocked": True})


async def act(request: web.Request) -> web.Response:
    """POST /_control/phones/telegram/do/{kind} {from, ...}: a file, a place, a contact ... (telegram_phone.KINDS)."""
    wanted = await _wanted(request)
    try:
        sent = await phones.act(request.app[WORLD], str(wanted.get("from") or ""), request.match_info["kind"], wanted)
    except (Misdialled, ValueError, TypeError) as error:
        _refuse(str(error))
    return answer(sent)


async def hands(request: web.Request) -> web.Response:
    """POST /_control/phones/hands {from, swapped_hours_ago?, reassigned_on?, told?}: what carriers know of a phone."""
    world, wanted = request.app[WORLD], await _wanted(request)
    try:
        phone = phones.address_of(world, "sms", str(wanted.get("from") or ""))
        hours, day = wanted.get("swapped_hours_ago"), wanted.get("reassigned_on")
        world.twilio.hands[phone] = Hands(
            swapped_at=None if hours is None else world.now() - timedelta(hours=float(hours)),
            reassigned_on=None if day is None else date.fromisoformat(str(day)),
            told=bool(wanted.get("told", True)),
        )
    except (Misdialled, ValueError, TypeError, OverflowError) as error:
        _refuse(str(error))
    return answer({"phone": phone})


async def messages(request: web.Request) -> web.Response:
    """GET /_control/phones/messages?channel=&from=&after=&containing=&received=1&wait=: what phones show."""
    world, query = request.app[WORLD], request.query
    channel, who, after = query.get("channel", ""), query.get("from", ""), int(_number(request, "after"))
    try:
        phone = phones.address_of(world, channel, who) if channel and who else who
    except Misdialled as error:
        _refuse(str(error))

    def look() -> list[Json]:
        found = world.phones.read(channel, phone, after, query.get("containing", ""))
        return [bubble for bubble in found if not (query.get("received") and bubble["mine"])]

    return answer(await world.phones.bell.until(look, min(_number(request, "wait"), _LONGEST_WAIT)))


async def picture(request: web.Request) -> web.Response:
    """GET /_control/phones/pictures/{number}: the picture of a message."""
    found = request.app[WORLD].phones.picture(int(request.match_info["number"]))
    if found is None:
        return answer({"error": "no such picture"}, status=404)
    headers = {**HEADERS, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    return web.Response(body=found, content_type=picture_type(found) or "application/octet-stream", headers=headers)


async def customers(request: web.Request) -> web.Response:
    """GET /_control/customers: whom one can be, and where the bot is."""
    world = request.app[WORLD]
    return answer({"customers": phones.customers(world), "bot_url": world.bot_url, "now": world.stamp()})


async def stream(request: web.Request) -> web.StreamResponse:
    """GET /_control/phones/stream: server-sent events, one for every new or changed message."""
    headers = {**HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    last = request.headers.get("Last-Event-ID", request.query.get("after", ""))
    seen = int(last) if last.isdigit() else 0
    await response.write(b"retry: 1000\n\n")
    phonebook = request.app[WORLD].phones
    with suppress(ConnectionError):
        while True:
            changes = await phonebook.bell.until(partial(phonebook.changes, seen), _HEARTBEAT)
            lines = [b"id: %d\ndata: %s\n\n" % (number, orjson.dumps(bubble)) for number, bubble in changes]
            await response.write(b"".join(lines) or b": still here\n\n")
            seen = changes[-1][0] if changes else seen
    return response


async def orders(request: web.Request) -> web.Response:
    """GET /_control/orders: all orders that sellers took."""
    return answer(request.app[WORLD].orders.all())


async def advance(request: web.Request) -> web.Response:
    """POST /_control/orders/{number}/advance {to?}: the next milestone, or a named one."""
    world, wanted = request.app[WORLD], await _wanted(request)
    order = world.orders.advance(request.match_info["number"], world.now(), str(wanted.get("to") or ""))
    if order is None:
        return answer({"error": "no such order"}, status=404)
    return answer({"number": order.number, "state": order.state})


async def network(request: web.Request) -> web.Response:
    """POST /_control/network {knows_transactions}: whether status also answers to a transaction id; off at first."""
    world, wanted = request.app[WORLD], await _wanted(request)
    knows = wanted.get("knows_transactions")
    if not isinstance(knows, bool):
        _refuse("knows_transactions must be true or false")
    world.knows_transactions = knows
    return answer({"knows_transactions": knows})


async def renumber(request: web.Request) -> web.Response:
    """POST /_control/meters/renumber: the registry's ids change, as they do when it is set up anew."""
    request.app[WORLD].meters.renumber()
    return answer({"renumbered": True})


async def read_on(request: web.Request) -> web.Response:
    """POST /_control/meters/read {saving?}: this hour is read too; homes used a share less since midnight."""
    world, wanted = request.app[WORLD], await _wanted(request)
    try:
        world.meters.read_on(world.now(), float(wanted.get("saving") or 0))
    except (ValueError, TypeError) as error:
        _refuse(str(error))
    return answer({"until": world.stamp()})


async def subscriptions(request: web.Request) -> web.Response:
    """GET /_control/meters/subscriptions."""
    return answer(request.app[WORLD].meters.subscriptions)


ROUTES = (
    web.get("/_control/wire", wire),
    web.post("/_control/faults", add_fault),
    web.get("/_control/faults", list_faults),
    web.delete("/_control/faults", clear_faults),
    web.post("/_control/reset", reset),
    web.post("/_control/bot", bot),
    web.post("/_control/clock", clock),
    web.post("/_control/phones/{channel}/send", send),
    web.post("/_control/phones/{channel}/tap", tap),
    web.post("/_control/phones/{channel}/fate", fate),
    web.post("/_control/templates", approve),
    web.post("/_control/phones/telegram/block", block),
    web.post("/_control/phones/telegram/do/{kind}", act),
    web.post("/_control/phones/hands", hands),
    web.get("/_control/phones/messages", messages),
    web.get(r"/_control/phones/pictures/{number:\d{1,9}}", picture),
    web.get("/_control/phones/stream", stream),
    web.get("/_control/customers", customers),
    web.get("/_control/orders", orders),
    web.post("/_control/orders/{number}/advance", advance),
    web.post("/_control/network", network),
    web.post("/_control/meters/renumber", renumber),
    web.post("/_control/meters/read", read_on),
    web.get("/_control/meters/subscriptions", subscriptions),
)
