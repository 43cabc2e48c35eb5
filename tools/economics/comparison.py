"""What solar, a flexibility programme, both or neither would mean for one household in a year."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tools.offers import Money


class Choice(StrEnum):
    """What is compared."""

    NEITHER = "neither"
    SOLAR = "solar"
    DFP = "dfp"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a comparison: money up front, and low, expected and high benefit in the first year."""

    choice: Choice
    offer_name: str
    upfront: Money
    low: Money
    expected: Money
    high: Money
    payback_years: float | None = None
    eligible: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """All options, best first, with the data they rest on.

    `consumption_kwh` is over the period; `peak_kw` the highest hourly mean in it; `full_year` says whether the period
    covers twelve months (else figures were extrapolated and must be called so). `assumptions` are names of sentences.
    """

    period_start: date
    period_end: date
    consumption_kwh: float
    peak_kw: float
    full_year: bool
    options: tuple[Option, ...]
    assumptions: tuple[str, ...] = ()
