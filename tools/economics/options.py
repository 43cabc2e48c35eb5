"""The lines of a comparison: neither, solar, a programme, both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from tools.economics.billing import Bill
from tools.economics.carbon import Spared, quoted, spared_by_shifting, spared_by_solar
from tools.economics.case import Case
from tools.economics.cash_flow import INVERTER_YEAR, FirstYear, Purchase, WorthRange, worth_range
from tools.economics.comparison import Borrowing, Carbon, Choice, Option, SolarBasis, Span, Storage, Wish
from tools.economics.programmes import Programme, event_basis, price, with_panels
from tools.economics.systems import Candidate, Panels

NOTHING = (FirstYear(0.0, 0.0, 0.0),) * 3


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What options are made of: the bill of today, the system that fits and the programme that pays most."""

    today: Bill
    panels: Panels | None = None
    programme: Programme | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """What the money of an option is reckoned from."""

    choice: Choice
    name: str
    firsts: Sequence[FirstYear]
    purchase: Purchase
    programme: Programme | None = None

    @property
    def eligible(self) -> bool:
        return self.programme is None or self.programme.eligible


def options(case: Case, parts: Parts) -> tuple[Option, ...]:
    """Return the options that there are, best first for the case's wish."""
    return ranked(_options(case, parts), case.wish)


def ranked(found: Sequence[Option] | Iterator[Option], wish: Wish) -> tuple[Option, ...]:
    """Return options best first for a wish; what a household may not join stands last.

    Where the wish does not decide, it is what they are worth over 25 years as expected, then in the low case.
    """

    def key(option: Option) -> tuple[float, ...]:
        return (option.eligible, served(option, wish), *_value(option))

    return tuple(sorted(found, key=key, reverse=True))


def served(option: Option, wish: Wish) -> float:
    """Return how far an option serves a wish by itself."""
    match wish:
        case Wish.NO_UPFRONT:
            return float(option.upfront.amount <= 0)
        case Wish.BACKUP:
            return float(option.backup)
        case Wish.CLIMATE:
            return option.carbon.kg if option.carbon else 0.0
    return 0.0


def _value(option: Option) -> tuple[int, int]:
    return (option.lifetime.expected.amount, option.lifetime.low.amount) if option.lifetime else (0, 0)


def _options(case: Case, parts: Parts) -> Iterator[Option]:
    panels, programme = parts.panels, parts.programme
    yield _option(case, _Line(Choice.NEITHER, "", NOTHING, Purchase(0.0)))
    if panels is not None:
        yield _with_panels(case, parts.today, panels, None)
    if programme is not None:
        line = _Line(Choice.DFP, programme.offer.name, programme.firsts, price(case, programme), programme)
        yield replace(_option(case, line), carbon=_carbon(_by_shifting(case, programme)))
        if panels is not None and programme.eligible:
            yield _with_panels(case, parts.today, panels, with_panels(programme, case, panels.chosen.year.drawn))


def _with_panels(case: Case, today: Bill, panels: Panels, programme: Programme | None) -> Option:
    """Return solar alone, or both."""
    chosen = panels.chosen
    line = _Line(Choice.SOLAR, chosen.offer.name, panels.firsts, chosen.purchase)
    if programme is not None:
        pairs = zip(panels.firsts, programme.firsts, strict=True)
        line = _Line(
            choice=Choice.BOTH,
            name=f"{chosen.offer.name} + {programme.offer.name}",
            firsts=tuple(replace(sun, reward=pay.reward) for sun, pay in pairs),
            purchase=replace(chosen.purchase, price=chosen.purchase.price + price(case, programme).price),
            programme=programme,
        )
    return replace(
        _option(case, line),
        aids=chosen.aids,
        carbon=_carbon(_by_solar(case, chosen), _by_shifting(case, programme) if programme else None),
        solar=_solar_basis(case, today, chosen),
        storage=_storage(case, chosen),
        backup=chosen.stored is not None,
    )


def _option(case: Case, line: _Line) -> Option:
    """Return an option; one that a household may not join earns nothing."""
    firsts = line.firsts if line.eligible else NOTHING
    spread = case.tariff.escalation
    loan = case.loan if line.choice in {Choice.SOLAR, Choice.BOTH} else None
    escalation = (spread.low, spread.expected, spread.high)
    worth = worth_range(line.purchase, firsts, escalation, case.outlook, loan=loan)
    low, expected, high = (case.money(first.money) for first in firsts)
    return Option(
        choice=line.choice,
        offer_name=line.name,
        upfront=case.money(worth.expected.upfront),
        low=low,
        expected=expected,
        high=high,
        payback_years=_payback(line.purchase, worth),
        eligible=line.eligible,
        lifetime=_lifetime(case, worth) if line.eligible else None,
        irr=worth.expected.irr if isinstance(worth.expected.irr, float) else None,
        lcoe=worth.expected.lcoe_real,
        borrowing=_borrowing(case, worth),
        events=event_basis(case, line.programme) if line.programme else None,
        balance=tuple(case.money(so_far).amount for so_far in accumulate(worth.expected.flows))
        if line.eligible
        else (),
    )


def _lifetime(case: Case, worth: WorthRange) -> Span:
    return Span(case.money(worth.low.npv), case.money(worth.expected.npv), case.money(worth.high.npv))


def _payback(purchase: Purchase, worth: WorthRange) -> float | None:
    """Return years until the price has come back; None where it does not, or nothing was paid."""
    found = worth.expected.payback
    return round(found, 1) if found is not None and purchase.price > 0 else None


def _borrowing(case: Case, worth: WorthRange) -> Borrowing | None:
    terms = case.borrowing
    if terms is None or worth.expected.loan_payment <= 0:
        return None
    payment = case.money(worth.expected.loan_payment)
    return Borrowing(payment, terms.loan.years, terms.loan.rate, terms.source, terms.page)


def _solar_basis(case: Case, today: Bill, of: Candidate) -> SolarBasis:
    year = of.year
    return SolarBasis(
        power_kw=of.power_kw,
        bound=of.bound,
        source=case.sun.source,
        yield_kwh=year.produced_kwh,
        yield_low=case.sun.low,
        yield_high=case.sun.high,
        own_kwh=year.own_kwh,
        fed_in_kwh=year.fed_in_kwh,
        fed_in_price=year.fed_in_price,
        bill_today=case.money(today.total),
        bill_then=case.money(year.bill.total),
        upkeep=case.money(of.purchase.upkeep),
        inverter=case.money(of.purchase.replacements[0].cost),
        inverter_year=INVERTER_YEAR,
    )


def _storage(case: Case, of: Candidate) -> Storage | None:
    stored = of.stored
    if stored is None:
        return None
    _, again = of.purchase.replacements
    return Storage(
        name=stored.offer.name,
        usable_kwh=stored.battery.usable_kwh,
        price=case.money(stored.price),
        replacement=case.money(again.cost),
        replacement_year=again.year,
    )


def _by_solar(case: Case, of: Candidate) -> Spared | None:
    """Return what panels spare; what a battery loses of their yield spares nothing."""
    if case.grid is None:
        return None
    year = of.year
    used = (year.own_kwh + year.fed_in_kwh) / year.produced_kwh if year.produced_kwh else 0.0
    return quoted(spared_by_solar(case.grid, case.sun.hourly * of.power_kw * used))


def _by_shifting(case: Case, programme: Programme) -> Spared | None:
    if case.grid is None or not programme.eligible:
        return None
    return spared_by_shifting(case.grid, programme.shifted_kwh, programme.rates.window)


def _carbon(*ways: Spared | None) -> Carbon | None:
    """Return what is spared together, said as the first way is counted; None where nothing is known."""
    known = [way for way in ways if way is not None]
    if not known:
        return None
    return Carbon(sum(way.kg for way in known), known[0].basis, known[0].source, known[0].year)
