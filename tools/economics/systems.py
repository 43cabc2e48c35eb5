"""Solar systems on offer: which fits a household best, what it costs and how its first year looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.economics.battery import Battery
from tools.economics.billing import Bill
from tools.economics.case import Case
from tools.economics.cash_flow import INVERTER_YEAR, FirstYear, Purchase, Replacement, production, worth
from tools.economics.comparison import Aid, Wish
from tools.economics.sizing import USABLE, WATTS_PER_M2, Bound, Sizing, sizing
from tools.economics.solar import SunnyYear, first_year, sunny_year
from tools.economics.subsidy import Grant, Installation, Payout, grants, total
from tools.offers import Kind, Offer

USABLE_OF_NOMINAL = 0.85
"""Of what a battery is said to hold, as a mean over its life: warranties promise about 70 % at its end."""
HOURS_TO_EMPTY = 2.5
"""How fast a battery gives: the 5 kW of 12.5 kWh of NREL's Annual Technology Baseline (2024, residential storage)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A battery on offer, its price in major units and what it does."""

    offer: Offer
    price: float
    battery: Battery


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A system that fits, with its battery if it is to have one: its costs and its first year as expected."""

    offer: Offer
    power_kw: float
    stored: Stored | None
    bound: Bound
    purchase: Purchase
    aids: tuple[Aid, ...]
    year: SunnyYear
    first: FirstYear


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """A system, and its first year with little sun, as expected and with much."""

    chosen: Candidate
    firsts: tuple[FirstYear, ...]


def candidates(case: Case, offers: Sequence[Offer], today: Bill, *, with_battery: bool) -> tuple[Candidate, ...]:
    """Return the systems that fit roof and connection, and yield no more than is used where there are such.

    `today` is the bill without them. None of it depends on the customer's wish, or on a loan.
    """
    sized = _sized(case)
    stored = battery_on_offer(case, offers) if with_battery else None
    return tuple(
        _candidate(case, offer, stored, _bound(offer, offers, sized), today) for offer in _within(offers, sized)
    )


def serving(case: Case, found: Sequence[Candidate]) -> Candidate | None:
    """Return the system that serves the wish best; None where there is none.

    It is the one with the highest value over its life; by the wish for the climate the one with the highest yield.
    """
    outlook = replace(case.outlook, escalation=case.tariff.escalation.expected)

    def serves(of: Candidate) -> tuple[float, float]:
        npv = worth(of.purchase, production(of.first, outlook), outlook, loan=case.loan).npv
        return (of.first.kwh if case.wish is Wish.CLIMATE else 0.0, npv)

    return max(found, key=serves, default=None)


def with_spread(case: Case, of: Candidate, today: Bill) -> Panels:
    """Return a system with what it does with little sun and with much. It depends on neither wish nor loan."""
    low, high = (
        first_year(today, _year(case, of.power_kw * share, of.stored), case.tariff)
        for share in (case.sun.low, case.sun.high)
    )
    return Panels(of, (low, of.first, high))


def battery_on_offer(case: Case, offers: Sequence[Offer]) -> Stored | None:
    """Return the cheapest battery by what it holds."""
    found = [
        Stored(offer, case.major(offer.price), _battery(offer.storage_kwh))
        for offer in offers
        if offer.kind is Kind.BATTERY and offer.price is not None and offer.storage_kwh
    ]
    return min(found, key=lambda of: of.price / of.battery.usable_kwh, default=None)


def purchase_at(case: Case, power_kw: float, price: float, stored: Stored | None) -> tuple[Purchase, tuple[Grant, ...]]:
    """Return what a system costs at a price for its panels, and what subsidies it gets."""
    given = grants(
        case.schemes,
        Installation(case.territory.name, case.territory.currency, case.completed, power_kw, price, case.category),
    )
    dearer = 1 + case.outlook.inflation
    parts = [Replacement(INVERTER_YEAR, case.costs.inverter_per_kw * power_kw * dearer**INVERTER_YEAR)]
    if stored is not None:
        year = stored.battery.replacement_year
        parts.append(Replacement(year, stored.price * dearer**year))
    purchase = Purchase(
        price=price + (stored.price if stored else 0.0),
        off_price=total(given, Payout.OFF_PRICE),
        paid_out=total(given, Payout.PAID_OUT),
        tax_credit=total(given, Payout.TAX_CREDIT),
        upkeep=case.costs.upkeep_per_kw * power_kw,
        replacements=tuple(parts),
    )
    return purchase, given


def _battery(nominal_kwh: float) -> Battery:
    usable = nominal_kwh * USABLE_OF_NOMINAL
    return Battery(usable, nominal_kwh / HOURS_TO_EMPTY)


def _sized(case: Case) -> Sizing:
    """Return how large a system may be. A share of a roof that nobody measured is one of that size's own area."""
    whole = sizing(case.home.annual_kwh, case.sun.annual_kwh, case.roof, case.sanctioned_kw)
    if case.supposing.share is None:
        return whole
    area = case.roof.area_m2 or whole.power_kw * 1000 / (USABLE * WATTS_PER_M2)
    roof = replace(case.roof, area_m2=area * case.supposing.share)
    return sizing(case.home.annual_kwh, case.sun.annual_kwh, roof, case.sanctioned_kw)


def _within(offers: Sequence[Offer], sized: Sizing) -> Sequence[Offer]:
    """Return the systems that fit, and yield no more than is used where there are such."""
    hard = [limit.power_kw for limit in sized.limits if limit.bound is not Bound.CONSUMPTION]
    systems = [
        offer for offer in offers if offer.kind is Kind.SOLAR and _size(offer) <= min(hard, default=float("inf"))
    ]
    return [offer for offer in systems if _size(offer) <= sized.power_kw] or systems


def _bound(of: Offer, offers: Sequence[Offer], sized: Sizing) -> Bound:
    """Return what sets the size of a system, if it is the one that is worth most."""
    larger = [_size(offer) for offer in offers if offer.kind is Kind.SOLAR and _size(offer) > _size(of)]
    if _size(of) > sized.power_kw:
        return Bound.SMALLEST
    if not larger:
        return Bound.LARGEST
    return Bound.WORTH if min(larger) <= sized.power_kw else sized.bound


def _size(offer: Offer) -> float:
    return offer.power_kw or 0.0


def _candidate(case: Case, offer: Offer, stored: Stored | None, bound: Bound, today: Bill) -> Candidate:
    power = _size(offer)
    purchase, given = purchase_at(case, power, case.major(offer.price), stored)
    year = _year(case, power, stored)
    return Candidate(
        offer=offer,
        power_kw=power,
        stored=stored,
        bound=bound,
        purchase=purchase,
        aids=tuple(_aid(case, grant) for grant in given),
        year=year,
        first=first_year(today, year, case.tariff),
    )


def _year(case: Case, power_kw: float, stored: Stored | None) -> SunnyYear:
    return sunny_year(case.home, case.tariff, case.sun.hourly * power_kw, stored.battery if stored else None)


def _aid(case: Case, grant: Grant) -> Aid:
    scheme = grant.scheme
    return Aid(scheme.title, grant.standing, scheme.payout, case.money(grant.amount), scheme.starts, scheme.ends)
