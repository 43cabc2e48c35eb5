"""Compare solar, a flexibility programme, both and neither for one household."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tools.economics.comparison import Assumption, Choice, Comparison, Option
from tools.economics.flexibility import Rates, amounts, is_eligible, is_quantified, rates, reward, usual_use
from tools.economics.household import Figures, Household
from tools.economics.solar import Yearly, net_load, solar_benefit
from tools.economics.sunshine import annual_yield
from tools.economics.territory import Territory
from tools.offers import Kind, Money, Offer

HORIZON_YEARS = 20
"""Over how many years the money up front is spread when options are ranked."""

OF_SOLAR = (
    Assumption.SHADING_NOT_SURVEYED,
    Assumption.ROOF_ASSUMED,
    Assumption.EXPORT_AT_NET_BILLING,
    Assumption.SUBSIDIES_NOT_INCLUDED,
)


@dataclass(frozen=True, slots=True)
class Case:
    """All that a comparison is made from, but for the offers.

    `hourly` is the yield of 1 kW of panels in the territory; `minor` is how many minor units make a major one of its
    currency; `exempt` says that no flexibility programme may be offered.
    """

    home: Household
    territory: Territory
    hourly: Figures
    minor: int = 100
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Panels:
    """A solar offer that can be counted, and what it would earn."""

    name: str
    power_kw: float
    upfront: int
    benefit: Yearly


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that can be counted, what it would pay, and whether the household may join."""

    offer: Offer
    rates: Rates
    upfront: int
    benefit: Yearly
    eligible: bool


def compare(case: Case, offers: Sequence[Offer]) -> Comparison:
    """Return the options, best first: by what is left in a year when the money up front is spread over 20 years.

    Solar is the offer that fits the household best (see _fitting), the programme the one that pays most; "both" is
    recomputed on what is still drawn with the panels. What the household may not join stands last. Neither is always
    there.
    """
    panels = _fitting(case, tuple(_panels(case, offers)))
    programme = max(_programmes(case, offers), key=lambda of: (of.eligible, of.benefit.expected), default=None)
    options = [_option(case, Choice.NEITHER, "", 0, Yearly(0.0, 0.0, 0.0))]
    if panels is not None:
        options.append(_option(case, Choice.SOLAR, panels.name, panels.upfront, panels.benefit))
    if programme is not None:
        options.append(_programme_option(case, programme))
        if panels is not None and programme.eligible:
            options.append(_both(case, panels, programme))
    home = case.home
    return Comparison(
        period_start=home.period_start,
        period_end=home.period_end,
        consumption_kwh=round(home.consumption_kwh, 1),
        peak_kw=round(home.peak_kw, 2),
        full_year=home.full_year,
        options=tuple(sorted(options, key=_rank, reverse=True)),
        assumptions=tuple(_assumptions(case, offers, options, programme)),
    )


def _fitting(case: Case, panels: Sequence[Panels]) -> Panels | None:
    """Return the panels that are sized to the household's consumption; None where there are none at all.

    Of those that yield no more in a year than the household uses, the ones with the highest expected benefit in the
    first year, the cheaper at the same benefit: by payback alone the smallest system would nearly always be chosen. No
    lifetime is assumed. Where all yield more than is used, the ones that pay themselves back soonest.
    """
    yearly = annual_yield(case.hourly)
    fitting = [of for of in panels if of.power_kw * yearly <= case.home.annual_kwh]
    if fitting:
        return max(fitting, key=lambda of: (of.benefit.expected, -of.upfront))
    return min(panels, key=lambda of: of.upfront / max(of.benefit.expected, 1e-9), default=None)


def _panels(case: Case, offers: Sequence[Offer]) -> Iterator[Panels]:
    for offer in offers:
        price = offer.price
        if offer.kind is Kind.SOLAR and price is not None and offer.power_kw and _is_comparable(case, offer):
            benefit = solar_benefit(case.home, case.hourly, offer.power_kw, case.territory)
            yield Panels(offer.name, offer.power_kw, price.amount, benefit)


def _programmes(case: Case, offers: Sequence[Offer]) -> Iterator[Programme]:
    for offer in offers:
        terms = offer.programme
        if case.exempt or terms is None or not _is_countable(offer) or not _is_comparable(case, offer):
            continue
        of = rates(terms, case.minor)
        benefit = reward(of, usual_use(of, case.home.load, case.home))
        upfront = offer.price.amount if offer.price is not None else 0
        yield Programme(offer, of, upfront, benefit, is_eligible(terms, case.home.peak_kw))


def _is_comparable(case: Case, offer: Offer) -> bool:
    """Tell whether all amounts of an offer are in the territory's currency; free is free in any."""
    named = (offer.price, *amounts(offer.programme))
    return all(not amount or not amount.amount or amount.currency == case.territory.currency for amount in named)


def _programme_option(case: Case, programme: Programme) -> Option:
    return _option(
        case,
        Choice.DFP,
        programme.offer.name,
        programme.upfront,
        programme.benefit,
        eligible=programme.eligible,
    )


def _both(case: Case, panels: Panels, programme: Programme) -> Option:
    """Solar's benefit, and the reward on what is still drawn; panels may put the minimum load out of reach."""
    drawn = net_load(case.home, case.hourly, panels.power_kw)
    paid = reward(programme.rates, usual_use(programme.rates, drawn, case.home))
    terms = programme.offer.programme
    eligible = terms is None or is_eligible(terms, float(np.max(drawn)))
    parts = (
        _option(case, Choice.BOTH, "", 0, panels.benefit),
        _option(case, Choice.BOTH, "", 0, paid, eligible=eligible),
    )
    return Option(
        choice=Choice.BOTH,
        offer_name=f"{panels.name} + {programme.offer.name}",
        upfront=_money(case, panels.upfront + programme.upfront),
        low=_money(case, sum(part.low.amount for part in parts)),
        expected=_money(case, sum(part.expected.amount for part in parts)),
        high=_money(case, sum(part.high.amount for part in parts)),
        payback_years=_payback(panels.upfront + programme.upfront, sum(part.expected.amount for part in parts)),
        eligible=eligible,
    )


def _option(case: Case, choice: Choice, name: str, upfront: int, benefit: Yearly, *, eligible: bool = True) -> Option:
    low, expected, high = (
        round(amount * case.minor) if eligible else 0 for amount in (benefit.low, benefit.expected, benefit.high)
    )
    return Option(
        choice=choice,
        offer_name=name,
        upfront=_money(case, upfront),
        low=_money(case, low),
        expected=_money(case, expected),
        high=_money(case, high),
        payback_years=_payback(upfront, expected),
        eligible=eligible,
    )


def _money(case: Case, amount: int) -> Money:
    return Money(amount, case.territory.currency)


def _payback(upfront: int, expected: int) -> float | None:
    return round(upfront / expected, 1) if upfront > 0 and expected > 0 else None


def _rank(option: Option) -> tuple[bool, float]:
    return option.eligible, option.expected.amount - option.upfront.amount / HORIZON_YEARS


def _assumptions(
    case: Case, offers: Sequence[Offer], options: Sequence[Option], programme: Programme | None
) -> Iterator[Assumption]:
    choices = {option.choice for option in options}
    yield Assumption.FIRST_YEAR_ONLY
    yield Assumption.FLAT_RATE
    if not case.home.full_year:
        yield Assumption.EXTRAPOLATED
    if Choice.SOLAR in choices:
        yield from OF_SOLAR
    if programme is not None:
        yield from _of_programme(programme)
    if Choice.BOTH in choices:
        yield Assumption.BOTH_RECOMPUTED
    if case.exempt:
        yield Assumption.EXEMPT_FROM_EVENTS
    if any(not _is_comparable(case, offer) for offer in offers):
        yield Assumption.OTHER_CURRENCY_LEFT_OUT
    if any(not _is_countable(offer) for offer in offers):
        yield Assumption.UNPRICED_LEFT_OUT


def _of_programme(programme: Programme) -> Iterator[Assumption]:
    terms = programme.offer.programme
    yield Assumption.EVENTS_COULD_BE_ZERO
    if terms is None or terms.events_a_year is None:
        yield Assumption.EVENTS_ASSUMED
    if not programme.eligible:
        yield Assumption.MINIMUM_LOAD_NOT_REACHED


def _is_countable(offer: Offer) -> bool:
    if offer.kind is Kind.DFP:
        return offer.programme is not None and offer.programme.equipment is None and is_quantified(offer.programme)
    return offer.price is not None and bool(offer.power_kw)
