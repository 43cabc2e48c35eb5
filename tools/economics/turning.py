"""What would change the answer: events, a price, a loan, another wish, the low case. Computed, not guessed.

Each is tried by itself, all else left as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tools.economics.case import Case
from tools.economics.cash_flow import FirstYear, Purchase, production, worth
from tools.economics.comparison import Choice, Hinge, Option, Turning, Wish
from tools.economics.options import Parts, ranked, served
from tools.economics.programmes import Programme, price, with_events, with_panels
from tools.economics.systems import Panels, purchase_at

MOST_EVENTS = 100
"""No programme calls more events in a year; what takes more does not change the answer."""
STEPS = 20
"""A price is found to a millionth of the one that is asked."""

Recompared = Callable[[Case], tuple[Option, ...]]
"""How a case is compared anew with the same offers."""


def turning(case: Case, parts: Parts, found: Sequence[Option], again: Recompared) -> tuple[Turning, ...]:
    """Return what would put another choice first."""
    first = found[0].choice
    return tuple(turn for turn in _turning(case, parts, found, again) if turn.choice is not first)


def _turning(case: Case, parts: Parts, found: Sequence[Option], again: Recompared) -> Iterator[Turning]:
    if case.wish is Wish.MONEY:
        best = _worth(case, found[0])
        yield from _by_events(case, parts, found[0], best)
        yield from _by_price(case, parts, found[0], best)
        yield Turning(Hinge.LOW_CASE, _in_low_case(found))
    if not case.wants_loan and case.territory.loan is not None and parts.panels is not None:
        supposing = replace(case.supposing, loan=True)
        yield Turning(Hinge.LOAN, again(replace(case, supposing=supposing))[0].choice)
    for wish in Wish:
        if wish is not case.wish:
            supposing = replace(case.supposing, wish=wish)
            best_by = again(replace(case, supposing=supposing))[0]
            if wish is Wish.MONEY or served(best_by, wish):
                yield Turning(Hinge.WISH, best_by.choice, wish=wish)


def _in_low_case(found: Sequence[Option]) -> Choice:
    lows = [replace(one, lifetime=replace(one.lifetime, expected=one.lifetime.low)) for one in found if one.lifetime]
    return ranked(lows, Wish.MONEY)[0].choice


def _worth(case: Case, option: Option) -> float:
    return case.major(option.lifetime.expected) if option.lifetime else 0.0


def _by_events(case: Case, parts: Parts, first: Option, best: float) -> Iterator[Turning]:
    """Find the fewest events a year with which the programme, alone or with panels, would be worth most."""
    programme = parts.programme
    if programme is None or not programme.eligible or first.choice in {Choice.DFP, Choice.BOTH}:
        return
    ways = [(Choice.DFP, programme, _npv(case, price(case, programme), FirstYear(0.0, 0.0, 0.0)))]
    if parts.panels is not None:
        net = with_panels(programme, case, parts.panels.chosen.year.drawn)
        without = _npv(case, _joined(case, parts.panels, programme), parts.panels.firsts[1])
        ways += [(Choice.BOTH, net, without)] if net.eligible else []
    a_unit_a_year = _npv(case, Purchase(0.0), FirstYear(0.0, 0.0, 0.0, 1.0))
    for events in range(1, MOST_EVENTS + 1):
        for choice, of, without in ways:
            if without + a_unit_a_year * with_events(of, events).expected > best:
                yield Turning(Hinge.EVENTS, choice, number=events)
                return


def _by_price(case: Case, parts: Parts, first: Option, best: float) -> Iterator[Turning]:
    """Find the price of the panels below which solar, with the programme where it pays, would be worth most."""
    panels, programme = parts.panels, parts.programme
    if panels is None or first.choice in {Choice.SOLAR, Choice.BOTH}:
        return
    expected, choice, fee = panels.firsts[1], Choice.SOLAR, 0.0
    if first.choice is Choice.DFP and programme is not None:
        net = with_panels(programme, case, panels.chosen.year.drawn)
        if net.eligible and net.reward.expected > 0:
            expected, choice = replace(expected, reward=net.reward.expected), Choice.BOTH
            fee = price(case, programme).price
    asked = case.major(panels.chosen.offer.price)

    def pays(at: float) -> bool:
        purchase, _ = purchase_at(case, panels.chosen.power_kw, at, panels.chosen.stored)
        return _npv(case, replace(purchase, price=purchase.price + fee), expected, loan=True) > best

    if pays(0.0):
        yield Turning(Hinge.PRICE, choice, amount=case.money(_highest(pays, asked)))


def _highest(pays: Callable[[float], bool], asked: float) -> float:
    """Return the highest price that pays, of those below the one that is asked and does not."""
    low, high = 0.0, asked
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if pays(middle) else (low, middle)
    return low


def _joined(case: Case, panels: Panels, programme: Programme) -> Purchase:
    return replace(panels.chosen.purchase, price=panels.chosen.purchase.price + price(case, programme).price)


def _npv(case: Case, purchase: Purchase, first: FirstYear, *, loan: bool = False) -> float:
    outlook = replace(case.outlook, escalation=case.tariff.escalation.expected)
    return worth(purchase, production(first, outlook), outlook, loan=case.loan if loan else None).npv
