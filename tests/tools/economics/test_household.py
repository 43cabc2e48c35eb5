"""What interval data say of a household, and when they do not say enough."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.tools.economics.homes import NOW, ZONE, home, hours, usual
from tools.economics.household import TooLittleData, event_load, household
from tools.intervals import Interval


def test_a_year_of_hours_is_read_as_measured() -> None:
    read = home()
    total = sum(interval.consumed_kwh for interval in hours(365))
    assert read.full_year
    assert read.consumption_kwh == pytest.approx(total, rel=1e-3)
    assert read.annual_kwh == pytest.approx(total, rel=2e-3)
    assert read.peak_kw == pytest.approx(1.5 + 0.1 + 0.031)
    assert (read.period_end - read.period_start).days == 365


def test_a_month_is_extrapolated_to_a_year() -> None:
    read = home(30)
    assert not read.full_year
    assert read.weight.sum() == pytest.approx(8760)
    assert read.annual_kwh == pytest.approx(home().annual_kwh, rel=0.02)
    assert read.consumption_kwh == pytest.approx(sum(interval.consumed_kwh for interval in hours(30)))


def test_weekdays_without_weekends_are_too_full_of_gaps() -> None:
    weekdays = tuple(one for one in hours(20) if one.start.astimezone(ZONE).weekday() < 5)
    with pytest.raises(TooLittleData, match="missing"):
        household(weekdays, ZONE, now=NOW)


def test_wandering_stamps_do_not_hide_that_every_interval_is_the_same() -> None:
    wandering = (
        Interval(one.start + timedelta(seconds=37 * place % 400), 1.0 - 0.01 * (place % 7), 0.02824, 0.0)
        for place, one in enumerate(hours(60))
    )
    with pytest.raises(TooLittleData, match="every interval is the same"):
        household(tuple(wandering), ZONE, now=NOW)


def test_quarter_hours_give_the_same_as_hours() -> None:
    quarters, whole = household(hours(40, step=0.25), ZONE, now=NOW), home(40)
    assert quarters.consumption_kwh == pytest.approx(whole.consumption_kwh)
    assert quarters.peak_kw == pytest.approx(whole.peak_kw)


def test_only_the_last_year_counts() -> None:
    assert home(500).consumption_kwh == pytest.approx(home(365).consumption_kwh, rel=2e-3)


def test_a_daylight_saving_day_of_25_hours_is_no_gap_and_no_peak() -> None:
    read = household(hours(40, lambda _: 1.0 if _.hour else 1.01), ZONE, now=NOW)
    assert read.peak_kw == pytest.approx(1.01)


def _constant(_: datetime) -> float:
    return 0.02824


BROKEN: dict[str, tuple[tuple[Interval, ...], str]] = {
    "no interval data": ((), "no interval data"),
    "every interval the same": (hours(60, _constant), "every interval is the same"),
    "a date in the future": ((*hours(60), Interval(NOW + timedelta(days=400), 1.0, 1.0, 0.0)), "future"),
    "nine days": (hours(9), "complete days"),
    "half of the hours": (tuple(one for one in hours(60) if one.start.astimezone(ZONE).day % 2), "missing"),
    "negative use": (tuple(Interval(one.start, 1.0, -1.0, 0.0) for one in hours(60)), "no interval data"),
    "no length": (tuple(Interval(one.start, 0.0, 1.0, 0.0) for one in hours(60)), "no interval data"),
    "six minutes of each hour": (tuple(Interval(one.start, 0.1, usual(one.start), 0.0) for one in hours(60)), "days"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_data_that_allow_no_honest_number_give_none(what: str) -> None:
    intervals, reason = BROKEN[what]
    with pytest.raises(TooLittleData, match=reason):
        household(intervals, ZONE, now=NOW)


def test_an_events_load_is_that_of_weekday_evenings() -> None:
    read = home()
    assert event_load(read.load, read) == pytest.approx(4 * 1.516, rel=0.01)
    assert event_load(read.load, read, hours=range(0)) == 0.0
    assert event_load(np.zeros_like(read.load), read) == 0.0
