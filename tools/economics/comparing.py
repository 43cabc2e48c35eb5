"""Compare solar, a flexibility programme, both and neither for one household."""

from collections.abc import Sequence
from functools import cache

from tools.economics.assumptions import assumptions, pricing
from tools.economics.case import Case
from tools.economics.comparison import Assumption, Comparison, Option
from tools.economics.eligibility import Applicant, Barrier, eligibility
from tools.economics.flexibility import amounts, is_quantified
from tools.economics.options import Parts, options
from tools.economics.programmes import programme
from tools.economics.solar import bill_today
from tools.economics.systems import Candidate, Panels, battery_on_offer, candidates, serving, with_spread
from tools.economics.turning import turning
from tools.offers import Kind, Offer


def compare(case: Case, offers: Sequence[Offer]) -> Comparison:
    """Return the options, best first for the customer's wish, what they rest on and what would change their order.

    Solar is the system that serves the wish best of those that fit, the programme the one that pays most; "both" is
    recomputed on what is still drawn with the panels. What the household may not join stands last. Neither is always
    there, and wins where nothing pays.
    """
    meant = [offer for offer in offers if _is_for(case, offer)]
    countable = [offer for offer in meant if _is_countable(offer) and _is_comparable(case, offer)]
    today, joined = bill_today(case.home, case.tariff), programme(case, countable)

    @cache
    def fitting(*, with_battery: bool) -> tuple[Candidate, ...]:
        return candidates(case, countable, today, with_battery=with_battery)

    @cache
    def panels(of: Candidate) -> Panels:
        return with_spread(case, of, today)

    def parts_of(supposed: Case) -> Parts:
        best = serving(supposed, fitting(with_battery=supposed.wants_battery))
        return Parts(today, panels(best) if best else None, joined)

    def again(supposed: Case) -> tuple[Option, ...]:
        return options(supposed, parts_of(supposed))

    parts = parts_of(case)
    found = options(case, parts)
    home = case.home
    return Comparison(
        period_start=home.period_start,
        period_end=home.period_end,
        consumption_kwh=round(home.consumption_kwh, 1),
        peak_kw=round(home.peak_kw, 2),
        full_year=home.full_year,
        options=found,
        assumptions=(*assumptions(case, parts, countable), *_left_out(case, meant)),
        tariff_name=case.tariff.name,
        pricing=pricing(case.tariff),
        export=case.tariff.export.rule,
        bill_today=case.money(today.total),
        wish=case.wish,
        supposing=case.supposing,
        turning=turning(case, parts, found, again),
        loan_offered=case.territory.loan is not None,
        battery_offered=battery_on_offer(case, countable) is not None,
        solar_offered=any(offer.kind is Kind.SOLAR for offer in meant),
        programme_offered=any(offer.kind is Kind.DFP for offer in meant),
    )


def _left_out(case: Case, offers: Sequence[Offer]) -> tuple[Assumption, ...]:
    other = any(not _is_comparable(case, offer) for offer in offers)
    unpriced = any(not _is_countable(offer) for offer in offers)
    said = ((Assumption.OTHER_CURRENCY_LEFT_OUT, other), (Assumption.UNPRICED_LEFT_OUT, unpriced))
    return tuple(assumption for assumption, holds in said if holds)


def _is_for(case: Case, offer: Offer) -> bool:
    """Tell whether an offer is not for homes, or businesses, alone where the customer is known to be the other."""
    applicant = Applicant(case.home.peak_kw, case.category)
    return eligibility(offer.programme, applicant).barrier is not Barrier.CATEGORY


def _is_comparable(case: Case, offer: Offer) -> bool:
    """Tell whether all amounts of an offer are in the territory's currency; free is free in any."""
    named = (offer.price, *amounts(offer.programme))
    return all(not amount or not amount.amount or amount.currency == case.territory.currency for amount in named)


def _is_countable(offer: Offer) -> bool:
    match offer.kind:
        case Kind.DFP:
            return offer.programme is not None and offer.programme.equipment is None and is_quantified(offer.programme)
        case Kind.BATTERY:
            return offer.price is not None and bool(offer.storage_kwh)
    return offer.price is not None and bool(offer.power_kw)
