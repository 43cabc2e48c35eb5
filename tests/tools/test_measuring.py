"""What an event came to at a meter: held against a direct computation from the same readings."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.tools.asking import Meters
from tools.contract import Failure, ToolError
from tools.economics.events import Nothing
from tools.intervals import Interval
from tools.measuring import Measuring, window_of
from tools.offers import Money, ProgrammeTerms
from tools.reduction import MeasureReduction
from tools.territories import territory

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = "America/Los_Angeles"
START = datetime(2026, 11, 25, 1, tzinfo=UTC)
"""17:00 on Tuesday the 24th in Los Angeles."""
TERMS = ProgrammeTerms(reward_low=Money(300, "USD"), reward_high=Money(450, "USD"), penalty_percent=15)


def usage(at: datetime) -> float:
    """What the tests' home draws in an hour: more in the evening, different every day."""
    return 0.4 + 0.1 * (at.toordinal() % 11) + (1.5 if at.hour in {1, 2, 3} else 0.0)


def home(until: datetime, saved: float = 0.0) -> Meters:
    starts = [until - back * HOUR for back in range(40 * 24, 0, -1)]
    saving = {START + hour * HOUR for hour in range(3)}
    intervals = tuple(Interval(at, 1.0, usage(at) - (saved if at in saving else 0.0), 0.0) for at in starts)
    return Meters(intervals)


def request(**other: object) -> MeasureReduction:
    given = {"meter": "MTR-0001", "start": START, "end": START + 3 * HOUR, "announced_at": START - 30 * HOUR}
    return MeasureReduction(**{**given, "terms": TERMS, "time_zone": ZONE, **other})  # type: ignore[arg-type]  # by name


def measuring(meters: Meters) -> Measuring:
    return Measuring(meters, territory(), lambda: NOW)


def test_the_result_is_the_mean_of_ten_weekdays_less_what_was_used() -> None:
    found = measuring(home(NOW, saved=0.5)).run(request()).result
    before = [START - back * 24 * HOUR for back in range(1, 30)]
    weekdays = [day for day in before if (day - 8 * HOUR).weekday() < 5]
    usual = np.mean([sum(usage(day + hour * HOUR) for hour in range(3)) for day in weekdays[:10]])
    actual = sum(usage(START + hour * HOUR) - 0.5 for hour in range(3))
    assert found.kwh == pytest.approx(usual - actual)
    assert found.actual_kwh == pytest.approx(actual)
    assert found.expected == Money(round(300 * (usual - actual)), "USD")
    assert found.low == Money(round(300 * (usual - actual) * 0.85), "USD")


def test_days_of_other_events_are_none_of_the_usual_ones() -> None:
    day = (START - 24 * HOUR - 8 * HOUR).date()
    one = measuring(home(NOW)).run(request()).result
    other = measuring(home(NOW)).run(request(others=(day,))).result
    assert one.days == other.days == 10
    assert one.baseline_kwh != pytest.approx(other.baseline_kwh)


def test_readings_that_end_before_the_event_do_not_measure_it() -> None:
    assert measuring(home(START)).run(request()).result.nothing is Nothing.NOT_MEASURED


def test_a_programme_without_amounts_is_in_the_money_of_the_territory() -> None:
    found = measuring(home(NOW, saved=0.5)).run(request(terms=ProgrammeTerms(), time_zone="Nowhere/At_All")).result
    assert found.nothing is Nothing.NO_RATE
    assert found.expected == Money(0, "USD")


def test_too_few_readings_allow_no_number() -> None:
    meters = Meters(home(NOW).readings[-48:])
    with pytest.raises(ToolError) as raised:
        measuring(meters).run(request())
    assert raised.value.failure is Failure.NO_DATA


def test_an_event_over_midnight_here_is_refused() -> None:
    with pytest.raises(ToolError) as raised:
        measuring(home(NOW)).run(request(end=START + 8 * HOUR))
    assert raised.value.failure is Failure.REJECTED


def test_the_window_is_by_the_clock_at_home_and_knows_when_it_was_announced_on_the_day() -> None:
    zone = territory().zone
    before, same = window_of(request(), zone), window_of(request(announced_at=START - 2.5 * HOUR), zone)
    assert (before.start, before.stop, before.announced) == (17.0, 20.0, None)
    assert same.announced == 14.5
