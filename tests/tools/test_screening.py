"""What a household may join is found out beside the search, and never stands in its way."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tests.tools.asking import ADA, Meters
from tests.tools.market import NOW, TRANSACTION
from tests.tools.test_tools import year_of_hours
from tools.contract import Failure, OffersFound, SearchOffers, ToolError
from tools.economics.eligibility import Barrier, Doubt, Eligibility
from tools.intervals import Interval
from tools.offers import Category, Kind, Offer, ProgrammeTerms
from tools.screening import Screening
from tools.territories import territory

ASKED = SearchOffers(Kind.DFP, TRANSACTION, "MTR-0001")
NOT_ASKED = SearchOffers(Kind.DFP, TRANSACTION)


def programme(name: str, terms: ProgrammeTerms) -> Offer:
    return Offer(name, Kind.DFP, name, "Grid", "1", "", None, programme=terms)


OFFERS = (
    programme("any", ProgrammeTerms()),
    programme("five", ProgrammeTerms(minimum_load_kw=5)),
    programme("shops", ProgrammeTerms(category=Category.COMMERCIAL)),
)
FOUND = OffersFound(OFFERS)
HOME = replace(ADA, category=Category.RESIDENTIAL)


def screened(meters: Meters, found: OffersFound = FOUND, request: SearchOffers = ASKED) -> OffersFound:
    return Screening(lambda _: found, meters, meters, territory().zone, lambda: NOW).run(request)


def of(found: OffersFound) -> Mapping[str, Eligibility]:
    assert found.offers == OFFERS
    return found.eligibility


def test_offers_come_with_what_the_household_may_join() -> None:
    assert of(screened(Meters(year_of_hours(), HOME))) == {
        "any": Eligibility(),
        "five": Eligibility(Barrier.MINIMUM_LOAD),
        "shops": Eligibility(Barrier.CATEGORY),
    }


def test_a_search_for_no_meter_reads_no_meter() -> None:
    assert screened(Meters(wrong=ToolError(Failure.SILENT, "slow")), request=NOT_ASKED) == FOUND


def test_a_home_that_is_exempt_may_join_nothing() -> None:
    exempt = of(screened(Meters(year_of_hours(), replace(HOME, exempt=True))))
    assert {one.barrier for one in exempt.values()} == {Barrier.EXEMPT}


def constant() -> tuple[Interval, ...]:
    """As the World Engine's recorded rows are: 0.02824 kWh in every interval."""
    return tuple(replace(one, consumed_kwh=0.02824) for one in year_of_hours())


def jittered() -> tuple[Interval, ...]:
    """The same with stamps that wander by seconds."""
    return tuple(replace(one, start=one.start + timedelta(seconds=i % 7)) for i, one in enumerate(constant()))


def years_ahead() -> tuple[Interval, ...]:
    return tuple(replace(one, start=one.start + timedelta(days=900)) for one in year_of_hours())


@pytest.mark.parametrize(
    "readings",
    [constant(), jittered(), years_ahead(), year_of_hours()[-24 * 5 :], ()],
    ids=["constant", "jittered stamps", "years in the future", "five days", "none"],
)
def test_readings_that_allow_no_check_leave_a_doubt_and_no_pass(readings: tuple[Interval, ...]) -> None:
    assert of(screened(Meters(readings, HOME)))["five"] == Eligibility(doubts=(Doubt.READINGS,))


@pytest.mark.parametrize(
    ("failure", "doubt"),
    [
        (Failure.SILENT, Doubt.REGISTRY),
        (Failure.UNAVAILABLE, Doubt.REGISTRY),
        (Failure.GARBLED, Doubt.REGISTRY),
        (Failure.NOT_FOUND, Doubt.READINGS),
    ],
)
def test_a_registry_that_does_not_help_leaves_a_doubt_and_the_offers(failure: Failure, doubt: Doubt) -> None:
    assert of(screened(Meters(account=HOME, wrong=ToolError(failure, "no"))))["five"] == Eligibility(doubts=(doubt,))


@pytest.mark.parametrize("account", [ADA, None])
def test_a_directory_that_names_no_category_leaves_a_doubt(account: object) -> None:
    meters = Meters(year_of_hours(), ADA if account else None)
    assert of(screened(meters))["shops"] == Eligibility(doubts=(Doubt.CATEGORY,))


@dataclass
class AwayDirectory(Meters):
    """Readings, and a directory that is down."""

    def find_by_meter(self, meter: str) -> None:  # noqa: ARG002 -- as a directory has it
        raise ToolError(Failure.UNAVAILABLE, "down")


def test_a_directory_that_is_away_leaves_a_doubt() -> None:
    known = of(screened(AwayDirectory(year_of_hours())))
    assert known["shops"] == Eligibility(doubts=(Doubt.CATEGORY,))
    assert known["five"] == Eligibility(Barrier.MINIMUM_LOAD)


@dataclass
class SlowMeters(Meters):
    """A registry that answers once it is let."""

    reached: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)

    def intervals(self, meter: str) -> tuple[Interval, ...]:
        self.reached.set()
        assert self.let.wait(20)
        return super().intervals(meter)


def test_the_registry_is_read_while_the_network_is_asked() -> None:
    meters = SlowMeters(year_of_hours(), HOME)

    def search(_: SearchOffers) -> OffersFound:
        assert meters.reached.wait(20), "the registry is asked before the network has answered"
        meters.let.set()
        return FOUND

    found = Screening(search, meters, meters, territory().zone, lambda: NOW).run(ASKED)
    assert of(found)["five"] == Eligibility(Barrier.MINIMUM_LOAD)


def test_a_registry_that_hangs_is_waited_for_no_longer_than_patience() -> None:
    meters = SlowMeters(year_of_hours(), HOME)
    began = time.monotonic()
    found = Screening(lambda _: FOUND, meters, meters, territory().zone, lambda: NOW, patience=0.05).run(ASKED)
    waited = time.monotonic() - began
    meters.let.set()
    assert of(found)["five"] == Eligibility(doubts=(Doubt.REGISTRY,))
    assert waited < 5


def test_where_nothing_is_on_offer_nobody_waits_for_the_registry() -> None:
    meters = SlowMeters(year_of_hours(), HOME)
    assert screened(meters, OffersFound(())) == OffersFound(())
    meters.let.set()


def test_a_network_that_fails_fails_the_search() -> None:
    def silent(_: SearchOffers) -> OffersFound:
        raise ToolError(Failure.SILENT, "nobody")

    meters = Meters(year_of_hours(), HOME)
    with pytest.raises(ToolError):
        Screening(silent, meters, meters, territory().zone, lambda: NOW).run(ASKED)
