"""What is assumed of a roof, how large a system may be on it, and what a yield says of itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.economics.homes import HERE, HOURLY
from tools.economics.roof import LOST, Roof, Shading
from tools.economics.sizing import Bound, Limit, sizing
from tools.economics.solar_yield import Reported, Source, embedded, reported
from tools.economics.sunshine import System, annual_yield, monthly_yield


def test_on_an_unknown_roof_panels_stand_towards_the_equator() -> None:
    assert Roof().system(28.6) == System(20.0, 180.0, shading=0.03)
    assert Roof().system(-33.9).azimuth == 0.0


def test_on_a_known_roof_they_stand_as_it_lies() -> None:
    assert Roof(area_m2=40, tilt=30, azimuth=250, shading=Shading.MODEST).system(28.6) == System(30, 250, shading=0.20)


def test_the_darker_the_class_the_more_is_lost() -> None:
    lost = [LOST[shading] for shading in Shading]
    assert lost == sorted(lost)
    assert (lost[0], lost[-1]) == (0.0, 0.5)


@pytest.mark.parametrize(
    "wrong",
    [{"area_m2": 0}, {"area_m2": float("nan")}, {"tilt": -1}, {"tilt": 91}, {"azimuth": 360}, {"azimuth": -90}],
)
def test_what_no_roof_can_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"roof|azimuth"):
        Roof(**wrong)  # type: ignore[arg-type] # numbers of every field


def test_a_system_yields_what_is_used_where_roof_and_connection_allow_it() -> None:
    found = sizing(6000, 1500, Roof(area_m2=60), sanctioned_kw=5)
    assert (found.power_kw, found.bound) == (4.0, Bound.CONSUMPTION)
    assert found.limits == (
        Limit(Bound.CONSUMPTION, 4.0),
        Limit(Bound.SANCTIONED_LOAD, 5.0),
        Limit(Bound.ROOF, 6.0),
    )


@pytest.mark.parametrize(
    ("area", "sanctioned", "power", "bound"),
    [
        (20.0, None, 2.0, Bound.ROOF),
        (20.0, 1.0, 1.0, Bound.SANCTIONED_LOAD),
        (None, 3.0, 3.0, Bound.SANCTIONED_LOAD),
        (None, None, 4.0, Bound.CONSUMPTION),
    ],
)
def test_it_is_smaller_where_one_of_them_is(
    area: float | None, sanctioned: float | None, power: float, bound: Bound
) -> None:
    found = sizing(6000, 1500, Roof(area_m2=area), sanctioned)
    assert (found.power_kw, found.bound) == (power, bound)


def test_more_of_a_roof_may_be_usable() -> None:
    assert sizing(6000, 1500, Roof(area_m2=20), usable=0.75).power_kw == 3.0


def test_where_nothing_is_yielded_nothing_is_built() -> None:
    assert sizing(6000, 0.0, Roof()).power_kw == 0.0


@given(st.floats(0, 50_000), st.floats(1, 2500), st.floats(1, 500), st.floats(0, 100))
def test_no_limit_is_passed(annual: float, yielded: float, area: float, sanctioned: float) -> None:
    found = sizing(annual, yielded, Roof(area_m2=area), sanctioned)
    assert found.power_kw == min(limit.power_kw for limit in found.limits)
    assert found.power_kw <= sanctioned
    assert found.power_kw * yielded <= annual * (1 + 1e-9)


def test_the_embedded_yield_says_that_it_is_and_how_far_it_may_be_off() -> None:
    computed = embedded(HERE, Roof().system(HERE.latitude), year=2026)
    assert np.array_equal(computed.hourly, HOURLY)
    assert computed.annual_kwh == annual_yield(HOURLY)
    assert (computed.source, computed.instead_of) == (Source.EMBEDDED, None)
    assert (computed.low, computed.high) == (0.85, 1.10)


def test_a_services_yield_has_its_months_and_a_range_that_its_years_may_widen() -> None:
    months = (100.0,) * 12
    told = reported(Reported(months, deviation=0.03), Source.PVGIS, HOURLY)
    assert monthly_yield(told.hourly) == pytest.approx(months)
    assert told.annual_kwh == pytest.approx(1200)
    assert told.source is Source.PVGIS
    assert (told.low, told.high) == (0.85, 1.10)
    wide = reported(Reported(months, deviation=0.10), Source.PVGIS, HOURLY)
    assert (wide.low, wide.high) == (0.80, 1.20)


def test_eleven_months_are_no_year() -> None:
    with pytest.raises(ValueError, match="twelve"):
        reported(Reported((100.0,) * 11), Source.PVGIS, HOURLY)
