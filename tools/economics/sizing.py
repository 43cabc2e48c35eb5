"""How large a solar system may sensibly be, and what sets that size."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tools.economics.roof import Roof

WATTS_PER_M2 = 200.0
"""Of panel surface: an efficiency of 20 %, as panels for homes are sold with today."""
USABLE = 0.5
"""The share of a roof that panels can cover: the rest is edges, chimneys, ways and what lies in shade. It makes 10 m2
of roof for 1 kW, the rule of thumb of India's rooftop programmes."""


class Bound(StrEnum):
    """What sets a system's size: a limit, or what is on offer."""

    CONSUMPTION = "consumption"  # it would yield more in a year than is used
    ROOF = "roof"  # no more panels fit
    SANCTIONED_LOAD = "sanctioned_load"  # the connection may not feed in more
    LARGEST = "largest"  # no larger one is on offer
    SMALLEST = "smallest"  # all on offer that fit yield more in a year than is used
    WORTH = "worth"  # a larger one that fits would be worth less


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest size, in kW of panels, that one bound allows."""

    bound: Bound
    power_kw: float


@dataclass(frozen=True, slots=True)
class Sizing:
    """A size in kW of panels, what bound it, and every limit that is known, the tightest first."""

    limits: tuple[Limit, ...]

    @property
    def power_kw(self) -> float:
        """The size that all limits allow."""
        return self.limits[0].power_kw

    @property
    def bound(self) -> Bound:
        """The limit that is reached first."""
        return self.limits[0].bound


def sizing(
    annual_kwh: float, yield_per_kw: float, roof: Roof, sanctioned_kw: float | None = None, *, usable: float = USABLE
) -> Sizing:
    """Return the size whose yield is what a household uses in a year, or less where roof or connection are smaller.

    `yield_per_kw` is kWh in a year; `sanctioned_kw` the load that the utility allows at the connection, which rules
    like India's put as the limit of a roof's system; `usable` the share of the roof that panels can cover.
    """
    found = _limits(annual_kwh, yield_per_kw, roof, sanctioned_kw, usable)
    return Sizing(tuple(sorted(found, key=lambda limit: limit.power_kw)))


def _limits(
    annual_kwh: float, yield_per_kw: float, roof: Roof, sanctioned_kw: float | None, usable: float
) -> Iterator[Limit]:
    yield Limit(Bound.CONSUMPTION, annual_kwh / yield_per_kw if yield_per_kw > 0 else 0.0)
    if roof.area_m2 is not None:
        yield Limit(Bound.ROOF, roof.area_m2 * usable * WATTS_PER_M2 / 1000)
    if sanctioned_kw is not None:
        yield Limit(Bound.SANCTIONED_LOAD, sanctioned_kw)
