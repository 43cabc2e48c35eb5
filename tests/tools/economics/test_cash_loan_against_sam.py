"""Our cash flow against the System Advisor Model's residential cash loan, to 1e-6."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence import economics_money as example
from tests.tools.economics.sam_cash_loan import Sam, cash_loan
from tools.economics.cash_flow import (
    FirstYear,
    NoReturn,
    Outlook,
    Purchase,
    Replacement,
    Taxes,
    Worth,
    payback,
    production,
    worth,
)
from tools.economics.loan import Loan

RELATIVE = 1e-6
SOLVED = 1e-4
SOLVED_TO = 1e-6
"""How closely the model solves for the rate of return: a share of it, or of one where it is near nothing."""

OUTLOOKS = st.builds(
    Outlook,
    years=st.integers(5, 30),
    degradation=st.floats(0.0, 0.02),
    escalation=st.floats(0.0, 0.05),
    inflation=st.floats(0.0, 0.06),
    real_discount_rate=st.floats(0.0, 0.1),
)
FIRST_YEARS = st.builds(
    FirstYear, kwh=st.floats(500.0, 15_000.0), own=st.floats(10.0, 4000.0), fed_in=st.floats(0.0, 1000.0)
)
PURCHASES = st.builds(
    Purchase,
    price=st.floats(3000.0, 40_000.0),
    off_price=st.floats(0.0, 2500.0),
    tax_credit=st.floats(0.0, 400.0),
    upkeep=st.floats(0.0, 300.0),
    replacements=st.one_of(
        st.just(()), st.tuples(st.builds(Replacement, year=st.integers(1, 5), cost=st.floats(0.0, 2000.0)))
    ),
    salvage=st.floats(0.0, 0.3),
)
LOANS = st.one_of(
    st.none(),
    st.builds(
        Loan,
        rate=st.one_of(st.just(0.0), st.floats(0.001, 0.15)),
        years=st.integers(1, 5),
        down_payment=st.floats(0.0, 1.0),
        payments_a_year=st.just(1),
        deductible=st.booleans(),
    ),
)
TAXES = st.builds(
    Taxes,
    federal=st.floats(0.0, 0.4),
    state=st.floats(0.0, 0.12),
    property=st.floats(0.0, 0.02),
    assessed=st.floats(0.5, 1.0),
    decline=st.floats(0.0, 0.1),
)


def test_the_model_itself_gives_what_is_published_for_the_example() -> None:
    theirs = cash_loan(example.PURCHASE, example.produced(), example.OUTLOOK, loan=example.LOAN, taxes=example.TAXES)
    assert theirs.npv == pytest.approx(5103.132, rel=RELATIVE)
    assert (round(theirs.lcoe_nominal * 100, 3), round(theirs.lcoe_real * 100, 3)) == (7.507, 5.993)
    assert round(theirs.payback, 3) == 12.361
    assert_same(example.cash_loan(), theirs)


def test_a_system_that_is_paid_back_within_the_last_year_is_paid_back() -> None:
    steady, first, bought = Outlook(23, 0.0, 0.0, 0.0, 0.0), FirstYear(500.0, 384.0, 0.0), Purchase(8802.0)
    produced = production(first, steady)
    ours = worth(bought, produced, steady)
    theirs = cash_loan(bought, produced, steady, loan=None, taxes=Taxes())
    assert_same(ours, theirs)
    assert ours.payback == pytest.approx(8802 / 384)
    assert math.isnan(theirs.payback)


@settings(max_examples=60)
@given(outlook=OUTLOOKS, first=FIRST_YEARS, purchase=PURCHASES, loan=LOANS, taxes=TAXES)
def test_ours_is_the_model_s(
    outlook: Outlook, first: FirstYear, purchase: Purchase, loan: Loan | None, taxes: Taxes
) -> None:
    produced = production(first, outlook)
    ours = worth(purchase, produced, outlook, loan=loan, taxes=taxes)
    assert_same(ours, cash_loan(purchase, produced, outlook, loan=loan, taxes=taxes))


def assert_same(ours: Worth, theirs: Sam) -> None:
    """Sums of the size of a price are held to a millionth of it, where they are near nothing themselves."""
    near = max(abs(amount) for amount in theirs.flows) * RELATIVE
    assert ours.flows == pytest.approx(theirs.flows, rel=RELATIVE, abs=near)
    assert ours.npv == pytest.approx(theirs.npv, rel=RELATIVE, abs=near)
    assert ours.lcoe_nominal == pytest.approx(theirs.lcoe_nominal, rel=RELATIVE, abs=1e-9)
    assert ours.lcoe_real == pytest.approx(theirs.lcoe_real, rel=RELATIVE, abs=1e-9)
    assert_same_time(ours.payback, theirs.payback, theirs.system)
    assert_same_time(ours.discounted_payback, theirs.discounted_payback, theirs.discounted)
    if not isinstance(ours.irr, NoReturn) and not math.isnan(theirs.irr):
        assert ours.irr == pytest.approx(theirs.irr, rel=SOLVED, abs=SOLVED_TO)


def assert_same_time(ours: float | None, theirs: float, flows: Sequence[float]) -> None:
    """The model takes the first year in which the sum is above nothing; we the one after which it is not below.

    The model does not look at the last year: what is back only then never is, for it (nan).
    """
    expected = payback(np.array(flows))
    if ours is None or expected is None:
        assert ours is expected
    else:
        assert ours == pytest.approx(expected, rel=RELATIVE)
    crossings = np.flatnonzero(np.diff(np.cumsum(flows) > 0)) + 1
    if len(crossings) == 1 and crossings[0] < len(flows) - 1:
        assert ours == pytest.approx(theirs, rel=RELATIVE)
