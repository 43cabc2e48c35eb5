"""Where a household is: how the sun shines there, what electricity costs by which tariff, what goes with panels."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tools.economics.loan import Loan


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
