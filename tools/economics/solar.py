"""What rooftop solar would earn a household in its first year."""

from dataclasses import dataclass

import numpy as np

from tools.economics.household import Figures, Household
from tools.economics.territory import Territory

LOW, HIGH = 0.85, 1.10
"""The range of a yield quoted without a survey of the shading."""
OVERSTATED = 0.95
"""A mean-day profile overstates what a household uses itself by 0.3 to 9 points; this shades it down."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """Low, expected and high benefit in a year, in major units of the territory's currency."""

    low: float
    expected: float
    high: float


def solar_benefit(home: Household, hourly: Figures, power_kw: float, territory: Territory) -> Yearly:
    """Return the first year's benefit of a system: what need not be bought, and what is fed in.

    `hourly` is the yield of 1 kW (tools.economics.sunshine.hourly_yield).
    """
    return Yearly(
        *(_benefit(home, hourly * power_kw * share, territory) for share in (LOW, 1.0, HIGH)),
    )


def net_load(home: Household, hourly: Figures, power_kw: float) -> Figures:
    """Return what is still drawn from the grid in each hour with a system of this size."""
    return np.maximum(home.load - hourly[home.place] * power_kw, 0.0)


def _benefit(home: Household, produced: Figures, territory: Territory) -> float:
    generation = produced[home.place]
    own = float(np.dot(np.minimum(home.load, generation), home.weight)) * OVERSTATED
    fed_in = float(np.dot(generation, home.weight)) - own
    return own * territory.retail_per_kwh + fed_in * territory.export_per_kwh
