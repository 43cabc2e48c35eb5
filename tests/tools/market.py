"""A small market, written for the tests: catalogues, orders, offers, and who asks."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tests.tools.playing import Said
from tools.beckn.client import NetworkClient
from tools.beckn.identifiers import offer_id
from tools.beckn.network import Network
from tools.beckn.terms import terms
from tools.offers import Cancellation, CancellationKind, Kind, Money, Offer, Payment, Quote, Slot, Terms

TRANSACTION = "3b241101-e2bb-4255-8caf-4136c566a962"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BPP_ID, BPP_URI = "bpp.market.example", "https://bpp.market.example"
Thing = dict[str, object]

ITEM: Thing = {
    "id": "701",
    "descriptor": {"name": "Roof set 4 kW", "code": "Solar Panel", "long_desc": "<p>Ten panels.</p>"},
    "price": {"value": "9000", "currency": "USD"},
    "rating": "4.5",
    "fulfillment_ids": ["5"],
}
OFFER = Offer(
    id=offer_id(BPP_ID, "70", "701"),
    item_id="701",
    kind=Kind.SOLAR,
    name="Roof set 4 kW",
    provider="Halden Solar",
    provider_id="70",
    summary="Ten panels.",
    price=Money(900000, "USD"),
    fulfilment_id="5",
    rating=4.5,
    power_kw=4.0,
    bpp_id=BPP_ID,
    bpp_uri=BPP_URI,
)
QUOTE = Quote(OFFER, Money(900000, "USD"))
SLOT = Slot("21", datetime(2026, 11, 26, 17, tzinfo=UTC), datetime(2026, 11, 26, 19, tzinfo=UTC))
VISIT = Quote(replace(OFFER, kind=Kind.SURVEY, fulfilment_id="21", slots=(SLOT,), slot=SLOT), OFFER.price)
TERMS: Terms = terms(QUOTE, Payment.PRE_ORDER, Cancellation(CancellationKind.FREE))


def client_at(url: str, *, deadline: float = 2.0, ttl: int = 1) -> NetworkClient:
    network = Network(url, "bap.example", "https://bap.example", ttl=ttl, deadline=deadline)
    numbers = itertools.count(1)
    return NetworkClient(network, now=lambda: NOW, new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}")


def catalogue(*items: Mapping[str, object], **provider: object) -> Thing:
    shop: Thing = {"id": "70", "descriptor": {"name": "Halden Solar"}, "items": list(items), **provider}
    return {"catalog": {"providers": [shop]}}


def order(**changes: object) -> Thing:
    price = {"value": "9000", "currency": "USD"}
    usual: Thing = {"items": [ITEM], "quote": {"price": price}, "fulfillments": [{"id": "5"}]}
    return {"order": {**usual, **changes}}


def entry(
    action: str,
    message: object = None,
    *,
    error: object = None,
    transaction: str = TRANSACTION,
    seller: object = BPP_ID,
) -> Thing:
    context = {"action": f"on_{action}", "transaction_id": transaction, "bpp_id": seller, "bpp_uri": BPP_URI}
    parts = (("context", context), ("message", message), ("error", error))
    return {name: part for name, part in parts if part is not None}


def answered(action: str, message: object = None, *, error: object = None, transaction: str = TRANSACTION) -> Said:
    return responses(entry(action, message, error=error, transaction=transaction))


def responses(*entries: object) -> Said:
    return Said.json({"context": {}, "responses": list(entries)})


def nack(status: int, code: object = "30001") -> Said:
    body = {"message": {"ack": {"status": "NACK"}}, "error": {"code": code, "message": "bpp_id is missing"}}
    return Said.json(body, status)
