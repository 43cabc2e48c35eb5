"""What one event came to for one household: the facts that a notice afterwards is made of."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tools.economics.baseline import ORDINARY, Calendar, TooFewDays, Window, baseline, used
from tools.economics.flexibility import compliance, event_pay, rates
from tools.economics.household import Figures
from tools.offers import BaselineMethod, Money, ProgrammeTerms


class Nothing(StrEnum):
    """Why an event could not be reckoned, or earned nothing. Each is the name of a sentence."""

    OUTAGE = "outage"  # the power was off on that day: what was not used was not saved
    TOO_FEW_DAYS = "too_few_days"  # fewer clean similar days than the programme's method wants
    NOT_MEASURED = "not_measured"  # readings of the event are missing
    NOT_LESS = "not_less"  # as much was used as usual, or more
    NO_RATE = "no_rate"  # the programme names no sure payment by the kWh
    CAP_REACHED = "cap_reached"  # the most that it pays in a year was paid before


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a household agreed to, and what it was paid this year. `minor` is how many minor units make a major one."""

    terms: ProgrammeTerms
    currency: str
    minor: int = 100
    pledged_kwh: float | None = None
    paid: Money | None = None


@dataclass(frozen=True, slots=True)
class EventResult:
    """What an event came to; None stands for what is not known, and is never a number.

    `kwh` is what was used less than usual, negative where it was more. `days` is how many similar days the baseline is
    made of; where there is none, how many were found of the `wanted` ones. `adjustment` is what their mean was
    multiplied by, `weather_kwh` what the utility added to it, `compliance` the share that was done of what was pledged.
    `low` and `expected` are what the event pays.
    """

    window: Window
    nothing: Nothing | None = None
    method: BaselineMethod = BaselineMethod.TEN_IN_TEN
    days: int | None = None
    wanted: int | None = None
    adjustment: float = 1.0
    weather_kwh: float = 0.0
    baseline_kwh: float | None = None
    actual_kwh: float | None = None
    kwh: float | None = None
    compliance: float | None = None
    low: Money | None = None
    expected: Money | None = None


def settle(
    dates: tuple[date, ...],
    load: Figures,
    window: Window,
    agreement: Agreement,
    *,
    calendar: Calendar = ORDINARY,
    weather_kwh: float = 0.0,
) -> EventResult:
    """Return what an event came to. `load` is as tools.economics.baseline has it, with the day of the event in it.

    `weather_kwh` is what the utility adds to the baseline for the day's weather, where it does and says how much.
    """
    terms = agreement.terms
    method = terms.baseline or BaselineMethod.TEN_IN_TEN
    unknown = EventResult(window, method=method, weather_kwh=weather_kwh)
    if window.day in calendar.outages:
        return replace(unknown, nothing=Nothing.OUTAGE)
    usual = baseline(dates, load, window, calendar=calendar, method=method, adjusted=terms.same_day_adjustment)
    if isinstance(usual, TooFewDays):
        return replace(unknown, nothing=Nothing.TOO_FEW_DAYS, days=usual.found, wanted=usual.wanted)
    actual = used(dates, load, window)
    if actual is None:
        return replace(unknown, nothing=Nothing.NOT_MEASURED)
    expected = usual.kwh + weather_kwh
    known = replace(
        unknown, days=len(usual.days), adjustment=usual.adjustment, baseline_kwh=expected, actual_kwh=actual
    )
    return _paid(known, expected - actual, agreement)


def _paid(known: EventResult, kwh: float, agreement: Agreement) -> EventResult:
    of, pledged = rates(agreement.terms, agreement.minor), agreement.pledged_kwh
    paid = agreement.paid.amount / agreement.minor if agreement.paid else 0.0
    left = max(of.cap - paid, 0.0)
    pay = event_pay(of, kwh, pledged)
    return replace(
        known,
        kwh=kwh,
        nothing=_nothing(kwh, of.low_per_kwh, left),
        compliance=compliance(kwh, pledged),
        low=Money(round(min(pay.low, left) * agreement.minor), agreement.currency),
        expected=Money(round(min(pay.expected, left) * agreement.minor), agreement.currency),
    )


def _nothing(kwh: float, rate: float, left: float) -> Nothing | None:
    if kwh <= 0:
        return Nothing.NOT_LESS
    if rate <= 0:
        return Nothing.NO_RATE
    return None if left > 0 else Nothing.CAP_REACHED
