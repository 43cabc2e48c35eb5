"""Flexibility programmes on offer: which pays a household most, and what is left of it with panels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tools.economics.case import Case
from tools.economics.cash_flow import FirstYear, Purchase
from tools.economics.comparison import EventBasis
from tools.economics.flexibility import USUAL_SHARE, Rates, Reward, is_eligible, rates, ready, reward, usual_use
from tools.economics.household import Figures, Household
from tools.offers import Offer, ProgrammeTerms


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, the kWh that a household uses in one of its events, what it pays, and whether one may join."""

    offer: Offer
    terms: ProgrammeTerms
    rates: Rates
    usual_kwh: float
    reward: Reward
    eligible: bool

    @property
    def firsts(self) -> tuple[FirstYear, ...]:
        """The first year without events, as expected and at its best."""
        return tuple(FirstYear(0.0, 0.0, 0.0, pay) for pay in (self.reward.low, self.reward.expected, self.reward.high))

    @property
    def shifted_kwh(self) -> float:
        """What is moved in a year."""
        return self.rates.events * self.usual_kwh * USUAL_SHARE.expected


def programme(case: Case, offers: Sequence[Offer]) -> Programme | None:
    """Return the programme that pays most, one that may be joined before any other.

    None where there is none, for a household that is exempt, and where it has too few days for a baseline.
    """
    if case.exempt or not case.home.enough_for_events:
        return None
    found = _programmes(case, offers)
    return max(found, key=lambda of: (of.eligible, of.reward.expected, of.reward.low), default=None)


def with_panels(of: Programme, case: Case, drawn: Figures) -> Programme:
    """Return the same programme on what is still drawn: never better than on all of the use, in no case."""
    usual = usual_use(of.rates, drawn, case.home)
    net, whole = reward(of.rates, usual), of.reward
    least = Reward(min(net.low, whole.low), min(net.expected, whole.expected), min(net.high, whole.high))
    return replace(
        of,
        usual_kwh=usual,
        reward=least,
        eligible=is_eligible(of.terms, _peak(case.home, drawn)),
    )


def with_events(of: Programme, events: int) -> Reward:
    """Return what it would pay with another number of events a year."""
    return reward(replace(of.rates, events=events), of.usual_kwh)


def price(case: Case, of: Programme) -> Purchase:
    """Return what joining costs."""
    return Purchase(case.major(of.offer.price))


def event_basis(case: Case, of: Programme) -> EventBasis:
    """Return what its figures are made from."""
    least = min(ready(of.rates, of.usual_kwh * USUAL_SHARE.expected), of.rates.cap)
    return EventBasis(
        usual_kwh=of.usual_kwh,
        shifted=USUAL_SHARE.expected,
        shifted_high=USUAL_SHARE.high,
        low_per_kwh=of.rates.low_per_kwh,
        high_per_kwh=of.rates.high_per_kwh,
        events=of.rates.events,
        yearly=case.money(least),
        at_risk=case.money(max(least - of.reward.low, 0.0)),
        first_hour=of.rates.window.start,
        last_hour=of.rates.window.stop,
    )


def _peak(home: Household, drawn: Figures) -> float:
    """Return the highest hour that is left, in kW. The rows of an extrapolated year are means, below the peak."""
    return home.peak_kw * float(np.max(drawn)) / float(np.max(home.load))


def _programmes(case: Case, offers: Sequence[Offer]) -> Iterator[Programme]:
    for offer in offers:
        if offer.programme is not None:
            of = rates(offer.programme, case.minor)
            usual = usual_use(of, case.home.load, case.home)
            eligible = is_eligible(offer.programme, case.home.peak_kw)
            yield Programme(offer, offer.programme, of, usual, reward(of, usual), eligible)
