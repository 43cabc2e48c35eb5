"""Cash flow: the formula of its own page, what is said of payback and return, and what may never be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.economics.cash_flow import (
    INVERTER_YEAR,
    FirstYear,
    NoReturn,
    Outlook,
    Production,
    Purchase,
    Replacement,
    Worth,
    internal_return,
    payback,
    production,
    worth,
    worth_range,
)
from tools.economics.household import Figures
from tools.economics.loan import Loan

OUTLOOK = Outlook()
ESCALATION = (0.02, 0.025, 0.03)
FIRST = FirstYear(kwh=6000.0, own=900.0, fed_in=120.0)
SYSTEM = Purchase(9000.0, upkeep=80.0, replacements=(Replacement(INVERTER_YEAR, 1200.0),))
GAINS = st.floats(1.0, 3000.0)


def flow(*amounts: float) -> Figures:
    return np.array(amounts, dtype=np.float64)


def cash(purchase: Purchase = SYSTEM, first: FirstYear = FIRST) -> Worth:
    return worth(purchase, production(first, OUTLOOK), OUTLOOK)


def test_a_year_is_what_its_formula_says() -> None:
    flows = cash(replace(SYSTEM, off_price=500.0, paid_out=1500.0)).flows
    assert len(flows) == 26
    assert flows[0] == -7000.0
    assert flows[1] == pytest.approx(900 + 120 - 80)
    assert flows[5] == pytest.approx(0.995**4 * (900 * 1.025**4 + 120) - 80 * 1.025**4)
    assert flows[12] == pytest.approx(0.995**11 * (900 * 1.025**11 + 120) - 80 * 1.025**11 - 1200)


def test_money_that_is_paid_out_later_is_needed_on_the_day_of_the_purchase() -> None:
    assert cash(Purchase(9000.0, off_price=500.0, paid_out=1500.0)).upfront == 8500.0


def test_a_tax_credit_comes_with_the_first_year_and_salvage_with_the_last() -> None:
    plain, eased = cash(Purchase(9000.0)), cash(Purchase(9000.0, tax_credit=700.0, salvage=0.1))
    assert eased.upfront == plain.upfront
    assert np.subtract(eased.flows, plain.flows).nonzero()[0].tolist() == [1, 25]
    assert eased.flows[1] - plain.flows[1] == pytest.approx(700.0)
    assert eased.flows[25] - plain.flows[25] == pytest.approx(900.0)


def test_a_part_replaced_after_the_last_year_costs_nothing() -> None:
    assert cash(Purchase(9000.0, replacements=(Replacement(26, 5000.0),))) == cash(Purchase(9000.0))


def test_the_present_value_is_what_the_discount_rate_leaves_of_the_flows() -> None:
    rate = 1.064 * 1.025 - 1
    assert OUTLOOK.discount_rate == pytest.approx(rate)
    assert cash().npv == pytest.approx(sum(amount / (1 + rate) ** year for year, amount in enumerate(cash().flows)))


def test_a_kwh_costs_what_is_spent_over_what_is_produced() -> None:
    rate = OUTLOOK.discount_rate
    spent = 9000 + sum(80 * 1.025 ** (year - 1) / (1 + rate) ** year for year in range(1, 26)) + 1200 / (1 + rate) ** 12
    nominal, real = (
        sum(6000 * 0.995 ** (year - 1) / (1 + discount) ** year for year in range(1, 26)) for discount in (rate, 0.064)
    )
    assert cash().lcoe_nominal == pytest.approx(spent / nominal)
    assert cash().lcoe_real == pytest.approx(spent / real)


def test_a_kwh_has_no_cost_where_none_is_produced() -> None:
    alone = worth(SYSTEM, Production(np.zeros(25), np.full(25, 900.0)), OUTLOOK)
    assert (alone.lcoe_nominal, alone.lcoe_real) == (None, None)


def test_payback_is_interpolated_within_its_period() -> None:
    assert payback(flow(-1000, 400, 400, 400)) == 2.5


def test_payback_comes_when_the_sum_is_reached_for_good() -> None:
    assert payback(flow(-1000, 600, 600, -500, 400)) == 3.75


def test_there_is_no_payback_where_the_sum_is_not_reached() -> None:
    assert payback(flow(-1000, 300, 300)) is None
    assert payback(flow(-1000, 1200, -300)) is None


def test_what_costs_nothing_is_paid_back_at_once() -> None:
    assert payback(flow(0, 300)) == 0.0


def test_a_discounted_payback_takes_longer() -> None:
    known = cash()
    assert known.payback is not None
    assert known.discounted_payback is not None
    assert known.payback < known.discounted_payback


def test_payback_does_not_depend_on_who_pays_for_it() -> None:
    financed = worth(SYSTEM, production(FIRST, OUTLOOK), OUTLOOK, loan=Loan(0.07, 10))
    assert (financed.payback, financed.discounted_payback) == (cash().payback, cash().discounted_payback)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (flow(0, 100, 100), NoReturn.NOTHING_INVESTED),
        (flow(50, 100, -20), NoReturn.NOTHING_INVESTED),
        (flow(-1000, 300, 300), NoReturn.NOT_RECOVERED),
        (flow(-1000, 500, 500), NoReturn.NOT_RECOVERED),
        (flow(-100, 230, -140, 20), NoReturn.AMBIGUOUS),
        (flow(-100, 300, -150), NoReturn.AMBIGUOUS),
    ],
)
def test_where_there_is_no_return_a_reason_is_given(flows: Figures, expected: NoReturn) -> None:
    assert internal_return(flows) is expected


def test_a_return_is_the_rate_at_which_nothing_is_gained() -> None:
    rate = cash().irr
    assert not isinstance(rate, NoReturn)
    assert sum(amount / (1 + rate) ** year for year, amount in enumerate(cash().flows)) == pytest.approx(0, abs=1e-6)


@given(low=GAINS, more=GAINS, still_more=GAINS, fed_in=GAINS, down_payment=st.floats(0.0, 1.0))
def test_a_range_never_turns_round(
    low: float, more: float, still_more: float, fed_in: float, down_payment: float
) -> None:
    first = [
        FirstYear(kwh, own, fed_in) for kwh, own in ((5000, low), (6000, low + more), (6600, low + more + still_more))
    ]
    loan = Loan(0.07, 12, down_payment=down_payment, fee=0.02)
    found = worth_range(SYSTEM, first, ESCALATION, OUTLOOK, loan=loan)
    low_worth, expected, high = found.low, found.expected, found.high
    assert low_worth.npv <= expected.npv <= high.npv
    assert sum(low_worth.flows) <= sum(expected.flows) <= sum(high.flows)
    assert _years(low_worth.payback) >= _years(expected.payback) >= _years(high.payback)
    assert (
        _years(low_worth.discounted_payback) >= _years(expected.discounted_payback) >= _years(high.discounted_payback)
    )
    assert (low_worth.lcoe_nominal or 0) >= (expected.lcoe_nominal or 0) >= (high.lcoe_nominal or 0)
    rates = [one.irr for one in (low_worth, expected, high) if not isinstance(one.irr, NoReturn)]
    assert rates == sorted(rates)


@given(price=st.floats(1000.0, 50_000.0), cheaper=st.floats(0.0, 900.0), own=GAINS)
def test_a_subsidy_never_hurts(price: float, cheaper: float, own: float) -> None:
    first = FirstYear(6000.0, own, 0.0)
    without = cash(Purchase(price), first)
    for helped in (
        Purchase(price, off_price=cheaper),
        Purchase(price, paid_out=cheaper),
        Purchase(price, tax_credit=cheaper),
    ):
        assert cash(helped, first).npv >= without.npv - 1e-9
        assert _years(cash(helped, first).payback) <= _years(without.payback)


def _years(found: float | None) -> float:
    return np.inf if found is None else found
