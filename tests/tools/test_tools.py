"""Requests through the table of tools, with a network, a registry and a directory played over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.tools.asking import ADA, CONFIRM, ENROL, PROGRAMME, Meters
from tests.tools.market import ITEM, NOW, TRANSACTION, answered, catalogue, order, responses
from tests.tools.playing import Played, Said
from tools.accounts import accounts
from tools.contract import (
    Account,
    AccountFound,
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
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    RegistryTold,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    TellRegistry,
    TermsOffered,
    Tool,
    ToolError,
)
from tools.economics.comparison import Assumption, Choice, Supposition, Wish
from tools.economics.household import Lack
from tools.economics.roof import Shading
from tools.intervals import Interval
from tools.offers import Kind, Progress
from tools.reading import within
from tools.running import run_tool


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


def run(tools: Mapping[type, Tool], request: Request) -> Result:
    return run_tool(tools, request, attempted=False)


def test_only_a_confirm_and_a_cancel_write_and_each_can_be_settled(tools: Mapping[type, Tool]) -> None:
    assert {request for request, tool in tools.items() if tool.writes} == {ConfirmOrder, CancelOrder}
    assert all(tool.settle for tool in tools.values() if tool.writes)


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


def test_a_read_that_was_attempted_before_is_run_again(server: Played, tools: Mapping[type, Tool]) -> None:
    server.say("/search", answered("search", catalogue(ITEM)))
    assert isinstance(run_tool(tools, SearchOffers(Kind.SOLAR, TRANSACTION), attempted=True), OffersFound)


def test_the_meter_registry_is_told_of_an_enrolment_in_a_call_of_its_own(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    server.say("/confirm", answered("confirm", order(id="77", items=[])))
    assert run(tools, ENROL) == OrderConfirmed(Progress("77", ""))
    assert not meters.told
    assert run(tools, TellRegistry("MTR-0001", "77")) == RegistryTold()
    assert meters.told == (("MTR-0001", "77"),)


def test_a_registry_that_cannot_be_told_is_a_call_without_a_result(tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.wrong = ToolError(Failure.UNAVAILABLE, "down")
    assert run(tools, TellRegistry("MTR-0001", "77")) == Failed(Failure.UNAVAILABLE)


def test_an_account_is_found_or_not(tools: Mapping[type, Tool], meters: Meters) -> None:
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(ADA)
    meters.account = None
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(None)


def test_a_meter_that_the_registry_does_not_know_has_no_account(tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.unknown = True
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(None)


def test_a_registry_that_is_away_locks_nobody_out(tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.wrong = ToolError(Failure.SILENT, "down")
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(ADA, unchecked=True)
    meters.account = None
    assert run(tools, FindAccount("MTR-0001")) == AccountFound(None, unchecked=True)


@pytest.mark.parametrize("account", [ADA, None])
@pytest.mark.parametrize("wrong", [None, ToolError(Failure.UNAVAILABLE, "down")])
def test_both_are_asked_once_whatever_the_first_one_said(
    tools: Mapping[type, Tool], meters: Meters, account: Account | None, wrong: ToolError | None
) -> None:
    meters.account, meters.wrong = account, wrong
    for unknown in (True, False):
        meters.unknown, before = unknown, len(meters.asked)
        run(tools, FindAccount("MTR-0001"))
        assert meters.asked[before:] == ("registry MTR-0001", "directory MTR-0001")


@pytest.mark.parametrize("failure", [Failure.GARBLED, Failure.NOT_FOUND])
def test_a_record_that_cannot_be_read_looks_like_no_record(failure: Failure) -> None:
    assert accounts(Meters(), BrokenDirectory(failure))(FindAccount("MTR-0001")) == AccountFound(None)


@pytest.mark.parametrize("failure", [Failure.SILENT, Failure.UNAVAILABLE])
def test_a_directory_that_is_away_says_the_same_of_every_meter(failure: Failure) -> None:
    said = set()
    for meter in ("MTR-0001", "MTR-9999"):
        with pytest.raises(ToolError) as raised:
            accounts(Meters(), BrokenDirectory(failure))(FindAccount(meter))
        said.add(str(raised.value))
        assert raised.value.failure is Failure.UNAVAILABLE
        assert raised.value.__cause__ is None
    assert len(said) == 1


def both_kinds(server: Played) -> None:
    server.say("/search", answered("search", catalogue(ITEM, PROGRAMME)))


COMPARE = CompareOptions("MTR-0001", TRANSACTION)


def test_a_comparison_has_all_four_options(server: Played, tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.readings = year_of_hours()
    both_kinds(server)
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == set(Choice)
    sought = sorted(
        str(within(asked.json, "message", "intent", "item", "descriptor", "name")) for asked in server.asked
    )
    assert sought == ["Program", "battery", "solar"]


def test_an_exempt_household_is_asked_for_no_flexibility(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.readings, meters.account = year_of_hours(), Account("A-9", "MTR-0009", "Ada", None, exempt=True)
    both_kinds(server)
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert {option.choice for option in compared.comparison.options} == {Choice.NEITHER, Choice.SOLAR}
    assert Assumption.EXEMPT_FROM_EVENTS in compared.comparison.assumptions
    assert {within(asked.json, "context", "domain") for asked in server.asked} == {"deg:retail"}


def test_one_kind_of_which_nothing_is_heard_leaves_the_other(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.readings = year_of_hours()
    server.say("/search", answered("search", catalogue(ITEM)))
    server.about[b"deg:schemes"] = responses()
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
    ("wrong", "failed"),
    [
        (None, Failed(Failure.NO_DATA, Lack.NO_READINGS)),
        (ToolError(Failure.NOT_FOUND, "unknown"), Failed(Failure.NO_DATA, Lack.NO_READINGS)),
        (ToolError(Failure.SILENT, "slow"), Failed(Failure.SILENT)),
    ],
)
def test_a_meter_without_honest_data_is_not_compared(
    server: Played, tools: Mapping[type, Tool], meters: Meters, wrong: ToolError | None, failed: Failed
) -> None:
    meters.wrong = wrong
    assert run(tools, COMPARE) == failed
    assert server.asked == []


def test_what_is_supposed_of_a_roof_is_in_the_figures(
    server: Played, tools: Mapping[type, Tool], meters: Meters
) -> None:
    meters.readings = year_of_hours()
    both_kinds(server)
    shaded = Supposition(shading=Shading.HEAVY, loan=True, wish=Wish.CLIMATE)
    compared = run(tools, replace(COMPARE, supposing=shaded))
    assert isinstance(compared, OptionsCompared)
    assert compared.comparison.supposing == shaded
    by_choice = {option.choice: option for option in compared.comparison.options}
    basis = by_choice[Choice.SOLAR].solar
    assert basis is not None
    assert 1500 < basis.yield_kwh < 4 * 900
    assert by_choice[Choice.SOLAR].borrowing is not None


@pytest.mark.parametrize("wrong", [Supposition(area_m2=-1.0), Supposition(tilt=99.0), Supposition(share=0.0)])
def test_what_no_roof_can_be_is_not_compared(
    server: Played, tools: Mapping[type, Tool], meters: Meters, wrong: Supposition
) -> None:
    meters.readings = year_of_hours()
    assert run(tools, replace(COMPARE, supposing=wrong)) == Failed(Failure.REJECTED)
    assert server.asked == []


def test_a_sanctioned_load_bounds_the_system(server: Played, tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.readings, meters.account = year_of_hours(), replace(ADA, sanctioned_kw=2.0)
    both_kinds(server)
    compared = run(tools, COMPARE)
    assert isinstance(compared, OptionsCompared)
    assert Assumption.CONNECTION_TOO_SMALL in compared.comparison.assumptions


def test_nobodys_meter_is_not_compared(tools: Mapping[type, Tool], meters: Meters) -> None:
    meters.account = None
    assert run(tools, COMPARE) == Failed(Failure.NOT_FOUND)
