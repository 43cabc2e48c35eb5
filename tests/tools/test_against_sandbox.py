"""Whole journeys of the tools against the simulated world, over real HTTP."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from sandbox.config import Config
from sandbox.customers import load
from sandbox.running import Sandbox, running
from tests.tools.drawn import drawing
from tools.beckn.client import NetworkClient
from tools.beckn.network import Network
from tools.contract import (
    AccountFound,
    AskSupport,
    CancelOrder,
    CheckOrder,
    CompareOptions,
    ConfirmOrder,
    Failed,
    Failure,
    FindAccount,
    InitOrder,
    OffersFound,
    OptionsCompared,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    SupportGiven,
    TermsOffered,
    Tool,
)
from tools.directory import UrlDirectory
from tools.economics.comparison import Choice
from tools.economics.eligibility import Barrier, Doubt, Eligibility
from tools.economics.household import Lack
from tools.offers import Kind, Progress
from tools.readings import Readings
from tools.registry import build
from tools.running import run_tool
from tools.screening import Screening
from tools.world_engine import WorldEngine

Run = Callable[[Request], Result]
TODAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""The stand-in's households are drawn from it: MTR-0000 stays below 5 kW in the year before."""


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2, clock=lambda: TODAY)) as sandbox:
        yield sandbox


@pytest.fixture
def tools(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[type, Tool]]:
    """Each test's own, so that the faults of one open no circuit for another."""
    settings: Mapping[str, str] = world.environment
    network = Network(
        settings["BECKN_CLIENT_URL"],
        settings["BECKN_BAP_ID"],
        settings["BECKN_BAP_URI"],
        settings["BECKN_BPP_ID"],
        settings["BECKN_BPP_URI"],
    )
    with (
        closing(NetworkClient(network, now=lambda: TODAY, new_id=lambda: str(uuid.uuid4()))) as client,
        closing(WorldEngine(settings["METER_REGISTRY_URL"])) as registry,
        closing(UrlDirectory(settings["CUSTOMER_DIRECTORY"])) as directory,
    ):
        monkeypatch.setattr("tools.registry.Screening", partial(Screening, patience=30))
        yield build(client, Readings(registry), directory, drawing=drawing())


@pytest.fixture
def run(tools: Mapping[type, Tool]) -> Run:
    return lambda request: run_tool(tools, request, attempted=False)


def transaction() -> str:
    return str(uuid.uuid4())


def test_an_account_is_found_by_its_meter(run: Run) -> None:
    found = run(FindAccount("mtr-0001"))
    assert isinstance(found, AccountFound)
    assert found.account is not None
    assert found.account.phone == "+12025550101"


def test_a_meter_that_does_not_exist_has_no_account(run: Run) -> None:
    assert run(FindAccount("MTR-7777")) == AccountFound(None)


def calls_of(world: Sandbox, run: Run, meter: str) -> tuple[Result, list[tuple[str, str, str, tuple[str, ...]]]]:
    """The result, and what was asked outside, with the meter left out of the words."""
    before = world.wire.last
    result = run(FindAccount(meter))
    asked = world.wire.requests(after=before)
    return result, [
        (one["target"], one["method"], one["path"].replace(meter, "..."), tuple(sorted(one["query"]))) for one in asked
    ]


def test_an_unknown_meter_costs_the_same_calls_as_a_known_one_every_time(world: Sandbox, run: Run) -> None:
    known, unknown = (calls_of(world, run, meter) for meter in ("MTR-0003", "MTR-7777"))
    assert known[1] == unknown[1]
    assert [(target, method) for target, method, _, _ in known[1]] == [("meters", "GET"), ("directory", "GET")]
    assert known[0] != unknown[0] == AccountFound(None)
    assert calls_of(world, run, "MTR-0003") == known, "nothing is remembered, so the second time costs the same"


@pytest.mark.parametrize("mode", ["500", "garbage", "empty"])
def test_a_registry_that_is_away_locks_nobody_out_and_costs_the_same(world: Sandbox, run: Run, mode: str) -> None:
    world.wire.fault("meters", mode, times=2)
    known, unknown = (calls_of(world, run, meter) for meter in ("MTR-0003", "MTR-7777"))
    assert isinstance(known[0], AccountFound)
    assert known[0].account is not None
    assert known[0].unchecked
    assert unknown[0] == AccountFound(None, unchecked=True)
    assert known[1] == unknown[1]


def test_a_directory_that_is_away_reads_and_costs_the_same(world: Sandbox, run: Run) -> None:
    world.wire.fault("directory", "500", times=2)
    known, unknown = (calls_of(world, run, meter) for meter in ("MTR-0003", "MTR-7777"))
    assert known == unknown
    assert known[0] == Failed(Failure.UNAVAILABLE)
    assert len(known[1]) == 2


def test_every_meter_of_the_simulated_directory_is_in_its_registry(run: Run) -> None:
    for customer in load().customers[::10]:
        found = run(FindAccount(customer.meter))
        assert isinstance(found, AccountFound)
        assert found.account is not None


@pytest.mark.parametrize(
    ("kind", "fewest"),
    [(Kind.SOLAR, 6), (Kind.DFP, 4), (Kind.SURVEY, 3), (Kind.CONNECTION, 1), (Kind.SUBSIDY, 2), (Kind.BATTERY, 2)],
)
def test_a_whole_journey_from_search_to_status(run: Run, kind: Kind, fewest: int) -> None:
    business = transaction()
    found = run(SearchOffers(kind, business))
    assert isinstance(found, OffersFound)
    assert len(found.offers) >= fewest
    quoted = run(SelectOffer(business, found.offers[0]))
    assert isinstance(quoted, QuoteGiven)
    offered = run(InitOrder(business, quoted.quote, "MTR-0001"))
    assert isinstance(offered, TermsOffered)
    confirmed = run(ConfirmOrder(business, "order-1", offered.terms, "MTR-0001"))
    assert isinstance(confirmed, OrderConfirmed)
    assert confirmed.progress.milestone == "ORDER_RECEIVED"
    checked = run(CheckOrder(kind, business, confirmed.progress.number))
    assert isinstance(checked, OrderChecked)
    assert checked.progress.number == confirmed.progress.number


@pytest.mark.parametrize("kind", Kind)
def test_a_placed_order_is_cancelled_once_and_its_seller_can_be_reached(
    world: Sandbox, tools: Mapping[type, Tool], run: Run, kind: Kind
) -> None:
    business = transaction()
    found = run(SearchOffers(kind, business))
    assert isinstance(found, OffersFound)
    quoted = run(SelectOffer(business, found.offers[0]))
    assert isinstance(quoted, QuoteGiven)
    offered = run(InitOrder(business, quoted.quote, "MTR-0001"))
    assert isinstance(offered, TermsOffered)
    confirmed = run(ConfirmOrder(business, "order-1", offered.terms, "MTR-0001"))
    assert isinstance(confirmed, OrderConfirmed)
    offer, number = found.offers[0], confirmed.progress.number
    reached = run(AskSupport(kind, business, number, offer.bpp_id, offer.bpp_uri))
    assert isinstance(reached, SupportGiven)
    assert all((reached.support.phone, reached.support.email, reached.support.url))
    cancel = CancelOrder(kind, business, number, offer.bpp_id, offer.bpp_uri)
    assert run_tool(tools, cancel, attempted=True) == Failed(Failure.UNKNOWN)
    world.wire.fault("beckn", "empty_after_accept", path="/cancel")
    assert run(cancel) == Failed(Failure.UNKNOWN)
    assert run_tool(tools, cancel, attempted=True) == OrderCancelled(Progress(number, "CANCELLED"))
    assert run(CheckOrder(kind, business, number)) == OrderChecked(Progress(number, "CANCELLED"))


def test_a_seller_refuses_to_cancel_what_is_delivered(world: Sandbox, run: Run) -> None:
    business = transaction()
    found = run(SearchOffers(Kind.SOLAR, business))
    assert isinstance(found, OffersFound)
    quoted = run(SelectOffer(business, found.offers[0]))
    assert isinstance(quoted, QuoteGiven)
    offered = run(InitOrder(business, quoted.quote, "MTR-0001"))
    assert isinstance(offered, TermsOffered)
    confirmed = run(ConfirmOrder(business, "order-1", offered.terms, "MTR-0001"))
    assert isinstance(confirmed, OrderConfirmed)
    number = confirmed.progress.number
    world.wire.advance_order(number, "ORDER_DELIVERED")
    assert run(CancelOrder(Kind.SOLAR, business, number)) == Failed(Failure.REJECTED)


@pytest.mark.parametrize("kind", Kind)
def test_a_confirm_of_unknown_end_is_settled_by_a_network_that_knows_transactions(
    world: Sandbox, tools: Mapping[type, Tool], kind: Kind
) -> None:
    def settle(request: ConfirmOrder) -> Result:
        return run_tool(tools, request, attempted=True)

    business = transaction()
    found = run_tool(tools, SearchOffers(kind, business), attempted=False)
    assert isinstance(found, OffersFound)
    quoted = run_tool(tools, SelectOffer(business, found.offers[0]), attempted=False)
    assert isinstance(quoted, QuoteGiven)
    offered = run_tool(tools, InitOrder(business, quoted.quote, "MTR-0001"), attempted=False)
    assert isinstance(offered, TermsOffered)
    request = ConfirmOrder(business, "order-1", offered.terms, "MTR-0001")
    before = len(world.wire.orders())
    world.wire.fault("beckn", "empty_after_accept", path="/confirm")
    assert run_tool(tools, request, attempted=False) == Failed(Failure.UNKNOWN)
    assert settle(request) == Failed(Failure.UNKNOWN)
    world.wire.know_transactions()
    settled = settle(request)
    assert isinstance(settled, OrderConfirmed)
    assert settled.progress.number == world.wire.orders()[-1]["number"]
    assert settle(replace(request, transaction=transaction())) == Failed(Failure.UNKNOWN)
    assert settle(replace(request, meter="MTR-0002")) == Failed(Failure.UNKNOWN)
    world.wire.know_transactions(known=False)
    assert len(world.wire.orders()) == before + 1


@pytest.mark.parametrize(
    ("meter", "known"),
    [
        ("MTR-0000", Eligibility(Barrier.MINIMUM_LOAD)),
        ("MTR-0001", Eligibility()),
        ("MTR-0013", Eligibility(doubts=(Doubt.READINGS,))),
        ("MTR-0009", Eligibility(Barrier.EXEMPT)),
    ],
)
def test_programmes_come_with_what_the_home_may_join(run: Run, meter: str, known: Eligibility) -> None:
    run(SearchOffers(Kind.DFP, transaction(), meter))  # first asked, the stand-in makes up a year of readings
    found = run(SearchOffers(Kind.DFP, transaction(), meter))
    assert isinstance(found, OffersFound)
    asking = [offer for offer in found.offers if offer.programme and offer.programme.minimum_load_kw == 5]
    assert asking
    assert {offer.id: found.eligibility[offer.id] for offer in asking} == {offer.id: known for offer in asking}


def test_a_site_survey_is_booked_at_the_time_that_was_chosen(run: Run) -> None:
    business = transaction()
    found = run(SearchOffers(Kind.SURVEY, business))
    assert isinstance(found, OffersFound)
    offer = next(offer for offer in found.offers if offer.slots)
    slot = offer.slots[-1]
    quoted = run(SelectOffer(business, replace(offer, slot=slot, fulfilment_id=slot.id)))
    assert isinstance(quoted, QuoteGiven)
    offered = run(InitOrder(business, quoted.quote, "MTR-0001"))
    assert isinstance(offered, TermsOffered)
    assert offered.terms.quote.offer.slot == slot
    assert isinstance(run(ConfirmOrder(business, "order-1", offered.terms, "MTR-0001")), OrderConfirmed)
    gone = replace(slot, id="2199")
    assert run(SelectOffer(business, replace(offer, slot=gone, fulfilment_id=gone.id))) == Failed(Failure.REJECTED)


def test_every_offer_can_be_selected_and_some_prices_are_in_doubt(run: Run) -> None:
    business = transaction()
    found = run(SearchOffers(Kind.SOLAR, business))
    assert isinstance(found, OffersFound)
    quotes = [run(SelectOffer(business, offer)) for offer in found.offers]
    disputed = [quoted.quote.disputed for quoted in quotes if isinstance(quoted, QuoteGiven)]
    assert len(disputed) == len(found.offers)
    assert set(disputed) == {True, False}


def test_a_household_is_compared(run: Run) -> None:
    compared = run(CompareOptions("MTR-0001", transaction()))
    assert isinstance(compared, OptionsCompared)
    assert compared.comparison.full_year
    assert {option.choice for option in compared.comparison.options} == set(Choice)


def test_the_broken_meter_is_not_compared(run: Run) -> None:
    assert run(CompareOptions("MTR-0013", transaction())) == Failed(Failure.NO_DATA, Lack.FUTURE_DATES)


def test_a_household_with_medical_equipment_is_offered_no_flexibility(run: Run) -> None:
    compared = run(CompareOptions("MTR-0009", transaction()))
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == {Choice.NEITHER, Choice.SOLAR}
