"""What interval data say of a household, and when they do not say enough."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tests.tools.economics.homes import NOW, ZONE, home, hours, usual
from tools.economics.household import Lack, TooLittleData, are_spikes, event_load, household
from tools.intervals import Interval


def lack(intervals: Sequence[Interval]) -> Lack:
    with pytest.raises(TooLittleData) as raised:
        household(intervals, ZONE, now=NOW)
    return raised.value.lack


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
    assert lack(weekdays) is Lack.TOO_MANY_GAPS


def test_wandering_stamps_do_not_hide_that_every_interval_is_the_same() -> None:
    wandering = (
        Interval(one.start + timedelta(seconds=37 * place % 400), 1.0 - 0.01 * (place % 7), 0.02824, 0.0)
        for place, one in enumerate(hours(60))
    )
    assert lack(tuple(wandering)) is Lack.ALL_ALIKE


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


def spiked(days: int, kwh: float, *places: int, step: float = 1.0) -> tuple[Interval, ...]:
    """Return intervals of which those at some places are higher."""
    made = hours(days, step=step)
    return tuple(replace(one, consumed_kwh=kwh) if place in places else one for place, one in enumerate(made))


BROKEN: dict[str, tuple[tuple[Interval, ...], Lack]] = {
    "no interval data": ((), Lack.NO_READINGS),
    "every interval the same": (hours(60, _constant), Lack.ALL_ALIKE),
    "a date in the future": ((*hours(60), Interval(NOW + timedelta(days=400), 1.0, 1.0, 0.0)), Lack.FUTURE_DATES),
    "days instead of hours": (hours(60, step=24.0), Lack.TOO_COARSE),
    "nine days": (hours(9), Lack.TOO_FEW_DAYS),
    "half of the hours": (tuple(one for one in hours(60) if one.start.astimezone(ZONE).day % 2), Lack.TOO_MANY_GAPS),
    "negative use": (tuple(Interval(one.start, 1.0, -1.0, 0.0) for one in hours(60)), Lack.NO_READINGS),
    "no length": (tuple(Interval(one.start, 0.0, 1.0, 0.0) for one in hours(60)), Lack.NO_READINGS),
    "six minutes of each hour": (
        tuple(Interval(one.start, 0.1, usual(one.start), 0.0) for one in hours(60)),
        Lack.TOO_FEW_DAYS,
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_data_that_allow_no_honest_number_give_none(what: str) -> None:
    intervals, reason = BROKEN[what]
    assert lack(intervals) is reason


def test_every_lack_is_said_for_something() -> None:
    """What a file that was sent may lack besides is for tests of such files."""
    of_files = {Lack.NOT_READINGS, Lack.TOO_LARGE, Lack.FILE_GONE}
    assert {reason for _, reason in BROKEN.values()} | of_files == set(Lack)


def test_days_hold_what_was_measured_hour_by_hour() -> None:
    read = home(40)
    assert len(read.days.dates) == read.days.load.shape[0] == 41
    assert read.days.load.shape[1] == 24
    full = read.days.load[20]
    assert list(full) == pytest.approx([usual(at(read.days.dates[20], hour)) for hour in range(24)])
    assert np.isnan(read.days.load[0]).any(), "the first day begins in the afternoon"


def test_similar_days_are_complete_and_of_one_kind() -> None:
    days = home(40).days
    weekdays, weekend = days.similar(weekday=True), days.similar(weekday=False)
    assert all(day.weekday() < 5 for day in weekdays.dates)
    assert all(day.weekday() >= 5 for day in weekend.dates)
    assert len(weekdays.dates) + len(weekend.dates) == 39
    assert len(weekdays.dates) == weekdays.load.shape[0]


def test_ten_complete_weekdays_are_enough_for_events_and_nine_are_not() -> None:
    """Ten complete days of any kind are enough for a household, but hold too few weekdays for a baseline."""
    assert not home(12).enough_for_events
    assert len(home(15).days.similar(weekday=True).dates) == 10
    assert home(15).enough_for_events


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def test_the_hours_of_days_when_the_clock_changes_are_all_there_once() -> None:
    read = household(hours(365), ZONE, now=NOW)
    spring, autumn = (read.days.dates.index(day) for day in (date(2026, 3, 8), date(2026, 11, 1)))
    assert np.flatnonzero(np.isnan(read.days.load[spring])).tolist() == [2]
    assert not np.isnan(read.days.load[autumn]).any()
    in_november = read.place == 10 * 24 + 1
    assert np.sum(read.weight[in_november]) == pytest.approx(31), "thirty nights, and one hour twice"


def test_an_events_load_is_that_of_weekday_evenings() -> None:
    read = home()
    assert event_load(read.load, read) == pytest.approx(4 * 1.516, rel=0.01)
    assert event_load(read.load, read, hours=range(0)) == 0.0
    assert event_load(np.zeros_like(read.load), read) == 0.0


@pytest.mark.parametrize(
    ("kwh", "step", "places"),
    [(9999.0, 1.0, (700,)), (77.0, 1.0, (700,)), (20.0, 0.25, (2801,)), (90.0, 1.0, (700, 701, 702, 900))],
    ids=["a register that was reset", "one hour", "a quarter of an hour", "some hours of two days"],
)
def test_what_no_connection_carries_is_left_out(kwh: float, step: float, places: tuple[int, ...]) -> None:
    read = household(spiked(60, kwh, *places, step=step), ZONE, now=NOW)
    sound = household(hours(60, step=step), ZONE, now=NOW)
    assert read.spikes == len(places)
    assert read.peak_kw == pytest.approx(sound.peak_kw)
    assert read.annual_kwh == pytest.approx(sound.annual_kwh, rel=2e-3)


@pytest.mark.parametrize(
    ("kwh", "places", "connection"),
    [(76.0, (700,), None), (200.0, (700, 724, 748), None), (9.0, (700,), 10.0), (4.0, (700,), 3.0)],
    ids=["a large connection", "a machine that runs on three days", "within its connection", "no more than usual"],
)
def test_high_use_that_may_be_is_counted(kwh: float, places: tuple[int, ...], connection: float | None) -> None:
    read = household(spiked(60, kwh, *places), ZONE, now=NOW, connection_kw=connection)
    assert (read.spikes, read.peak_kw) == (0, kwh)


def test_what_a_known_connection_does_not_carry_is_left_out() -> None:
    assert household(spiked(60, 12.0, 700), ZONE, now=NOW, connection_kw=5.0).spikes == 1


def test_without_intervals_or_their_length_there_is_no_spike() -> None:
    assert not are_spikes(np.empty(0), np.empty(0), np.empty(0)).size
    assert not are_spikes(np.array([0.0]), np.array([0.0]), np.array([500.0])).any()
