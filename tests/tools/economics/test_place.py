"""Where a roof is: near enough to the territory's place or not, and then the sun shines as it does there."""

import pytest

from tests.tools.economics.homes import HERE
from tools.economics.sunshine import hourly_yield
from tools.economics.territory import REACH_KM, Place

SACRAMENTO, LOS_ANGELES = Place(38.58, -121.49), Place(34.05, -118.24)


@pytest.mark.parametrize(
    ("place", "served"),
    [
        (Place(HERE.latitude, HERE.longitude), True),
        (SACRAMENTO, True),
        (LOS_ANGELES, False),
        (Place(-HERE.latitude, HERE.longitude), False),
        (Place(90.0, 180.0), False),
    ],
)
def test_a_place_is_served_within_reach(place: Place, *, served: bool) -> None:
    assert HERE.serves(place) is served


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    north = HERE.latitude + REACH_KM / 111.195
    assert HERE.serves(Place(north - 0.01, HERE.longitude))
    assert not HERE.serves(Place(north + 0.01, HERE.longitude))


def test_a_place_nobody_named_is_the_territorys_own() -> None:
    assert HERE.at(None) is HERE


def test_the_yield_is_that_of_the_place() -> None:
    there = HERE.at(SACRAMENTO)
    assert (there.latitude, there.irradiation) == (SACRAMENTO.latitude, HERE.irradiation)
    here, elsewhere = (sum(hourly_yield(one, year=2026)) for one in (HERE, there))
    assert here != pytest.approx(elsewhere, rel=1e-6)
