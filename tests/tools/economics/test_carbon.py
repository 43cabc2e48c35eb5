"""kg of CO2, by whose factor, and where nothing is claimed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.economics.homes import HOURLY
from tools.economics.carbon import (
    Basis,
    Factor,
    Grid,
    HourlyFactor,
    Spared,
    quoted,
    spared_by_shifting,
    spared_by_solar,
)
from tools.economics.sunshine import annual_yield

EVENING = range(17, 21)
BY_HOUR = np.where(np.isin(np.arange(288) % 24, EVENING), 0.6, 0.2)
PLAIN = Grid("here", Factor(0.2, "Board", 2023))
FULL = replace(PLAIN, marginal=Factor(0.5, "Office", 2024))
BY_THE_HOUR = replace(FULL, hourly=HourlyFactor(BY_HOUR, "Desk", 2025))


def kg(*ways: Spared) -> list[float]:
    return [way.kg for way in ways]


def whose(*ways: Spared) -> list[tuple[Basis, str, int]]:
    return [(way.basis, way.source, way.year) for way in ways]


def test_solar_is_counted_by_the_average_and_by_the_margin() -> None:
    kwh = 4 * annual_yield(HOURLY)
    plain, full = spared_by_solar(PLAIN, 4 * HOURLY), spared_by_solar(FULL, 4 * HOURLY)
    assert kg(*plain) == pytest.approx([kwh * 0.2])
    assert kg(*full) == pytest.approx([kwh * 0.2, kwh * 0.5])
    assert whose(*plain) == [(Basis.AVERAGE, "Board", 2023)]
    assert whose(*full) == [(Basis.AVERAGE, "Board", 2023), (Basis.MARGINAL, "Office", 2024)]


def test_factors_by_the_hour_count_solar_in_the_hours_in_which_it_yields() -> None:
    at_noon = np.where(np.arange(288) % 24 == 12, 1.0, 0.0)
    at_six = np.where(np.arange(288) % 24 == 18, 1.0, 0.0)
    noon, six = spared_by_solar(BY_THE_HOUR, at_noon), spared_by_solar(BY_THE_HOUR, at_six)
    assert kg(*noon) == pytest.approx([365 * 0.2, 365 * 0.2])
    assert kg(*six) == pytest.approx([365 * 0.2, 365 * 0.6])
    assert whose(*noon) == whose(*six) == [(Basis.AVERAGE, "Board", 2023), (Basis.HOURLY, "Desk", 2025)]


def test_the_way_that_claims_least_is_quoted() -> None:
    assert quoted(spared_by_solar(FULL, HOURLY)).basis is Basis.AVERAGE
    dirty = replace(FULL, average=Factor(0.9, "Board", 2023))
    assert quoted(spared_by_solar(dirty, HOURLY)).basis is Basis.MARGINAL


@pytest.mark.parametrize("grid", [PLAIN, FULL])
def test_shifting_claims_nothing_without_factors_by_the_hour(grid: Grid) -> None:
    assert spared_by_shifting(grid, 40.0, EVENING) is None


def test_shifting_is_worth_the_difference_between_the_hours() -> None:
    spared = spared_by_shifting(BY_THE_HOUR, 40.0, EVENING)
    assert spared is not None
    assert spared.kg == pytest.approx(40 * (0.6 - 0.2))
    assert whose(spared) == [(Basis.HOURLY, "Desk", 2025)]


@given(factors=st.lists(st.floats(0.0, 1.5), min_size=288, max_size=288), start=st.integers(0, 22))
def test_shifting_into_dirtier_hours_is_told_as_more(factors: list[float], start: int) -> None:
    grid = replace(PLAIN, hourly=HourlyFactor(np.array(factors), "Desk", 2025))
    hours = range(start, start + 1)
    spared = spared_by_shifting(grid, 10.0, hours)
    assert spared is not None
    table = np.array(factors).reshape(12, 24)
    others = np.delete(table, start, axis=1)
    assert spared.kg == pytest.approx(10 * (table[:, start].mean() - others.mean()), abs=1e-9)
