"""What would change the answer: each is tried, and holds."""

from dataclasses import replace

import pytest

from tests.tools.economics.homes import NOW, battery, case, hours, panels, paying, programme
from tools.economics.case import Case
from tools.economics.comparing import compare
from tools.economics.comparison import Choice, Comparison, Hinge, Turning, Wish
from tools.economics.household import household
from tools.offers import Money, Offer

YEAR = case()
DEAR = panels("Dear", 12000, 3.0)
ALONE = replace(YEAR, territory=replace(YEAR.territory, loan=None))
"""Without a loan that may be had."""


def turns(comparison: Comparison, hinge: Hinge) -> list[Turning]:
    return [turn for turn in comparison.turning if turn.hinge is hinge]


def first(of: Case, *offers: Offer) -> Choice:
    return compare(of, offers).options[0].choice


def test_the_price_below_which_solar_would_be_first_is_found_and_holds() -> None:
    result = compare(ALONE, [DEAR])
    assert result.options[0].choice is Choice.NEITHER
    (turn,) = turns(result, Hinge.PRICE)
    assert turn.choice is Choice.SOLAR
    assert turn.amount is not None
    below, above = (replace(DEAR, price=Money(turn.amount.amount + change, "USD")) for change in (-100, 100))
    assert first(ALONE, below) is Choice.SOLAR
    assert first(ALONE, above) is Choice.NEITHER


def test_beside_a_programme_that_pays_it_is_the_price_at_which_both_would_be_first() -> None:
    result = compare(ALONE, [DEAR, programme()])
    assert result.options[0].choice is Choice.DFP
    (turn,) = turns(result, Hinge.PRICE)
    assert turn.choice is Choice.BOTH
    assert turn.amount is not None
    below, above = (replace(DEAR, price=Money(turn.amount.amount + change, "USD")) for change in (-100, 100))
    assert first(ALONE, below, programme()) is Choice.BOTH
    assert first(ALONE, above, programme()) is Choice.DFP


def test_where_panels_put_the_programme_out_of_reach_it_is_the_price_at_which_solar_alone_would_be_first() -> None:
    by_day = household(
        hours(365, lambda start: 5.2 if start.hour == 20 else 0.5 + 0.01 * start.day), YEAR.territory.zone, now=NOW
    )
    at_noon, saver = replace(ALONE, home=by_day), programme(terms=paying(minimum=5.0))
    dear = panels("Dear", 30000, 3.0)
    result = compare(at_noon, [dear, saver])
    assert result.options[0].choice is Choice.DFP
    (turn,) = turns(result, Hinge.PRICE)
    assert turn.choice is Choice.SOLAR
    assert turn.amount is not None
    assert first(at_noon, replace(dear, price=Money(turn.amount.amount - 100, "USD")), saver) is Choice.SOLAR


def test_no_price_is_named_where_even_a_gift_would_not_pay() -> None:
    costly = replace(ALONE, territory=replace(ALONE.territory, costs=replace(YEAR.costs, upkeep_per_kw=5000.0)))
    assert turns(compare(costly, [DEAR]), Hinge.PRICE) == []


def test_the_number_of_events_with_which_the_programme_would_be_first_is_found_and_holds() -> None:
    joining = replace(programme(terms=paying(2, events=5)), price=Money(20000, "USD"))
    result = compare(ALONE, [joining])
    assert result.options[0].choice is Choice.NEITHER
    (turn,) = turns(result, Hinge.EVENTS)
    assert turn.choice is Choice.DFP
    assert turn.number is not None
    events = int(turn.number)
    assert events > 5
    for number, best in ((events, Choice.DFP), (events - 1, Choice.NEITHER)):
        assert first(ALONE, replace(joining, programme=paying(2, events=number))) is best


def test_with_panels_that_pay_it_is_the_number_of_events_with_which_both_would_be_first() -> None:
    cheap, joining = (
        panels("Cheap", 3000, 3.0),
        replace(programme(terms=paying(2, events=5)), price=Money(20000, "USD")),
    )
    result = compare(ALONE, [cheap, joining])
    assert result.options[0].choice is Choice.SOLAR
    (turn,) = turns(result, Hinge.EVENTS)
    assert turn.choice is Choice.BOTH
    assert turn.number is not None
    events = int(turn.number)
    for number, best in ((events, Choice.BOTH), (events - 1, Choice.SOLAR)):
        assert first(ALONE, cheap, replace(joining, programme=paying(2, events=number))) is best


def test_no_number_of_events_is_named_that_no_programme_calls() -> None:
    joining = replace(programme(terms=paying(0, events=5)), price=Money(2000000, "USD"))
    terms = replace(paying(1, events=5), reward_low=Money(1, "USD"), reward_high=None)
    assert turns(compare(ALONE, [replace(joining, programme=terms)]), Hinge.EVENTS) == []


def test_a_loan_that_would_put_solar_first_is_named() -> None:
    (found,) = turns(compare(ALONE, [DEAR]), Hinge.PRICE)
    assert found.amount is not None
    a_little_dear = replace(DEAR, price=Money(found.amount.amount + 2000, "USD"))
    loan = YEAR.territory.loan
    assert loan is not None
    cheap_loan = replace(loan, loan=replace(loan.loan, rate=0.02))
    kind = replace(YEAR, territory=replace(YEAR.territory, loan=cheap_loan))
    (turn,) = turns(compare(kind, [a_little_dear]), Hinge.LOAN)
    assert turn.choice is Choice.SOLAR
    assert (
        turns(compare(replace(kind, supposing=replace(kind.supposing, loan=True)), [a_little_dear]), Hinge.LOAN) == []
    )


def test_the_low_case_is_named_where_it_turns_the_answer() -> None:
    (found,) = turns(compare(ALONE, [DEAR]), Hinge.PRICE)
    assert found.amount is not None
    a_little_cheap = replace(DEAR, price=Money(found.amount.amount - 2000, "USD"))
    (turn,) = turns(compare(ALONE, [a_little_cheap]), Hinge.LOW_CASE)
    assert turn.choice is Choice.NEITHER
    assert turns(compare(ALONE, [DEAR]), Hinge.LOW_CASE) == []


def test_another_wish_that_puts_another_choice_first_is_named() -> None:
    result = compare(ALONE, [DEAR, battery()])
    assert {(turn.wish, turn.choice) for turn in turns(result, Hinge.WISH)} == {
        (Wish.BACKUP, Choice.SOLAR),
        (Wish.CLIMATE, Choice.SOLAR),
    }


@pytest.mark.parametrize("wish", [Wish.NO_UPFRONT, Wish.BACKUP, Wish.CLIMATE])
def test_by_another_wish_no_price_and_no_number_of_events_is_named(wish: Wish) -> None:
    result = compare(replace(ALONE, supposing=replace(ALONE.supposing, wish=wish)), [DEAR, programme()])
    assert {turn.hinge for turn in result.turning} <= {Hinge.WISH, Hinge.LOAN}
    assert all(turn.wish is not wish for turn in result.turning)
    assert all(turn.choice is not result.options[0].choice for turn in result.turning)


def test_the_price_counts_what_joining_costs() -> None:
    fee = replace(programme(terms=paying(20)), price=Money(5000, "USD"))
    (with_fee,), (without,) = (
        turns(compare(ALONE, [DEAR, saver]), Hinge.PRICE) for saver in (fee, replace(fee, price=None))
    )
    assert with_fee.choice is without.choice is Choice.BOTH
    assert with_fee.amount is not None
    below, above = (replace(DEAR, price=Money(with_fee.amount.amount + change, "USD")) for change in (-100, 100))
    assert first(ALONE, below, fee) is Choice.BOTH
    assert first(ALONE, above, fee) is Choice.DFP


def test_a_wish_that_nothing_serves_puts_nothing_first() -> None:
    unknown = replace(YEAR, grid=None, supposing=replace(YEAR.supposing, wish=Wish.NO_UPFRONT))
    wishes = {turn.wish for turn in turns(compare(unknown, [DEAR, programme()]), Hinge.WISH)}
    assert not wishes & {Wish.BACKUP, Wish.CLIMATE}
