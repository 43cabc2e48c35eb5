"""Answers that a real network gave, and messages that its specification allows. Read from beside the project."""

import os
from pathlib import Path

import pytest

from tests.conformance.captured import DATA, MOST_OFFERS, captures, heard, sold, violations
from tests.tools.market import OFFER, QUOTE, TERMS, TRANSACTION, VISIT, client_at
from tests.tools.playing import Said, playing
from tools.beckn import codec
from tools.beckn.codec import Customer
from tools.beckn.outgoing import Action
from tools.contract import CheckOrder, ToolError
from tools.offers import Kind, Money, Subsidy

REQUIRED = os.environ.get("WATTLINE_CONFORMANCE") == "required"
ABSENT = "captures of the real network lie beside the project (../shared/data) and are absent here"

pytestmark = pytest.mark.skipif(not DATA.is_dir() and not REQUIRED, reason=ABSENT)

ACTIONS = ("search", "select", "init", "confirm", "status")
CAPTURES = captures()


def _captured(pattern: str) -> list[Path]:
    return [path for path in CAPTURES if path.match(pattern)]


def test_the_captures_are_there() -> None:
    assert len(CAPTURES) >= 50


def test_no_capture_is_left_out() -> None:
    read = {path for action in ACTIONS for path in _captured(f"*_{action}_*.json")}
    assert read == set(CAPTURES)


@pytest.mark.parametrize("path", _captured("*_search_*.json"), ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", Kind)
def test_every_captured_catalogue_is_read(path: Path, kind: Kind) -> None:
    for offer in codec.found_offers(heard(path), kind, MOST_OFFERS):
        assert offer.name
        assert len(offer.summary) <= 500
        assert "<" not in offer.summary


@pytest.mark.parametrize(
    "path", [path for name in ("select", "init") for path in _captured(f"*_{name}_*.json")], ids=lambda path: path.stem
)
def test_every_captured_quote_is_read(path: Path) -> None:
    quote = codec.quoted(heard(path), sold(path))
    terms = codec.offered_terms(heard(path), sold(path))
    assert quote.price is not None
    assert terms.quote == quote
    assert "bank" not in repr(terms)


@pytest.mark.parametrize(
    "path",
    [path for name in ("confirm", "status") for path in _captured(f"*_{name}_*.json")],
    ids=lambda path: path.stem,
)
def test_every_captured_order_has_its_number_and_milestone(path: Path) -> None:
    progress = codec.progress(heard(path))
    assert progress.number.isdigit()
    assert progress.milestone.startswith("ORDER_")


def test_a_search_for_solar_leaves_the_captured_battery_out() -> None:
    for path in _captured("retail_search_*.json"):
        offers = codec.found_offers(heard(path), Kind.SOLAR, MOST_OFFERS)
        assert [offer.power_kw for offer in offers] == [5.0]
        assert "Battery" not in offers[0].name


def test_the_captured_subsidy_is_no_programme() -> None:
    for path in _captured("schemes_search_*.json"):
        assert codec.found_offers(heard(path), Kind.DFP, MOST_OFFERS) == ()


def test_the_captured_installers_are_told_from_the_connections_among_them() -> None:
    for path in _captured("service_search_resi_*.json"):
        installers = codec.found_offers(heard(path), Kind.SURVEY, MOST_OFFERS)
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
        connections = codec.found_offers(heard(path), Kind.CONNECTION, MOST_OFFERS)
        assert [offer.name for offer in connections] == ["Residential Electricity Connection"]


def test_the_captured_connections_are_found() -> None:
    for path in _captured("service_search_connection_*.json"):
        assert codec.found_offers(heard(path), Kind.SURVEY, MOST_OFFERS) == ()
        prices = [offer.price for offer in codec.found_offers(heard(path), Kind.CONNECTION, MOST_OFFERS)]
        assert prices == [Money(8000, "USD"), Money(20000, "USD")]


def test_the_captured_subsidy_says_how_much_and_how_to_apply() -> None:
    for path in _captured("schemes_search_*.json"):
        found = codec.found_offers(heard(path), Kind.SUBSIDY, MOST_OFFERS)
        assert [offer.subsidy for offer in found] == [
            Subsidy(amount=Money(50000, "USD"), application="Auto-applied upon installation")
        ]


def test_the_captured_quotes_in_two_currencies_are_disputed() -> None:
    for path in _captured("retail_select_*.json"):
        quote = codec.quoted(heard(path), sold(path))
        assert quote.disputed
        assert quote.price is not None
        assert quote.price.currency == "INR"


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
        assert violations(asked.path.removeprefix("/"), asked.json) == []


def test_the_specification_refuses_what_is_wrong() -> None:
    wrong = {"context": {"action": "confirm", "timestamp": "yesterday", "transaction_id": "1"}, "message": {}}
    assert len(violations("confirm", wrong)) == 3
