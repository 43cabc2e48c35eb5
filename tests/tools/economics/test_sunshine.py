"""The mean day's yield: what must hold of it anywhere, and what others published."""

import dataclasses
import math
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.economics.homes import HERE, HOURLY
from tools.economics.sunshine import (
    MEAN_DAYS,
    System,
    annual_yield,
    facing_equator,
    hourly_yield,
    monthly_yield,
    most_irradiation,
    scaled,
)
from tools.economics.territory import Territory

BOULDER = dataclasses.replace(
    HERE,
    zone=ZoneInfo("America/Denver"),
    latitude=40.02,
    longitude=-105.25,
    irradiation=(2.4, 3.3, 4.4, 5.6, 6.2, 6.9, 6.7, 6.0, 5.0, 3.8, 2.6, 2.1),
    temperature=(-1.3, 0.8, 3.9, 9.0, 14.0, 19.4, 23.1, 21.9, 16.8, 10.8, 3.9, -0.6),
)
SOUTH = facing_equator(HERE.latitude)


def place(latitude: float, clearness: float = 0.5, *, longitude: float = 0.0, zone: str = "UTC") -> Territory:
    """A place where every month is as clear."""
    sunny = tuple(most * clearness for most in most_irradiation(latitude))
    return dataclasses.replace(
        HERE,
        zone=ZoneInfo(zone),
        latitude=latitude,
        longitude=longitude,
        irradiation=sunny,
        temperature=(15.0,) * 12,
    )


def year(territory: Territory, system: System) -> float:
    return annual_yield(hourly_yield(territory, system, year=2026))


def test_four_kilowatts_near_golden_yield_what_pvwatts_says_within_another_climatologys_tolerance() -> None:
    assert 4 * annual_yield(hourly_yield(BOULDER, year=2026)) == pytest.approx(6024, rel=0.12)


def test_san_franciscos_yield_is_that_of_a_sunny_coast() -> None:
    assert 1350 < annual_yield(HOURLY) < 1650


def test_the_day_is_light_and_the_night_is_dark_by_the_clock() -> None:
    june = HOURLY.reshape(12, 24)[5]
    assert june[:5].sum() == june[22:].sum() == 0
    assert int(np.argmax(june)) in {12, 13}
    assert HOURLY.min() >= 0
    assert HOURLY.max() <= 1 / 1.2


def test_the_clock_is_ahead_of_the_sun_in_summer_time() -> None:
    standard = hourly_yield(dataclasses.replace(HERE, zone=ZoneInfo("Etc/GMT+8")), year=2026).reshape(12, 24)
    months = HOURLY.reshape(12, 24)
    assert months[6] == pytest.approx(np.roll(standard[6], 1))
    assert months[0] == pytest.approx(standard[0])


@pytest.mark.parametrize(("month", "noon"), [(1, 14.2), (10, -15.0)])
def test_the_sun_is_late_in_february_and_early_in_november_as_the_equation_of_time_has_it(
    month: int, noon: float
) -> None:
    level = hourly_yield(place(0.0), System(0.0, 180.0), year=2026).reshape(12, 24)[month]
    late = float(level @ (np.arange(24) + 0.5) / level.sum() - 12) * 60
    assert late == pytest.approx(noon, abs=2.0)


def test_panels_that_face_nowhere_known_stand_at_20_degrees_to_the_equator() -> None:
    assert (SOUTH.tilt, SOUTH.azimuth) == (20.0, 180.0)
    assert facing_equator(-33.9).azimuth == 0.0
    assert np.array_equal(HOURLY, hourly_yield(HERE, SOUTH, year=2026))


def test_winter_has_less_sun_than_summer_also_below_the_equator() -> None:
    south = dataclasses.replace(HERE, latitude=-HERE.latitude, irradiation=HERE.irradiation[6:] + HERE.irradiation[:6])
    upside_down = hourly_yield(south, year=2026).reshape(12, 24).sum(axis=1)
    upright = HOURLY.reshape(12, 24).sum(axis=1)
    assert upright[5] > upright[11]
    assert upside_down[11] > upside_down[5]
    assert annual_yield(upside_down.repeat(24) / 24) == pytest.approx(annual_yield(HOURLY), rel=0.05)


def test_an_eastern_roof_has_its_sun_in_the_morning_and_a_western_one_in_the_afternoon() -> None:
    level = dataclasses.replace(HERE, longitude=-120.0, zone=ZoneInfo("Etc/GMT+8"))
    east, west = (hourly_yield(level, System(30.0, azimuth), year=2026) for azimuth in (90.0, 270.0))
    morning = np.tile(np.arange(24) < 12, 12)
    assert east[morning].sum() > 1.2 * east[~morning].sum()
    assert west[~morning].sum() > 1.2 * west[morning].sum()
    assert annual_yield(east) == pytest.approx(annual_yield(west), rel=0.02)


def test_a_level_roof_faces_nowhere() -> None:
    north, west = (hourly_yield(HERE, System(0.0, azimuth), year=2026) for azimuth in (0.0, 270.0))
    assert north == pytest.approx(west)


def test_a_polar_night_yields_nothing() -> None:
    north = dataclasses.replace(HERE, latitude=72.0, irradiation=(0.0, *HERE.irradiation[1:-1], 0.0))
    assert hourly_yield(north, year=2026).reshape(12, 24)[0].sum() == 0


def test_an_inverter_clips_what_is_more_than_its_size() -> None:
    sunny = place(0.0, 0.85)
    small = hourly_yield(sunny, System(0.0, 180.0, oversizing=2.0), year=2026)
    assert small.max() == 0.5
    assert annual_yield(small) < year(sunny, System(0.0, 180.0))


def test_shading_takes_the_same_share_of_every_hour_but_for_the_inverter() -> None:
    clear, shaded = (year(HERE, System(20.0, 180.0, shading=share)) for share in (0.0, 0.2))
    assert shaded == pytest.approx(0.8 * clear, rel=0.01)


latitudes = st.floats(-60, 60)
clearnesses = st.floats(0.2, 0.75)
turned = st.floats(0, 359)


@given(latitudes, clearnesses, st.floats(0, 45), turned, st.floats(1.0, 1.3))
def test_a_sunnier_year_never_lowers_the_yield(
    latitude: float, clearness: float, tilt: float, azimuth: float, more: float
) -> None:
    system = System(tilt, azimuth)
    brighter = min(clearness * more, 0.8)
    assert year(place(latitude, brighter), system) >= year(place(latitude, clearness), system) * (1 - 1e-9)


@given(
    latitudes,
    clearnesses,
    st.floats(0, 1),
    st.floats(-90, 90),
    st.integers(0, 11),
    st.floats(1.0, 1.3),
)
def test_a_sunnier_month_never_lowers_its_yield_on_a_roof_that_faces_the_equator(
    latitude: float, clearness: float, steep: float, aside: float, month: int, more: float
) -> None:
    """On a steep roof that faces away a clear winter yields less than a cloudy one: there is no beam, and less sky."""
    system = System(steep * max(abs(latitude), 15.0), ((180.0 if latitude >= 0 else 0.0) + aside) % 360)
    usual = place(latitude, clearness)
    sunny = list(usual.irradiation)
    sunny[month] *= min(more, 0.8 / clearness)
    bright = dataclasses.replace(usual, irradiation=tuple(sunny))
    before, after = (monthly_yield(hourly_yield(here, system, year=2026)) for here in (usual, bright))
    assert after[month] >= before[month] * (1 - 1e-9)
    assert np.delete(after, month) == pytest.approx(np.delete(before, month))


@given(latitudes, clearnesses, st.floats(0, 90), turned)
def test_no_hour_yields_less_than_nothing_or_more_than_the_inverter(
    latitude: float, clearness: float, tilt: float, azimuth: float
) -> None:
    hourly = hourly_yield(place(latitude, clearness), System(tilt, azimuth), year=2026)
    assert np.isfinite(hourly).all()
    assert (hourly.min(), hourly.max()) >= (0.0, 0.0)
    assert hourly.max() <= 1 / 1.2


@given(st.floats(-180, 180), st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"]))
def test_neither_the_clock_nor_its_summer_time_makes_or_loses_energy(longitude: float, zone: str) -> None:
    there = place(37.0, longitude=longitude, zone=zone)
    assert year(there, SOUTH) == pytest.approx(year(place(37.0), SOUTH), rel=0.01)


@pytest.mark.parametrize("of", [2026, 2028])
def test_a_leap_year_is_a_year_like_any_other(of: int) -> None:
    assert annual_yield(hourly_yield(HERE, SOUTH, year=of)) == pytest.approx(annual_yield(HOURLY))


def test_no_more_sun_than_outside_of_the_atmosphere() -> None:
    assert most_irradiation(0.0)[2] == pytest.approx(37.9 / 3.6, abs=0.05)  # Duffie & Beckman, table 1.10.1
    assert most_irradiation(72.0)[0] == 0.0
    assert len(most_irradiation(-33.0)) == len(MEAN_DAYS) == 12


def test_a_services_months_keep_the_hours_of_our_days() -> None:
    months = tuple(float(kwh) for kwh in range(100, 220, 10))
    table = scaled(HOURLY, months)
    assert monthly_yield(table) == pytest.approx(months)
    shares = (hours / hours.sum() for hours in (table[:24], HOURLY[:24]))
    assert next(shares) == pytest.approx(next(shares))


def test_a_month_in_which_we_see_no_sun_is_spread_evenly() -> None:
    dark = np.concatenate([np.zeros(24), HOURLY[24:]])
    table = scaled(dark, (31.0,) * 12)
    assert table[:24] == pytest.approx(1 / 24)
    assert math.isclose(table.sum(), sum(31.0 / days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)))
