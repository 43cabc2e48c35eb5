"""What a flexibility programme would pay a household in a year."""

from dataclasses import dataclass

from tools.economics.solar import Yearly
from tools.offers import Money, ProgrammeTerms

USUAL_EVENTS = 10
"""Events a year where a programme names no number: PG&E's average household saw ten in 2022."""
EXPECTED_SHARE, HIGH_SHARE = 0.15, 0.30
"""How much of its use a household shifts in an event; a low of nothing stands beside it."""
EVENT_HOURS = 4
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Rates:
    """A programme's amounts in major units: per kWh, a year, and the shares that bonus and penalty add and take."""

    low_per_kwh: float
    high_per_kwh: float
    yearly: float
    yearly_per_kw: bool
    bonus: float
    penalty: float
    events: int


def is_quantified(terms: ProgrammeTerms | None) -> bool:
    """Tell whether a programme says what it pays."""
    return terms is not None and (terms.reward_low is not None or terms.yearly is not None)


def is_eligible(terms: ProgrammeTerms, peak_kw: float) -> bool:
    """Tell whether a household's own peak reaches the programme's minimum load."""
    return terms.minimum_load_kw is None or peak_kw >= terms.minimum_load_kw


def rates(terms: ProgrammeTerms, minor: int) -> Rates:
    """Read a programme's terms; `minor` is how many minor units make a major one."""

    def major(amount: Money | None) -> float:
        return amount.amount / minor if amount is not None else 0.0

    return Rates(
        low_per_kwh=major(terms.reward_low),
        high_per_kwh=major(terms.reward_high or terms.reward_low),
        yearly=major(terms.yearly),
        yearly_per_kw=terms.yearly_per_kw,
        bonus=(terms.bonus_percent or 0.0) / WHOLE,
        penalty=min((terms.penalty_percent or 0.0) / WHOLE, 1.0),
        events=terms.events_a_year if terms.events_a_year is not None else USUAL_EVENTS,
    )


def reward(of: Rates, event_kwh: float) -> Yearly:
    """Return a year's reward of a household that uses `event_kwh` in an event's hours.

    Low: no events are called or all are missed, so that only the yearly amount is left, less the penalty for each
    event; expected: the low rate without bonus; high: the high rate with the bonus.
    """
    low_kw, high_kw = (event_kwh / EVENT_HOURS * share for share in (EXPECTED_SHARE, HIGH_SHARE))
    return Yearly(
        low=_yearly(of, low_kw) * max(1 - of.penalty * of.events, 0.0),
        expected=_yearly(of, low_kw) + of.events * event_kwh * EXPECTED_SHARE * of.low_per_kwh,
        high=_yearly(of, high_kw) + of.events * event_kwh * HIGH_SHARE * of.high_per_kwh * (1 + of.bonus),
    )


def _yearly(of: Rates, spare_kw: float) -> float:
    return of.yearly * spare_kw if of.yearly_per_kw else of.yearly
