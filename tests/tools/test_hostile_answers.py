"""Answers made to break whoever reads them: each is read or is a failure that can be said, and can be kept."""

from copy import deepcopy

import orjson
import pytest

from bot.model.event import ToolFinished
from bot.model.ids import CallId, EventId
from tests.store.building import NOW, codec
from tests.tools.market import BPP_ID, OFFER, TRANSACTION
from tools.beckn import codec as beckn
from tools.beckn import hearing, outgoing
from tools.beckn.codec import Customer
from tools.beckn.deviations import deviations
from tools.beckn.network import Network
from tools.beckn.outgoing import Action
from tools.beckn.programme import programme_of
from tools.contract import OffersFound, OrderConfirmed, QuoteGiven, Result, TermsOffered, ToolError
from tools.offers import Kind
from tools.reading import moment

EVIL: tuple[object, ...] = (
    *("9" * 400, "1" * 5000, "1e400", "-1e999", "NaN", "1E+1000000000", "0x1", "\u0663 kW", "\u00b2", "9" * 18),
    *(-1, 1e308, 10**18, True, None, [], {}, [[]], [{}], {"a": {}}, ""),
    *("\u0000", "\u202e", "&#xD800;", "x" * 100_000, "<" * 30_000, "{{ 7 * 7 }}", "0001-01-01T00:00:00+23:59"),
)
TAGS = {"reward_per_kwh": "$3-4", "events_a_year": "12", "notice_hours": "2 days", "penalty": "5%", "min_load": "2"}
ITEM = {
    "id": "701",
    "descriptor": {"name": "Solar roof set 5 kW", "short_desc": "5 kW", "long_desc": "solar"},
    "price": {"value": "100", "currency": "USD"},
    "rating": "4",
    "category_ids": ["c"],
    "fulfillment_ids": ["f"],
    "tags": [
        {
            "descriptor": {"code": "program"},
            "list": [{"descriptor": {"code": name}, "value": value} for name, value in TAGS.items()],
        }
    ],
}
PROVIDER = {
    "id": "70",
    "descriptor": {"name": "Halden Solar"},
    "categories": [{"id": "c", "descriptor": {"name": "Solar", "code": "solar"}}],
    "fulfillments": [{"id": "f"}],
    "items": [ITEM],
}
ORDER = {
    "id": "o1",
    "status": "ACTIVE",
    "provider": {"id": "70"},
    "items": [{"id": "701", "price": {"value": "100", "currency": "USD"}}],
    "quote": {
        "price": {"value": "100", "currency": "USD"},
        "breakup": [{"title": "BASE PRICE", "price": {"value": "100", "currency": "USD"}}],
    },
    "payments": [{"type": "PRE-ORDER"}],
    "cancellation_terms": [
        {"cancellation_fee": {"percentage": "5", "amount": {"value": "1", "currency": "USD"}}},
        {"cancellation_eligible": True},
    ],
    "fulfillments": [
        {
            "id": "f",
            "state": {"descriptor": {"code": "ORDER_RECEIVED"}},
            "customer": {"person": {"name": "Ada"}, "contact": {"phone": "+12025550101"}},
        }
    ],
}
STORE = codec()


def asked(action: Action) -> outgoing.Context:
    network = Network("http://client.example", "bap.example", "https://bap.example", BPP_ID)
    return outgoing.context(network, action, Kind.SOLAR, transaction=TRANSACTION, message=TRANSACTION, now=NOW)


def answer(action: str, message: object) -> object:
    context = {"action": f"on_{action}", "transaction_id": TRANSACTION, "bpp_id": "b", "bpp_uri": "https://b.example"}
    return {"responses": [{"context": context, "message": message}]}


CATALOGUE = answer("search", {"catalog": {"providers": [PROVIDER]}})
TERMS = answer("init", {"order": ORDER})


def places(value: object, *before: str | int) -> list[tuple[str | int, ...]]:
    """Every place in a JSON value, its own included."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [before, *(place for name, inner in inside for place in places(inner, *before, name))]


def spoiled(whole: object, place: tuple[str | int, ...], evil: object) -> bytes:
    holder: object = {"": deepcopy(whole)}
    inner = holder
    *path, last = ("", *place)
    for name in path:
        inner = inner[name]  # type: ignore[index]  # a path of this very value
    inner[last] = evil  # type: ignore[index]  # as above
    return orjson.dumps(holder[""])  # type: ignore[index]  # as above


def kept(result: Result) -> None:
    """What came of an answer can be stored, and reads the same afterwards."""
    event = ToolFinished(EventId("e"), NOW, CallId("c"), result)
    assert STORE.read(STORE.write(event), ToolFinished) == event


@pytest.mark.parametrize("place", places(CATALOGUE), ids=str)
def test_a_catalogue_spoiled_anywhere_is_read_or_fails_in_words(place: tuple[str | int, ...]) -> None:
    for evil in EVIL:
        for kind in Kind:
            try:
                heard = hearing.hear(
                    200, spoiled(CATALOGUE, place, evil), action=Action.SEARCH, transaction=TRANSACTION
                )
                assert [deviations(entry, asked(Action.SEARCH)) for entry in heard.entries]
                kept(OffersFound(beckn.found_offers(heard, kind, 50)))
            except ToolError:
                continue


@pytest.mark.parametrize("place", places(TERMS), ids=str)
def test_an_order_spoiled_anywhere_is_read_or_fails_in_words(place: tuple[str | int, ...]) -> None:
    for evil in EVIL:
        try:
            heard = hearing.hear(200, spoiled(TERMS, place, evil), action=Action.INIT, transaction=TRANSACTION)
        except ToolError:
            continue
        assert [deviations(entry, asked(Action.INIT)) for entry in heard.entries]
        for read in (
            lambda: QuoteGiven(beckn.quoted(heard, OFFER)),  # noqa: B023 -- called in this very round
            lambda: TermsOffered(beckn.offered_terms(heard, OFFER)),  # noqa: B023 -- as above
            lambda: OrderConfirmed(beckn.progress(heard)),  # noqa: B023 -- as above
            lambda: OrderConfirmed(beckn.placed(heard, TRANSACTION, OFFER, Customer("Ada"))),  # noqa: B023 -- as above
        ):
            try:
                kept(read())
            except ToolError:
                continue


@pytest.mark.parametrize("events", ["9" * 400, "9" * 30, "1" + "0" * 19])
def test_events_beyond_all_measure_are_not_stated(events: str) -> None:
    assert programme_of({"events": events, "notice": "2 hours"}, "USD").events_a_year is None


def test_a_time_before_the_calendar_is_none() -> None:
    assert moment("0001-01-01T00:00:00+23:59") is None
