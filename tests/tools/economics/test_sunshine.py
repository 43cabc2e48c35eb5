"""The mean day's yield against published figures."""

import dataclasses
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.tools.economics.homes import HERE, HOURLY
from tools.economics.sunshine import annual_yield, hourly_yield

BOULDER = dataclasses.replace(
    HERE,
    zone=ZoneInfo("America/Denver"),
    latitude=40.02,
    longitude=-105.25,
    irradiation=(2.4, 3.3, 4.4, 5.6, 6.2, 6.9, 6.7, 6.0, 5.0, 3.8, 2.6, 2.1),
    temperature=(-1.3, 0.8, 3.9, 9.0, 14.0, 19.4, 23.1, 21.9, 16.8, 10.8, 3.9, -0.6),
)


def test_four_kilowatts_near_golden_yield_what_pvwatts_says_within_another_climatologys_tolerance() -> None:
    assert 4 * annual_yield(hourly_yield(BOULDER, year=2026)) == pytest.approx(6024, rel=0.12)


def test_san_franciscos_yield_is_that_of_a_sunny_coast() -> None:
    assert 1350 < annual_yield(HOURLY) < 1650


def test_the_day_is_light_and_the_night_is_dark_by_the_clock() -> None:
    june = HOURLY.reshape(12, 24)[5]
    assert june[:5].sum() == june[22:].sum() == 0
    assert int(np.argmax(june)) in {12, 13}
    assert HOURLY.min() >= 0
    assert HOURLY.max() <= 1


def test_winter_has_less_sun_than_summer_also_below_the_equator() -> None:
    south = dataclasses.replace(HERE, latitude=-HERE.latitude, irradiation=HERE.irradiation[6:] + HERE.irradiation[:6])
    upside_down = hourly_yield(south, year=2026).reshape(12, 24).sum(axis=1)
    upright = HOURLY.reshape(12, 24).sum(axis=1)
    assert upright[5] > upright[11]
    assert upside_down[11] > upside_down[5]
    assert annual_yield(upside_down.repeat(24) / 24) == pytest.approx(annual_yield(HOURLY), rel=0.05)


def test_a_polar_night_yields_nothing() -> None:
    north = dataclasses.replace(HERE, latitude=72.0, irradiation=(0.0, *HERE.irradiation[1:-1], 0.0))
    assert hourly_yield(north, year=2026).reshape(12, 24)[0].sum() == 0
