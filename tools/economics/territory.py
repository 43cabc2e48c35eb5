"""Where a household is: how the sun shines there, what electricity costs by which tariff, what goes with panels."""

from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from tools.economics.loan import Loan

REACH_KM = 300.0
"""How far from its territory's place a home may be; the means of a climate hold no farther."""
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a roof is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What panels cost once they stand, in major units for each kW: upkeep in a year, and another inverter today."""

    upkeep_per_kw: float
    inverter_per_kw: float
    source: str


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """A loan that households can get for a system; who says so and when, and on which page."""

    loan: Loan
    source: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """A utility's area.

    `tariff` names the tariff of its households, `costs` and `loan` what a system costs besides its price; where the
    tariff is not named nothing can be compared. Amounts are in major units of `currency`. `irradiation` is the mean
    daily global horizontal irradiation in kWh/m2 and `temperature` the mean in degrees Celsius, January to December;
    `source` says who published them.
    """

    name: str
    zone: ZoneInfo
    currency: str
    latitude: float
    longitude: float
    irradiation: tuple[float, ...]
    temperature: tuple[float, ...]
    source: str = ""
    tariff: str = ""
    costs: Costs | None = None
    loan: LoanTerms | None = None

    def serves(self, place: Place) -> bool:
        """Whether a place is near enough (the great circle's distance, by haversines)."""
        ours, theirs = radians(self.latitude), radians(place.latitude)
        across = sin((theirs - ours) / 2) ** 2
        along = cos(ours) * cos(theirs) * sin(radians(place.longitude - self.longitude) / 2) ** 2
        return 2 * EARTH_KM * asin(sqrt(min(1.0, across + along))) <= REACH_KM

    def at(self, place: Place | None) -> "Territory":
        """Return the territory at a place of it: the sun's path is that of the place, the climate's means stay."""
        return self if place is None else replace(self, latitude=place.latitude, longitude=place.longitude)
