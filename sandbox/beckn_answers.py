"""The sellers' messages: catalogues, quotes, terms, orders, with all the carelessness that real ones show."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sandbox.catalogue import Item
from sandbox.orders import Order
from sandbox.shapes import Json

_PLACEHOLDER = {"value": "100", "currency": "INR"}
_TAX = Decimal("0.0875")
_CENT = Decimal("0.01")


def found(items: Iterable[Item], now: datetime) -> Json:
    """on_search: items grouped by provider, with the times at which somebody can come."""
    providers: dict[str, Json] = {}
    for item in items:
        shelf = providers.setdefault(
            item.provider["id"], {**item.provider, "fulfillments": fulfilments(item, now), "items": []}
        )
        shelf["items"].append(item.entry)
    return {
        "catalog": {
            "descriptor": {
                "name": "Bay Energy Market (simulation)",
                "code": "BAY_ENERGY_MARKET",
                "short_desc": "A simulated market for energy products, services and programmes.",
            },
            "providers": list(providers.values()),
        }
    }


def fulfilments(item: Item, now: datetime) -> list[Json]:
    """Return how an item is carried out: each time at which somebody can come, or its seller's one way."""
    kind = item.provider["fulfillments"][0]["type"]
    return [visit.fulfilment(kind, now) for visit in item.visits] or item.provider["fulfillments"]


def selected(item: Item, fulfilment: Json) -> Json:
    """on_select: a price, whose breakup may contradict it, and the fulfilment that was asked for."""
    provider = {**item.provider, "fulfillments": [fulfilment, fulfilment]}
    return {
        "order": {
            "provider": provider,
            "items": [_ordered(item)],
            "quote": {"price": item.entry["price"], "breakup": _breakup(item)},
            "fulfillments": [fulfilment],
        }
    }


def initiated(item: Item, fulfilment: Json) -> Json:
    """on_init: the terms, with a bank account that no customer should ever see, PAID before anyone paid."""
    order: Json = selected(item, fulfilment)["order"]
    price = item.entry["price"]
    params = {"price": price["value"], "currency": price["currency"]}
    bank = {"bank_account_name": "Simulation Bank", "bank_account": "000123456789", "bank_code": "SIMB0000001"}
    kind = item.payment["type"]
    order["payments"] = [
        {"collected_by": "BPP", "params": params, "status": "PAID", "type": kind},
        {"collected_by": "BPP", "params": {**bank, **params}, "status": "PAID", "type": kind},
    ]
    if item.cancellation:
        order["cancellation_terms"] = [_cancellation(term) for term in item.cancellation]
    return {"order": order}


def confirmed(item: Item, order: Order, fulfilment: Json) -> Json:
    """on_confirm: the order's number, another fulfilment id than advertised, a placeholder for the price."""
    answer: Json = initiated(item, fulfilment)["order"]
    answer["quote"] = {"price": _PLACEHOLDER, "breakup": _breakup(item)}
    booked = fulfilment if item.visits else {"id": item.ships_as, "type": fulfilment["type"]}
    answer["fulfillments"] = [{**booked, **_state(order)}]
    return {"order": {"id": order.number, **answer}}


def tracked(item: Item, order: Order) -> Json:
    """on_status and on_cancel: ACTIVE until it is cancelled; how far it has come stands in the fulfilment's state."""
    fulfilment = {
        "id": item.ships_as,
        **_state(order),
        "customer": order.customer,
        "stops": [{"type": "start"}],
        "agent": {"person": {"name": " "}},
        "rating": "null",
        "rateable": True,
    }
    return {
        "order": {
            "id": order.number,
            "created_at": order.created_at,
            "provider": {key: part for key, part in item.provider.items() if key != "fulfillments"},
            "items": [_ordered(item)],
            "price": item.entry["price"],
            "fulfillments": [fulfilment],
            "quote": {"price": _PLACEHOLDER, "breakup": _breakup(item)},
            "status": "CANCELLED" if order.cancelled else "ACTIVE",
        }
    }


def helped(item: Item, order: Order, bpp_uri: str) -> Json:
    """on_support: whom to call, write to, or read."""
    provider = item.provider["id"]
    return {
        "support": {
            "ref_id": order.number,
            "phone": f"+1 202 555 0{provider[:3]:0>3}",
            "email": f"help@seller-{provider}.example",
            "url": f"{bpp_uri}/help/{provider}",
        }
    }


def _ordered(item: Item) -> Json:
    quantity = item.entry["quantity"]["available"]["count"]
    return {
        **item.entry,
        "quantity": {"available": {"count": quantity, "measure": {"value": str(quantity)}}, "selected": {"count": 1}},
    }


def _state(order: Order) -> Json:
    return {
        "state": {
            "descriptor": {"code": order.state, "short_desc": order.state.replace("_", " ")},
            "updated_at": order.updated_at,
        }
    }


def _breakup(item: Item) -> list[Json]:
    total = Decimal(item.entry["price"]["value"])
    if item.quote == "foreign":
        return [_line(item, "Item Price", Decimal(2000), "INR"), _line(item, "TAX", Decimal(174), "INR")]
    if item.quote == "unsummed":
        return [_line(item, "BASE PRICE", total, "USD"), _line(item, "TAX", total * _TAX, "USD")]
    base = (total / (1 + _TAX)).quantize(_CENT)
    return [_line(item, "BASE PRICE", base, "USD"), _line(item, "TAX", total - base, "USD")]


def _line(item: Item, title: str, amount: Decimal, currency: str) -> Json:
    value = str(amount.quantize(_CENT))
    return {"title": title, "price": {"currency": currency, "value": value}, "item": {"id": item.entry["id"]}}


def _cancellation(term: Json) -> Json:
    return {
        "fulfillment_state": {"descriptor": {"code": term["until"]}},
        "reason_required": False,
        "cancellation_fee": {"percentage": str(term["fee_percent"])},
    }
