"""How much CO2 solar or shifting spares, by whose factor and of which year.

A kWh that is not drawn can be counted in two ways, and both are told: by the average of all power plants, as in a
footprint, or by the marginal plants, which run less because of it. The lower one is quoted. Shifting saves no kWh: it
is worth the difference between two hours, so that it claims nothing where a grid's file has no factor for each hour.
The making of panels is not counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tools.economics.clock import DAYS_A_MONTH, HOURS_A_DAY, MONTHS
from tools.economics.household import Figures


class Basis(StrEnum):
    """By which plants CO2 is counted."""

    AVERAGE = "average"  # all that feed the grid
    MARGINAL = "marginal"  # those that run less
    HOURLY = "hourly"  # those that run less in each hour of each month's mean day


@dataclass(frozen=True, slots=True)
class Factor:
    """kg of CO2 for a kWh, who published it and for which year."""

    kg_per_kwh: float
    source: str
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class HourlyFactor:
    """Marginal kg of CO2 for a kWh in each hour of each month's mean day: 12 x 24, by the clock, laid in one row."""

    kg_per_kwh: Figures
    source: str
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The factors of one grid."""

    name: str
    average: Factor
    marginal: Factor | None = None
    hourly: HourlyFactor | None = None


@dataclass(frozen=True, slots=True)
class Spared:
    """kg of CO2 a year, counted in one way; below nothing where it is more."""

    kg: float
    basis: Basis
    source: str
    year: int


def spared_by_solar(grid: Grid, produced: Figures) -> tuple[Spared, ...]:
    """Return what a system spares in its first year, in every way that the grid's file allows.

    `produced` is its kWh in each hour of each month's mean day, 12 x 24, laid in one row (a yield times the size).
    """
    return tuple(_by_solar(grid, produced * np.repeat(DAYS_A_MONTH, HOURS_A_DAY)))


def spared_by_shifting(grid: Grid, kwh: float, hours: range) -> Spared | None:
    """Return what `kwh` a year spare that are used not in these hours but evenly in the others of the day.

    None without a factor for each hour.
    """
    if grid.hourly is None:
        return None
    by_hour = grid.hourly.kg_per_kwh.reshape(MONTHS, HOURS_A_DAY).mean(axis=0)
    during = np.isin(np.arange(HOURS_A_DAY), hours)
    kg = kwh * float(by_hour[during].mean() - by_hour[~during].mean())
    return Spared(kg, Basis.HOURLY, grid.hourly.source, grid.hourly.year)


def quoted(ways: Sequence[Spared]) -> Spared:
    """Return the way that is quoted first: the one that claims least."""
    return min(ways, key=lambda way: way.kg)


def _by_solar(grid: Grid, kwh: Figures) -> Iterator[Spared]:
    total = float(kwh.sum())
    yield Spared(total * grid.average.kg_per_kwh, Basis.AVERAGE, grid.average.source, grid.average.year)
    if grid.hourly is not None:
        kg = float(np.dot(kwh, grid.hourly.kg_per_kwh))
        yield Spared(kg, Basis.HOURLY, grid.hourly.source, grid.hourly.year)
    elif grid.marginal is not None:
        yield Spared(total * grid.marginal.kg_per_kwh, Basis.MARGINAL, grid.marginal.source, grid.marginal.year)
