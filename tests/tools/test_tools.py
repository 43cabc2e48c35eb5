"""Requests through the table of tools, with a network, a registry and a directory played over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.tools.market import BPP_ID, ITEM, NOW, TERMS, TRANSACTION, Thing, answered, catalogue, nack, order, responses
from tests.tools.playing import Played, Said
from tools.accounts import accounts
from tools.beckn.client import NetworkClient
from tools.beckn.terms import terms
from tools.contract import (
    Account,
    AccountFound,
    CheckOrder,
    CompareOptions,
    ConfirmOrder,
    Failed,
    Failure,
    FindAccount,
    InitOrder,
    Note,
    OffersFound,
    OptionsCompared,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    TermsOffered,
    Tool,
    ToolError,
)
from tools.economics.comparison import Assumption, Choice
from tools.intervals import Interval
from tools.offers import Cancellation, Kind, Money, Offer, Payment, Progress, Quote
from tools.reading import within
from tools.registry import build
from tools.running import run_tool

ADA = Account("A-1", "MTR-0001", "Ada\u202e <b>Whitfield</b>", "+12025550100")
PROGRAMME: Thing = {
    "id": "901",
    "descriptor": {"name": "Evening Saver Program"},
    "price": {"value": "0", "currency": "USD"},
    "tags": [{"list": [{"descriptor": {"code": "reward_per_kwh"}, "value": "2"}]}],
}
ENROLMENT = Offer("e", Kind.DFP, "Evening Saver Program", "Grid", "90", "", Money(0, "USD"), item_id="901")


@dataclass
class Meters:
    """A registry and a directory in memory; `wrong` is raised instead of any answer."""

    readings: tuple[Interval, ...] = ()
    account: Account | None = ADA
    wrong: ToolError | None = None
    told: tuple[tuple[str, str], ...] = ()

    def intervals(self, meter: str) -> tuple[Interval, ...]:  # noqa: ARG002
        if self.wrong is not None:
            raise self.wrong
        return self.readings

    def add_subscription(self, meter: str, order: str) -> None:
        if self.wrong is not None:
            raise self.wrong
        self.told = (*self.told, (meter, order))

    def find_by_meter(self, meter: str) -> Account | None:  # noqa: ARG002
        return self.account


@dataclass
class BrokenDirectory:
    """A directory that always fails in one way."""

    failure: Failure

    def find_by_meter(self, meter: str) -> Account | None:
        raise ToolError(self.failure, f"cannot read {meter}")


def year_of_hours() -> tuple[Interval, ...]:
    start = NOW.replace(minute=0) - timedelta(days=365)
    return tuple(
        Interval(start + timedelta(hours=hour), 1.0, 0.3 + 0.1 * (hour % 24 in range(1, 6)) + 0.05 * (hour % 7), 0.0)
        for hour in range(365 * 24)
    )


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture
def tools(network: NetworkClient, meters: Meters) -> Mapping[type, Tool]:
    return build(network, meters, meters, now=lambda: NOW)


def run(tools: Mapping[type, Tool], request: Request) -> Result:
    return run_tool(tools, request, attempted=False)


CONFIRM = ConfirmOrder(TRANSACTION, "order-1", TERMS, "MTR-0001")
ENROLMENT_TERMS = terms(Quote(ENROLMENT, Money(0, "USD")), Payment.NOT_STATED, Cancellation())
ENROL = ConfirmOrder(TRANSACTION, "order-2", ENROLMENT_TERMS, "MTR-0001")


def test_only_a_confirm_writes(tools: Mapping[type, Tool]) -> None:
    assert {request for request, tool in tools.items() if tool.writes} == {ConfirmOrder}


def test_a_journey_from_search_to_status(server: Played, tools: Mapping[type, Tool]) -> None:
    server.say("/search", answered("search", catalogue(ITEM)))
    for action in ("select", "init", "confirm", "status"):
        server.say(f"/{action}", answered(action, order(id="9001")))
    found = run(tools, SearchOffers(Kind.SOLAR, TRANSACTION))
    assert isinstance(found, OffersFound)
    quoted = run(tools, SelectOffer(TRANSACTION, found.offers[0]))
    assert isinstance(quoted, QuoteGiven)
    offered = run(tools, InitOrder(TRANSACTION, quoted.quote, "MTR-0001"))
    assert isinstance(offered, TermsOffered)
    confirmed = run(tools, ConfirmOrder(TRANSACTION, "order-1", offered.terms, "MTR-0001"))
    assert confirmed == OrderConfirmed(Progress("9001", ""))
    assert run(tools, CheckOrder(Kind.SOLAR, TRANSACTION, "9001")) == OrderChecked(Progress("9001", ""))


def test_the_customers_name_and_phone_come_from_the_directory(server: Played, tools: Mapping[type, Tool]) -> None:
    server.say("/confirm", answered("confirm", order(id="9001")))
    run(tools, CONFIRM)
    fulfilments = within(server.asked[0].json, "message", "order", "fulfillments")
    assert isinstance(fulfilments, list)
    assert fulfilments[0]["customer"] == {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+12025550100"}}


def test_nobodys_meter_orders_nothing(server: Played, tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.account = None
    assert run(tools, CONFIRM) == Failed(Failure.NOT_FOUND)
    assert server.asked == []


def mine(**changes: object) -> Thing:
    """The order of CONFIRM as a seller tells of it."""
    customer: Thing = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+1 202 555 0100"}}
    state: Thing = {"descriptor": {"code": "ORDER_RECEIVED"}}
    usual: Thing = {"id": "9001", "provider": {"id": "70"}, "fulfillments": [{"customer": customer, "state": state}]}
    return order(**{**usual, **changes})


def settled(server: Played, tools: Mapping[type, Tool], said: Said) -> Result:
    """What becomes of a confirm that was attempted before; it asks for the transaction and orders nothing."""
    server.say("/status", said)
    server.say("/confirm", answered("confirm", mine()))
    result = run_tool(tools, CONFIRM, attempted=True)
    assert {asked.path for asked in server.asked} == {"/status"}
    context, message = (server.asked[0].json[part] for part in ("context", "message"))
    assert message == {"order_id": TRANSACTION}
    assert within(context, "transaction_id") == TRANSACTION
    assert within(context, "bpp_id") == BPP_ID
    return result


def test_an_attempted_confirm_is_placed_where_the_network_knows_the_order_of_its_transaction(
    server: Played, tools: Mapping[type, Tool]
) -> None:
    expected = OrderConfirmed(Progress("9001", "ORDER_RECEIVED"))
    assert settled(server, tools, answered("status", mine())) == expected


def test_a_seller_that_names_neither_provider_nor_customer_contradicts_nothing(
    server: Played, tools: Mapping[type, Tool]
) -> None:
    said = answered("status", mine(provider=None, fulfillments=[{"customer": {}}]))
    assert settled(server, tools, said) == OrderConfirmed(Progress("9001", ""))


STRANGER: Thing = {"person": {"name": "Somebody Else"}, "contact": {"phone": "+12025550100"}}
OTHER_PHONE: Thing = {"person": {"name": "Ada Whitfield"}, "contact": {"phone": "+12025550199"}}
UNSETTLED: dict[str, Said] = {
    "nobody answers": responses(),
    "an error": answered("status", error={"code": "30018", "message": "Order not found"}),
    "an error and an order": answered("status", mine(), error={"code": "1"}),
    "NACK": nack(400),
    "HTML with 500": Said(b"<html>", 500, "text/html"),
    "a closed connection": Said(cut=True),
    "half a JSON": Said(b'{"responses": ['),
    "an order without its number": answered("status", mine(id=None)),
    "an order without items": answered("status", mine(items=[])),
    "an order of something else": answered("status", mine(items=[{**ITEM, "id": "999"}])),
    "an order of somebody else's shop": answered("status", mine(provider={"id": "71"})),
    "an order for somebody else": answered("status", mine(fulfillments=[{"customer": STRANGER}])),
    "an order for another phone": answered("status", mine(fulfillments=[{"customer": OTHER_PHONE}])),
    "an order that was cancelled": answered("status", mine(status="CANCELLED")),
    "another transaction": answered("status", mine(), transaction="00000000-0000-4000-8000-0000000000ff"),
    "no transaction": responses({"context": {"action": "on_status"}, "message": mine()}),
}


@pytest.mark.parametrize("said", UNSETTLED)
def test_an_attempted_confirm_stays_unknown_and_is_not_sent_again(
    server: Played, tools: Mapping[type, Tool], said: str
) -> None:
    assert settled(server, tools, UNSETTLED[said]) == Failed(Failure.UNKNOWN)


def test_an_attempted_confirm_for_nobodys_meter_stays_unknown(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.account = None
    assert run_tool(tools, CONFIRM, attempted=True) == Failed(Failure.UNKNOWN)
    assert server.asked == []


def test_a_tool_that_cannot_find_out_leaves_an_attempt_unknown(tools: Mapping[type, Tool]) -> None:
    unable = replace(tools[ConfirmOrder], settle=None)
    assert run_tool({ConfirmOrder: unable}, CONFIRM, attempted=True) == Failed(Failure.UNKNOWN)


def test_a_read_that_was_attempted_before_is_run_again(server: Played, tools: Mapping[type, Tool]) -> None:
    server.say("/search", answered("search", catalogue(ITEM)))
    assert isinstance(run_tool(tools, SearchOffers(Kind.SOLAR, TRANSACTION), attempted=True), OffersFound)


def test_an_enrolment_is_told_to_the_meter_registry_and_a_purchase_is_not(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    server.say("/confirm", answered("confirm", order(id="77", items=[])))
    assert run(tools, ENROL) == OrderConfirmed(Progress("77", ""))
    run(tools, CONFIRM)
    assert meters.told == (("MTR-0001", "77"),)


def test_a_registry_that_cannot_be_told_does_not_undo_an_enrolment_but_is_noted(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.wrong = ToolError(Failure.UNAVAILABLE, "down")
    server.say("/confirm", answered("confirm", order(id="77", items=[])))
    assert run(tools, ENROL) == OrderConfirmed(Progress("77", ""), (Note.REGISTRY_NOT_TOLD,))


def test_the_registry_is_told_of_an_enrolment_that_was_settled_later(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    server.say("/status", answered("status", order(id="77", items=[PROGRAMME])))
    assert run_tool(tools, ENROL, attempted=True) == OrderConfirmed(Progress("77", ""))
    assert meters.told == (("MTR-0001", "77"),)


def test_an_account_is_found_or_not(tools: Mapping[type, Tool], meters: Meters) -> None:
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(ADA)
    meters.account = None
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(None)


@pytest.mark.parametrize("failure", [Failure.GARBLED, Failure.NOT_FOUND])
def test_a_record_that_cannot_be_read_looks_like_no_record(failure: Failure) -> None:
    assert accounts(BrokenDirectory(failure))(FindAccount("MTR-0001")) == AccountFound(None)


@pytest.mark.parametrize("failure", [Failure.SILENT, Failure.UNAVAILABLE])
def test_a_directory_that_is_away_says_the_same_of_every_meter(failure: Failure) -> None:
    said = set()
    for meter in ("MTR-0001", "MTR-9999"):
        with pytest.raises(ToolError) as raised:
            accounts(BrokenDirectory(failure))(FindAccount(meter))
        said.add(str(raised.value))
        assert raised.value.failure is Failure.UNAVAILABLE
        assert raised.value.__cause__ is None
    assert len(said) == 1


def both_kinds(server: Played) -> None:
    server.say("/search", answered("search", catalogue(ITEM)), answered("search", catalogue(PROGRAMME)))


COMPARE = CompareOptions("MTR-0001", TRANSACTION)


def test_a_comparison_has_all_four_options(server: Played, tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.readings = year_of_hours()
    both_kinds(server)
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == set(Choice)
    assert [within(asked.json, "context", "domain") for asked in server.asked] == ["deg:retail", "deg:schemes"]


def test_an_exempt_household_is_asked_for_no_flexibility(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.readings, meters.account = year_of_hours(), Account("A-9", "MTR-0009", "Ada", None, exempt=True)
    both_kinds(server)
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == {Choice.NEITHER, Choice.SOLAR}
    assert Assumption.EXEMPT_FROM_EVENTS in compared.comparison.assumptions
    assert len(server.asked) == 1


def test_one_kind_of_which_nothing_is_heard_leaves_the_other(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.readings = year_of_hours()
    server.say("/search", answered("search", catalogue(ITEM)), responses())
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == {Choice.NEITHER, Choice.SOLAR}


@pytest.mark.parametrize(("said", "failure"), [(responses(), Failure.SILENT), (Said(status=500), Failure.UNAVAILABLE)])
def test_a_network_that_says_nothing_ends_a_comparison(
    server: Played, tools: Mapping[type, Tool], meters: Meters, said: Said, failure: Failure
) -> None:
    meters.readings = year_of_hours()
    server.say("/search", said)
    assert run(tools, COMPARE) == Failed(failure)


@pytest.mark.parametrize(
    ("wrong", "failure"),
    [
        (None, Failure.NO_DATA),
        (ToolError(Failure.NOT_FOUND, "unknown"), Failure.NO_DATA),
        (ToolError(Failure.SILENT, "slow"), Failure.SILENT),
    ],
)
def test_a_meter_without_honest_data_is_not_compared(
    server: Played, tools: Mapping[type, Tool], meters: Meters, wrong: ToolError | None, failure: Failure
) -> None:
    meters.wrong = wrong
    assert run(tools, COMPARE) == Failed(failure)
    assert server.asked == []


def test_nobodys_meter_is_not_compared(tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.account = None
    assert run(tools, COMPARE) == Failed(Failure.NOT_FOUND)
