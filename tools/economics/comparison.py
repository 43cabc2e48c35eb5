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


class Assumption(StrEnum):
    """What a comparison rests on. Each is the name of a sentence that is said with it."""

    EXTRAPOLATED = "extrapolated"  # less than a year of data: the year was extrapolated
    FIRST_YEAR_ONLY = "first_year_only"  # figures are for the first year, prices as of today
    FLAT_RATE = "flat_rate"  # one price for all hours of the day
    SHADING_NOT_SURVEYED = "shading_not_surveyed"  # hence a range of -15 to +10 % on the yield
    ROOF_ASSUMED = "roof_assumed"  # facing the equator at 20 degrees
    EXPORT_AT_NET_BILLING = "export_at_net_billing"  # what is fed in earns less than what is bought costs
    SUBSIDIES_NOT_INCLUDED = "subsidies_not_included"
    EVENTS_COULD_BE_ZERO = "events_could_be_zero"  # hence the low figure
    EVENTS_ASSUMED = "events_assumed"  # the programme names no number of events: ten a year were taken
    MINIMUM_LOAD_NOT_REACHED = "minimum_load_not_reached"  # the household's peak is below a programme's minimum
    EXEMPT_FROM_EVENTS = "exempt_from_events"  # a special need is on file: programmes are not offered
    OTHER_CURRENCY_LEFT_OUT = "other_currency_left_out"  # offers in another currency were not compared
    UNPRICED_LEFT_OUT = "unpriced_left_out"  # no price, size or reward said, or special equipment needed
    BOTH_RECOMPUTED = "both_recomputed"  # with solar less is drawn in events: both is less than the sum


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
    covers twelve months (else figures were extrapolated and must be called so). `assumptions` are values of Assumption.
    """

    period_start: date
    period_end: date
    consumption_kwh: float
    peak_kw: float
    full_year: bool
    options: tuple[Option, ...]
    assumptions: tuple[str, ...] = ()
