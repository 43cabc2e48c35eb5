"""No energy is lost or made where clocks change and years are long: from a file of any format to a year's use."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.meter_files import NOW, Readings, by_the_wall, green_button, readings, world_engine
from tools.economics.household import household
from tools.interval_data import read
from tools.intervals import Found, Interval

ZONES = ("America/Los_Angeles", "America/St_Johns", "Europe/Madrid", "Asia/Kolkata", "Australia/Sydney", "UTC")
WRITERS: tuple[Callable[[Readings, float, ZoneInfo], bytes], ...] = (
    lambda of, step, _: green_button(of, step=step, clock=""),
    lambda of, _, zone: by_the_wall(of, zone),
    lambda of, _, zone: by_the_wall(of[::-1], zone),
    lambda of, _, __: world_engine(of),
)
STEPS = (0.25, 0.5, 1.0)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


CHANGES = [
    (zone, day)
    for zone in map(ZoneInfo, ZONES)
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    if midnight(day + timedelta(days=1), zone) - midnight(day, zone) != timedelta(days=1)
]
"""The days of 23 and 25 hours of a year."""
AT_CHANGES = st.sampled_from([(zone, day - timedelta(days=before)) for zone, day in CHANGES for before in (0, 1)])


def test_there_are_two_changes_a_year_where_clocks_change() -> None:
    assert len(CHANGES) == 2 * 4


@settings(max_examples=60)
@given(
    place=st.tuples(st.sampled_from(ZONES).map(ZoneInfo), DAYS) | AT_CHANGES,
    days=st.integers(2, 5),
    step=st.sampled_from(STEPS),
    write=st.sampled_from(WRITERS),
)
def test_a_file_gives_back_every_kilowatt_hour_at_its_time(
    place: tuple[ZoneInfo, date], days: int, step: float, write: Callable[[Readings, float, ZoneInfo], bytes]
) -> None:
    zone, day = place
    begins, ends = midnight(day, zone), midnight(day + timedelta(days=days), zone)
    made = readings(begins, hours=(ends - begins) / timedelta(hours=1), step=step)
    found = read(write(made, step, zone), zone=zone, now=NOW)
    assert [(one.start, one.hours) for one in found.intervals] == [(start, step) for start, _ in made]
    assert [one.consumed_kwh for one in found.intervals] == pytest.approx([kwh for _, kwh in made])
    assert {finding.what for finding in found.findings} <= {Found.SHORT_DAY, Found.LONG_DAY}


@settings(max_examples=8)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=DAYS,
    step=st.sampled_from((0.5, 1.0)),
    spare=st.integers(0, 3),
    seed=st.integers(0, 9),
)
def test_a_measured_year_is_used_up_to_the_last_kilowatt_hour(
    zone: ZoneInfo, day: date, step: float, spare: int, seed: int
) -> None:
    made = readings(midnight(day, zone), hours=(365 + spare) * 24, step=step, seed=seed)
    home = household([Interval(start, step, kwh, 0.0) for start, kwh in made], zone, now=NOW)
    last_year = [kwh for start, kwh in made if start >= made[-1][0] + timedelta(hours=step) - timedelta(days=365)]
    assert home.full_year
    assert home.consumption_kwh == pytest.approx(sum(last_year))
    assert home.annual_kwh == pytest.approx(sum(last_year)), "a year has 8,760 hours, a leap year's last 365 days too"
    assert home.load.size == 8760
    twice = home.load.size - np.sum(~np.isnan(home.days.load))
    changes = midnight(date(2027, 7, 1), zone).hour != midnight(date(2027, 1, 1), zone).hour
    assert twice == changes, "the hour that is there twice is one of the clock"


@settings(max_examples=8)
@given(zone=st.sampled_from(("Asia/Kolkata", "UTC")).map(ZoneInfo), day=DAYS, weeks=st.integers(2, 40))
def test_whole_weeks_are_extrapolated_in_proportion(zone: ZoneInfo, day: date, weeks: int) -> None:
    made = readings(midnight(day, zone), hours=weeks * 7 * 24)
    home = household([Interval(start, 1.0, kwh, 0.0) for start, kwh in made], zone, now=NOW)
    assert not home.full_year
    assert home.annual_kwh * weeks * 7 / 365 == pytest.approx(home.consumption_kwh)
    assert np.nansum(home.days.load) == pytest.approx(home.consumption_kwh)


def test_a_leap_day_is_a_day_of_february() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    made = readings(midnight(date(2027, 6, 1), zone), hours=365 * 24)
    home = household([Interval(start, 1.0, kwh, 0.0) for start, kwh in made], zone, now=NOW)
    assert date(2028, 2, 29) in home.days.dates
    assert np.sum(home.place // 24 == 1) == 29 * 24
