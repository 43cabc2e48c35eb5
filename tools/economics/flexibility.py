"""What a flexibility programme pays a household: for an event, and in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from tools.economics.clock import MONTHS
from tools.economics.household import EVENING, Figures, Household, event_load
from tools.offers import Money, ProgrammeTerms

USUAL_EVENTS = 10
"""Events a year where a programme names no number: PG&E's average household saw ten in 2022."""
EVENT_HOURS = 4.0
"""How long an event lasts where a programme names no duration; it may name a shorter window."""
BONUS_ABOVE, PENALTY_BELOW = 0.90, 0.75
"""Which shares of what was pledged earn the bonus and cost the penalty, where a programme names none."""
WHOLE = 100.0
EXACT = 9
"""Decimals of a share: exactly 90 % must not be above 90 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of its use a household shifts in an event; a low of nothing stands beside it."""

    expected: float = 0.15
    high: float = 0.30


USUAL_SHARE = Share()


@dataclass(frozen=True, slots=True)
class Rates:
    """A programme's amounts in major units: per kWh, a year, a month and kW, and the shares of bonus and penalty.

    `cap` is the most that is paid in a year. Events lie in the hours of `window` and last `event_hours`.
    """

    low_per_kwh: float
    high_per_kwh: float
    yearly: float
    yearly_per_kw: bool
    bonus: float
    penalty: float
    events: int
    seasonal_per_kw: float = 0.0
    penalty_per_kwh: float = 0.0
    bonus_above: float = BONUS_ABOVE
    penalty_below: float = PENALTY_BELOW
    cap: float = inf
    window: range = EVENING
    event_hours: float = EVENT_HOURS


@dataclass(frozen=True, slots=True)
class Reward:
    """Low, expected and high reward in a year, in major units."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class Pay:
    """What an event pays in major units, at the low rate; below nothing where a penalty exceeds it."""

    low: float
    expected: float


def amounts(terms: ProgrammeTerms | None) -> Iterator[Money]:
    """Yield all amounts that a programme names."""
    if terms is not None:
        named = (terms.reward_low, terms.reward_high, terms.yearly, terms.monthly_per_kw)
        yield from (amount for amount in (*named, terms.penalty_per_kwh, terms.yearly_cap) if amount is not None)


def is_quantified(terms: ProgrammeTerms | None) -> bool:
    """Tell whether a programme says what it pays."""
    return terms is not None and any((terms.reward_low, terms.yearly, terms.monthly_per_kw))


def is_eligible(terms: ProgrammeTerms, peak_kw: float) -> bool:
    """Tell whether a household's own peak reaches the programme's minimum load."""
    return terms.minimum_load_kw is None or peak_kw >= terms.minimum_load_kw


def rates(terms: ProgrammeTerms, minor: int) -> Rates:
    """Read a programme's terms; `minor` is how many minor units make a major one. What is ambiguous is read as less."""

    def major(amount: Money | None) -> float:
        return amount.amount / minor if amount is not None else 0.0

    low, high = sorted((major(terms.reward_low), major(terms.reward_high or terms.reward_low)))
    window = range(*(terms.window or (0, 0))) or EVENING
    return Rates(
        low_per_kwh=low,
        high_per_kwh=high,
        yearly=major(terms.yearly),
        yearly_per_kw=terms.yearly_per_kw,
        bonus=(terms.bonus_percent or 0.0) / WHOLE,
        penalty=min((terms.penalty_percent or 0.0) / WHOLE, 1.0),
        events=terms.events_a_year if terms.events_a_year is not None else USUAL_EVENTS,
        seasonal_per_kw=major(terms.monthly_per_kw) * (terms.months or MONTHS),
        penalty_per_kwh=major(terms.penalty_per_kwh),
        bonus_above=terms.bonus_above or BONUS_ABOVE,
        penalty_below=terms.penalty_below or PENALTY_BELOW,
        cap=major(terms.yearly_cap) if terms.yearly_cap else inf,
        window=window,
        event_hours=min(terms.event_hours or EVENT_HOURS, len(window)),
    )


def usual_use(of: Rates, load: Figures, home: Household) -> float:
    """Return the kWh that a household uses in an event on an ordinary weekday: its own mean in the programme's hours.

    `load` is in the household's rows: its own use, or what is still drawn with panels.
    """
    return event_load(load, home, hours=of.window) / len(of.window) * of.event_hours


def reward(of: Rates, event_kwh: float, share: Share = USUAL_SHARE) -> Reward:
    """Return a year's reward of a household that uses `event_kwh` in an event's hours and shifts a share of it.

    Low: no events are called or all are missed, so that only the payment for being ready is left, less the penalty for
    each event, below nothing where that exceeds it; expected: the low rate without bonus; high: the high rate with it.
    """
    low_kwh, high_kwh = event_kwh * share.expected, event_kwh * share.high
    least = ready(of, low_kwh)
    return Reward(
        low=min(least * max(1 - of.penalty * of.events, 0.0), of.cap) - of.events * low_kwh * of.penalty_per_kwh,
        expected=min(least + of.events * low_kwh * of.low_per_kwh, of.cap),
        high=min(ready(of, high_kwh) + of.events * high_kwh * of.high_per_kwh * (1 + of.bonus), of.cap),
    )


def ready(of: Rates, shifted_kwh: float) -> float:
    """Return what is paid in a year for being ready to shift so much in each event."""
    spare_kw = shifted_kwh / of.event_hours
    return (of.yearly * spare_kw if of.yearly_per_kw else of.yearly) + of.seasonal_per_kw * spare_kw


def event_pay(of: Rates, kwh: float, pledged: float | None = None) -> Pay:
    """Return what an event pays for a reduction: `DDR = kWh * rate * (1.15, 0.85 or 1 by compliance)` at the low rate.

    A negative reduction pays nothing. Where nothing was pledged compliance is not known: the low figure bears the
    penalty, the expected one neither penalty nor bonus.
    """
    paid = max(kwh, 0.0) * of.low_per_kwh
    share = compliance(kwh, pledged)
    if pledged is None or share is None:
        return Pay(low=paid * (1 - of.penalty), expected=paid)
    paid = paid * _by_compliance(of, share) - max(1 - share, 0.0) * pledged * of.penalty_per_kwh
    return Pay(low=paid, expected=paid)


def compliance(kwh: float, pledged: float | None) -> float | None:
    """Return the share that was done of what was pledged; None where nothing was."""
    return round(max(kwh, 0.0) / pledged, EXACT) if pledged else None


def _by_compliance(of: Rates, share: float) -> float:
    if share > of.bonus_above:
        return 1 + of.bonus
    return 1 - of.penalty if share < of.penalty_below else 1.0
