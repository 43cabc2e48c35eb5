"""The client side of a Beckn protocol server, and the sellers behind it. Protocol 1.1.0.

In sync mode it answers with the sellers' words; in webhook mode it acknowledges and posts them (beckn_callbacks.py).
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping

from aiohttp import web

from sandbox.beckn_answers import confirmed, found, fulfilments, helped, initiated, selected, tracked
from sandbox.beckn_callbacks import FAULT, call_back
from sandbox.beckn_schema import seconds, violation
from sandbox.catalogue import Item
from sandbox.orders import Order
from sandbox.shapes import HEADERS, Json, answer, inside, parsed
from sandbox.world import WORLD, World

DOMAINS = ("deg:retail", "deg:service", "deg:schemes")
VERSION = "1.1.0"


class SellerError(Exception):
    """The seller answers with an error instead of a message."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.error: Json = {"code": code, "message": words}


class Silence(Exception):
    """No seller answers before the time is over."""


async def act(request: web.Request) -> web.Response:
    """POST /search, /select, /init, /confirm, /status, /cancel, /support: ask the sellers."""
    world, action = request.app[WORLD], request.path.removeprefix("/")
    body = await parsed(request)
    refused = _refused(action, body)
    if refused is not None:
        return refused
    context = forwarded(world, body["context"])
    entry = _entry(world, action, context, body["message"])
    if world.config.beckn_secret:
        world.courier.run(call_back(world, entry, _standing(world, context, entry), request.get(FAULT)))
        return answer({"message": {"ack": {"status": "ACK"}}}, status=202)
    if entry is None:
        return await silence(world, body)
    if action == "search" and not context.get("bpp_id"):
        await asyncio.sleep(patience(world, context))
    return answer({"context": context, "responses": [entry]})


def _entry(world: World, action: str, context: Json, message: Json) -> Json | None:
    """Return what the seller says; None where nobody speaks."""
    try:
        return {"context": _on(world, context), "message": _SELLERS[action](world, context, message)}
    except SellerError as error:
        return {"context": _on(world, context), "error": error.error}
    except Silence:
        return None


def _standing(world: World, context: Json, entry: Json | None) -> Json | None:
    """Return an on_status for the order that an on_confirm tells of."""
    number = inside(entry, "message", "order", "id")
    if context.get("action") != "confirm" or number is None:
        return None
    return _entry(world, "status", {**context, "action": "status"}, {"order_id": number})


def _refused(action: str, body: object) -> web.Response | None:
    if isinstance(body, dict) and inside(body, "context", "version") not in {None, VERSION}:
        return html_error()
    broken = violation(action, body)
    if broken is not None:
        return nack(400, broken)
    if action in {"select", "init", "confirm", "cancel"} and not inside(body, "context", "bpp_id"):
        return nack(202, "bpp_id missing in context")
    return None


def nack(status: int, words: str) -> web.Response:
    """Answer that the request goes no further. Codes are numbers here and strings in the sellers' answers."""
    return answer({"message": {"ack": {"status": "NACK"}}, "error": {"code": 10000, "message": words}}, status=status)


def html_error() -> web.Response:
    """Answer as the server does when it falls over its own feet."""
    page = (
        "<!DOCTYPE html><html><head><title>Error</title></head><body><p>Simulation</p>"
        "<pre>Error: Internal Server Error<br> &nbsp; &nbsp;at validate (core)</pre></body></html>"
    )
    return web.Response(text=page, status=500, content_type="text/html", headers=HEADERS)


def patience(world: World, context: Json) -> float:
    """How long the server waits for sellers: the request's ttl, within this sandbox's own limit."""
    return min(seconds(context.get("ttl")), world.config.longest_wait)


async def silence(world: World, body: object) -> web.Response:
    """Answer what the client side answers after the ttl when nobody spoke: success with nothing in it."""
    context = forwarded(world, inside(body, "context") or {})
    await asyncio.sleep(patience(world, context))
    return answer({"context": context, "responses": []})


def error_item(world: World, body: object, code: str = "40000", words: str = "Business error") -> web.Response:
    """Answer that the seller refused."""
    context = forwarded(world, inside(body, "context") or {})
    error = {"code": code, "message": words}
    return answer({"context": context, "responses": [{"context": _on(world, context), "error": error}]})


def forwarded(world: World, context: Json) -> Json:
    """Return the context as it went out to the network: timestamp and message_id are the server's own."""
    return {**context, "timestamp": world.stamp(), "message_id": str(uuid.uuid4())}


def _on(world: World, context: Json) -> Json:
    return {
        **context,
        "action": f"on_{context.get('action')}",
        "bpp_id": world.config.bpp_id,
        "bpp_uri": world.config.bpp_uri,
        "country": "USA",
        "city": "NANP:628",
        "timestamp": world.stamp(),
    }


def _ours(world: World, context: Json) -> None:
    if context.get("domain") not in DOMAINS or context.get("bpp_id", world.config.bpp_id) != world.config.bpp_id:
        raise Silence


def _search(world: World, context: Json, message: Json) -> Json:
    _ours(world, context)
    intent = message.get("intent") or {}
    places = (("descriptor",), ("item", "descriptor"), ("category", "descriptor"))
    names = [inside(intent, *place, key) for place in places for key in ("name", "code")]
    wanted = " ".join(dict.fromkeys(name for name in names if isinstance(name, str)))
    return found(world.market.search(context["domain"], wanted), world.now())


def _item(world: World, context: Json, order: Json) -> Item:
    _ours(world, context)
    items = order.get("items") or [{}]
    item = world.market.find(context["domain"], str(inside(order, "provider", "id")), str(items[0].get("id")))
    if item is None:
        raise SellerError("30004", "Item not found")
    return item


def _wanted(world: World, item: Item, order: Json) -> Json:
    """Return the fulfilment that is asked for. A time that is not offered is refused, another id is put right."""
    offered = fulfilments(item, world.now())
    number = inside((order.get("fulfillments") or [{}])[0], "id")
    known = next((one for one in offered if one["id"] == number), None)
    if known is None and item.visits and number is not None:
        raise SellerError("30014", "Fulfillment slot not available")
    return known or offered[0]


def _select(world: World, context: Json, message: Json) -> Json:
    item = _item(world, context, message["order"])
    return selected(item, _wanted(world, item, message["order"]))


def _init(world: World, context: Json, message: Json) -> Json:
    item = _item(world, context, message["order"])
    return initiated(item, _wanted(world, item, message["order"]))


def _confirm(world: World, context: Json, message: Json) -> Json:
    order = message["order"]
    item = _item(world, context, order)
    fulfilment = (order.get("fulfillments") or [{}])[0]
    if not inside(fulfilment, "customer", "person", "name") or not inside(fulfilment, "customer", "contact", "phone"):
        raise SellerError("30008", "Customer name and phone are required in fulfillments")
    wanted, transaction = _wanted(world, item, order), str(context.get("transaction_id"))
    placed = world.orders.place(context["domain"], item.entry["id"], transaction, fulfilment, world.now())
    return confirmed(item, placed, wanted)


def _status(world: World, context: Json, message: Json) -> Json:
    item, order = _placed(world, context, message["order_id"])
    return tracked(item, order)


def _placed(world: World, context: Json, number: str) -> tuple[Item, Order]:
    """Return an order with its item; a seller says nothing of what it does not know."""
    _ours(world, context)
    order = world.orders.find(number)
    if order is None and world.knows_transactions:
        order = world.orders.of(number)
    if order is None or order.domain != context["domain"]:
        raise Silence
    item = world.market.by_id(order.domain, order.item)
    if item is None:
        raise Silence
    return item, order


def _cancel(world: World, context: Json, message: Json) -> Json:
    item, order = _placed(world, context, message["order_id"])
    if not message.get("cancellation_reason_id"):
        raise SellerError("50003", "A cancellation reason is required")
    if not world.orders.cancel(order, world.now()):
        raise SellerError("50001", "Cancellation not possible")
    return tracked(item, order)


def _support(world: World, context: Json, message: Json) -> Json:
    item, order = _placed(world, context, message["support"]["ref_id"])
    return helped(item, order, world.config.bpp_uri)


_SELLERS: Mapping[str, Callable[[World, Json, Json], Json]] = {
    "search": _search,
    "select": _select,
    "init": _init,
    "confirm": _confirm,
    "status": _status,
    "cancel": _cancel,
    "support": _support,
}

ROUTES = tuple(web.post(f"/{action}", act) for action in _SELLERS)
