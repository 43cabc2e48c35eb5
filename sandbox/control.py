"""How tests and the phones page steer the simulation: /_control/..."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import NoReturn

import orjson
from aiohttp import web

from sandbox import phones
from sandbox.faults import FaultRejected
from sandbox.phonebook import picture_type
from sandbox.shapes import HEADERS, Json, answer, parsed
from sandbox.telegram_phone import Misdialled
from sandbox.world import WORLD

_LONGEST_WAIT = 60.0
_HEARTBEAT = 15.0


async def wanted_of(request: web.Request) -> Json:
    """Return the JSON object of a request, or refuse it."""
    body = await parsed(request)
    if not isinstance(body, dict):
        refuse("a JSON object is expected")
    return body


def refuse(words: str) -> NoReturn:
    """Answer 400 with a reason."""
    body = orjson.dumps({"error": words}).decode()
    raise web.HTTPBadRequest(text=body, content_type="application/json", headers=HEADERS)


def _number(request: web.Request, name: str) -> float:
    try:
        return min(float(request.query.get(name) or 0), 1e15)
    except ValueError:
        refuse(f"{name} must be a number")


async def wire(request: web.Request) -> web.Response:
    """GET /_control/wire?target=&path=&after=&wait=: the wire log; `wait` seconds for something to appear."""
    log, after = request.app[WORLD].log, int(_number(request, "after"))
    target, path = request.query.get("target", ""), request.query.get("path", "")
    wait = min(_number(request, "wait"), _LONGEST_WAIT)
    return answer(await log.bell.until(lambda: log.read(target, path, after), wait))


async def add_fault(request: web.Request) -> web.Response:
    """POST /_control/faults {target, mode, path?, times?, retry_after?, code?, text?}."""
    try:
        fault = request.app[WORLD].faults.add(await wanted_of(request))
    except (FaultRejected, ValueError, TypeError) as error:
        refuse(str(error))
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
    world, wanted = request.app[WORLD], await wanted_of(request)
    url = str(wanted.get("url") or world.bot_url).rstrip("/")
    world.bot_url, world.public_url = url, str(wanted.get("public_url") or url).rstrip("/")
    return answer({"url": world.bot_url, "public_url": world.public_url})


async def clock(request: web.Request) -> web.Response:
    """POST /_control/clock {advance_seconds}: let time pass in the simulation (it closes WhatsApp's window)."""
    world, wanted = request.app[WORLD], await wanted_of(request)
    try:
        world.ahead += timedelta(seconds=float(wanted.get("advance_seconds") or 0))
    except (ValueError, TypeError, OverflowError) as error:
        refuse(str(error))
    return answer({"now": world.stamp()})


async def send(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/send {from, text, forged?, repeat?}: `from` is an address or a meter."""
    wanted = await wanted_of(request)
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
        refuse(str(error))
    return answer(sent)


async def tap(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/tap {from, message_id, choice, repeat?}: choice is a button's data or label."""
    wanted = await wanted_of(request)
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
        refuse(str(error))
    return answer(sent)


async def messages(request: web.Request) -> web.Response:
    """GET /_control/phones/messages?channel=&from=&after=&containing=&received=1&wait=: what phones show."""
    world, query = request.app[WORLD], request.query
    channel, who, after = query.get("channel", ""), query.get("from", ""), int(_number(request, "after"))
    try:
        phone = phones.address_of(world, channel, who) if channel and who else who
    except Misdialled as error:
        refuse(str(error))

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
    world, wanted = request.app[WORLD], await wanted_of(request)
    order = world.orders.advance(request.match_info["number"], world.now(), str(wanted.get("to") or ""))
    if order is None:
        return answer({"error": "no such order"}, status=404)
    return answer({"number": order.number, "state": order.state})


async def network(request: web.Request) -> web.Response:
    """POST /_control/network {knows_transactions}: whether status also answers to a transaction id; off at first."""
    world, wanted = request.app[WORLD], await wanted_of(request)
    knows = wanted.get("knows_transactions")
    if not isinstance(knows, bool):
        refuse("knows_transactions must be true or false")
    world.knows_transactions = knows
    return answer({"knows_transactions": knows})


async def renumber(request: web.Request) -> web.Response:
    """POST /_control/meters/renumber: the registry's ids change, as they do when it is set up anew."""
    request.app[WORLD].meters.renumber()
    return answer({"renumbered": True})


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
    web.get("/_control/phones/messages", messages),
    web.get(r"/_control/phones/pictures/{number:\d{1,9}}", picture),
    web.get("/_control/phones/stream", stream),
    web.get("/_control/customers", customers),
    web.get("/_control/orders", orders),
    web.post("/_control/orders/{number}/advance", advance),
    web.post("/_control/network", network),
    web.post("/_control/meters/renumber", renumber),
    web.get("/_control/meters/subscriptions", subscriptions),
)
