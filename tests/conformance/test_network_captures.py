"""Answers that a real network gave, and messages that its specification allows. Read from beside the project."""

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.tools.market import OFFER, QUOTE, TERMS, TRANSACTION, VISIT, client_at
from tests.tools.playing import Said, playing
from tools.beckn import codec, hearing
from tools.beckn.codec import Customer
from tools.beckn.outgoing import Action
from tools.contract import CheckOrder, ToolError
from tools.offers import Kind, Money, Offer, Subsidy
from tools.reading import Json, mapping, members, within, words

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REQUIRED = os.environ.get("WATTLINE_CONFORMANCE") == "required"
ABSENT = "captures of the real network lie beside the project (../shared/data) and are absent here"

pytestmark = pytest.mark.skipif(not DATA.is_dir() and not REQUIRED, reason=ABSENT)

SANDBOX = DATA / "beckn" / "sandbox"
KINDS = {"retail": Kind.SOLAR, "service": Kind.SURVEY, "schemes": Kind.SUBSIDY}
ACTIONS = ("search", "select", "init", "confirm", "status")
CAPTURES = sorted(SANDBOX.glob("*.json")) if DATA.is_dir() else []


def _content(path: Path) -> Json:
    loaded: Json = orjson.loads(path.read_bytes())
    return loaded


@functools.cache
def _specification() -> Registry[bool | Mapping[str, Any]]:
    document = yaml.safe_load((DATA / "beckn" / "core-1.1.0.yaml").read_bytes())
    resource: Resource[bool | Mapping[str, Any]] = Resource.from_contents(document, DRAFT202012)
    empty: Registry[bool | Mapping[str, Any]] = Registry()
    known: Registry[bool | Mapping[str, Any]] = empty.with_resource("urn:core", resource)
    return known


def _heard(path: Path) -> hearing.Heard:
    context = mapping(mapping(_content(path)).get("context"))
    action, transaction = Action(str(context["action"])), str(context["transaction_id"])
    return hearing.hear(200, path.read_bytes(), action=action, transaction=transaction)


def _captured(pattern: str) -> list[Path]:
    return [path for path in CAPTURES if path.match(pattern)]


def _sold(path: Path) -> Offer:
    """An offer for the item that a captured order is about."""
    order = within(_heard(path).answers[0], "message", "order")
    item = next(members(order, "items"))
    return Offer("x", KINDS[path.stem.partition("_")[0]], "Item", "Seller", "1", "", None, item_id=words(item["id"]))


def test_the_captures_are_there() -> None:
    assert len(CAPTURES) >= 50


def test_no_capture_is_left_out() -> None:
    read = {path for action in ACTIONS for path in _captured(f"*_{action}_*.json")}
    assert read == set(CAPTURES)


@pytest.mark.parametrize("path", _captured("*_search_*.json"), ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", Kind)
def test_every_captured_catalogue_is_read(path: Path, kind: Kind) -> None:
    for offer in codec.found_offers(_heard(path), kind, 50):
        assert offer.name
        assert len(offer.summary) <= 500
        assert "<" not in offer.summary


@pytest.mark.parametrize(
    "path", [path for name in ("select", "init") for path in _captured(f"*_{name}_*.json")], ids=lambda path: path.stem
)
def test_every_captured_quote_is_read(path: Path) -> None:
    quote = codec.quoted(_heard(path), _sold(path))
    terms = codec.offered_terms(_heard(path), _sold(path))
    assert quote.price is not None
    assert terms.quote == quote
    assert "bank" not in repr(terms)


@pytest.mark.parametrize(
    "path",
    [path for name in ("confirm", "status") for path in _captured(f"*_{name}_*.json")],
    ids=lambda path: path.stem,
)
def test_every_captured_order_has_its_number_and_milestone(path: Path) -> None:
    progress = codec.progress(_heard(path))
    assert progress.number.isdigit()
    assert progress.milestone.startswith("ORDER_")


def test_a_search_for_solar_leaves_the_captured_battery_out() -> None:
    for path in _captured("retail_search_*.json"):
        offers = codec.found_offers(_heard(path), Kind.SOLAR, 50)
        assert [offer.power_kw for offer in offers] == [5.0]
        assert "Battery" not in offers[0].name


def test_the_captured_subsidy_is_no_programme() -> None:
    for path in _captured("schemes_search_*.json"):
        assert codec.found_offers(_heard(path), Kind.DFP, 50) == ()


def test_the_captured_installers_are_told_from_the_connections_among_them() -> None:
    for path in _captured("service_search_resi_*.json"):
        installers = codec.found_offers(_heard(path), Kind.SURVEY, 50)
        assert [offer.provider for offer in installers] == [
            "Luminalt",
            "Sunrun",
            "Infinity Energy",
            "SolarUnion",
            "Horizon Solar Power",
        ]
        assert [offer.power_kw for offer in installers] == [2.0, 3.0, 1.5, 4.0, 2.5]
        assert all(offer.price and offer.price.currency == "USD" and not offer.slots for offer in installers)
        assert not any(offer.name.startswith("sp-resi") for offer in installers)
        connections = codec.found_offers(_heard(path), Kind.CONNECTION, 50)
        assert [offer.name for offer in connections] == ["Residential Electricity Connection"]


def test_the_captured_connections_are_found() -> None:
    for path in _captured("service_search_connection_*.json"):
        assert codec.found_offers(_heard(path), Kind.SURVEY, 50) == ()
        prices = [offer.price for offer in codec.found_offers(_heard(path), Kind.CONNECTION, 50)]
        assert prices == [Money(8000, "USD"), Money(20000, "USD")]


def test_the_captured_subsidy_says_how_much_and_how_to_apply() -> None:
    for path in _captured("schemes_search_*.json"):
        found = codec.found_offers(_heard(path), Kind.SUBSIDY, 50)
        assert [offer.subsidy for offer in found] == [
            Subsidy(amount=Money(50000, "USD"), application="Auto-applied upon installation")
        ]


def test_the_captured_quotes_in_two_currencies_are_disputed() -> None:
    for path in _captured("retail_select_*.json"):
        quote = codec.quoted(_heard(path), _sold(path))
        assert quote.disputed
        assert quote.price is not None
        assert quote.price.currency == "INR"


def _validator(action: Action) -> Draft202012Validator:
    pointer = f"#/paths/~1{action}/post/requestBody/content/application~1json/schema"
    checker = FormatChecker(("date-time", "uuid", "uri", "email"))
    return Draft202012Validator({"$ref": f"urn:core{pointer}"}, registry=_specification(), format_checker=checker)


def test_every_outgoing_message_is_valid_by_the_specification() -> None:
    with playing() as server:
        client = client_at(server.url)
        for action in Action:
            server.say(f"/{action}", Said.json({"responses": []}))
        customer = Customer("Ines Calder", "+12025550147")
        calls = (
            lambda: client.search(Kind.SOLAR, TRANSACTION),
            lambda: client.search(Kind.DFP, TRANSACTION),
            lambda: client.search(Kind.SURVEY, TRANSACTION),
            lambda: client.search(Kind.CONNECTION, TRANSACTION),
            lambda: client.search(Kind.SUBSIDY, TRANSACTION),
            lambda: client.init(TRANSACTION, VISIT, "MTR-0001"),
            lambda: client.select(TRANSACTION, OFFER),
            lambda: client.init(TRANSACTION, QUOTE, "MTR-0001"),
            lambda: client.confirm(TRANSACTION, TERMS, customer=customer, meter="MTR-0001"),
            lambda: client.status(CheckOrder(Kind.DFP, TRANSACTION, "9001")),
        )
        for call in calls:
            with pytest.raises(ToolError):
                call()
        client.close()
    assert len(server.asked) == 10
    for asked in server.asked:
        action = Action(asked.path.removeprefix("/"))
        assert [error.message for error in _validator(action).iter_errors(asked.json)] == []


def test_the_specification_refuses_what_is_wrong() -> None:
    wrong = {"context": {"action": "confirm", "timestamp": "yesterday", "transaction_id": "1"}, "message": {}}
    messages = [error.message for error in _validator(Action.CONFIRM).iter_errors(wrong)]
    assert len(messages) == 3
