"""What 1 kW of panels is expected to yield, by whom it was computed, and how far it may be off."""

from dataclasses import dataclass
from enum import StrEnum

from tools.economics.clock import MONTHS
from tools.economics.household import Figures
from tools.economics.sunshine import System, annual_yield, hourly_yield, scaled
from tools.economics.territory import Territory

BELOW, ABOVE = 0.15, 0.10
"""How far a yield may be off while nobody surveyed the shading: a tree that stands close costs more than a good year
brings."""
YEARS_APART = 2.0
"""How many standard deviations of the years a range spans where they are known."""


class Source(StrEnum):
    """Who computed a yield."""

    EMBEDDED = "embedded"  # the mean-day model of tools.economics.sunshine, from the territory's climatology
    PVGIS = "pvgis"
    PVWATTS = "pvwatts"


@dataclass(frozen=True, slots=True)
class Reported:
    """What a service says of 1 kW: kWh in each month, and how far its years stand apart.

    `deviation` is their standard deviation as a share of their mean, 0 where it is not told.
    """

    monthly: tuple[float, ...]
    deviation: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Yield:
    """The yield of 1 kW of panels.

    `hourly` is 12 x 24 in one row: kWh in each hour of each month's mean day by the clock. `low` and `high` are shares
    of it. `instead_of` names the service that should have been asked and could not be.
    """

    hourly: Figures
    source: Source
    low: float = 1 - BELOW
    high: float = 1 + ABOVE
    instead_of: Source | None = None

    @property
    def annual_kwh(self) -> float:
        """The expected kWh in a year."""
        return annual_yield(self.hourly)


def embedded(territory: Territory, system: System, *, year: int, instead_of: Source | None = None) -> Yield:
    """Return what the mean-day model yields."""
    return Yield(hourly_yield(territory, system, year=year), Source.EMBEDDED, instead_of=instead_of)


def reported(said: Reported, source: Source, shape: Figures) -> Yield:
    """Return a service's months, with the hours of the mean-day model in them.

    Raises ValueError where there are not twelve months.
    """
    if len(said.monthly) != MONTHS:
        raise ValueError("a yield has twelve months")
    apart = YEARS_APART * said.deviation
    return Yield(scaled(shape, said.monthly), source, low=1 - max(BELOW, apart), high=1 + max(ABOVE, apart))
