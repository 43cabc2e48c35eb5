"""A loan: what it asks, and what it does to the money up front, the years and the present value."""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.economics.cash_flow import FirstYear, Outlook, Purchase, production, worth
from tools.economics.loan import Loan, taken

OUTLOOK = Outlook()
PURCHASE = Purchase(9000.0, off_price=1000.0)
PRODUCED = production(FirstYear(6000.0, 900.0, 120.0), OUTLOOK)


def test_interest_and_principal_are_those_of_the_library() -> None:
    debt = taken(Loan(0.06, 10), 8000.0, 25)
    months = np.arange(1, 121)
    interest = -npf.ipmt(0.06 / 12, months, 120, 8000.0).reshape(10, 12).sum(axis=1)
    assert debt.interest[:10] == pytest.approx(interest)
    assert debt.paid[:10] == pytest.approx(np.full(10, -12 * npf.pmt(0.06 / 12, 120, 8000.0)))
    assert debt.paid[10:].tolist() == [0.0] * 15


def test_a_loan_without_interest_asks_for_equal_parts() -> None:
    debt = taken(Loan(0.0, 4), 8000.0, 5)
    assert debt.paid == pytest.approx([2000.0, 2000.0, 2000.0, 2000.0, 0.0])
    assert debt.interest == pytest.approx(np.zeros(5), abs=1e-9)


def test_what_is_still_owed_in_the_last_year_is_paid_off_then() -> None:
    debt = taken(Loan(0.06, 10), 8000.0, 4)
    assert debt.principal.sum() == pytest.approx(8000.0)
    assert debt.paid[3] > 4 * debt.paid[2]


def test_a_loan_changes_the_money_up_front_the_years_and_the_present_value() -> None:
    cash = worth(PURCHASE, PRODUCED, OUTLOOK)
    lent = worth(PURCHASE, PRODUCED, OUTLOOK, loan=Loan(0.06, 10, down_payment=0.2, fee=0.01))
    assert (cash.upfront, cash.loan_payment) == (8000.0, 0.0)
    assert lent.upfront == pytest.approx(0.2 * 8000 + 0.01 * 6400)
    assert lent.loan_payment == pytest.approx(-12 * npf.pmt(0.06 / 12, 120, 6400.0))
    assert np.subtract(cash.flows, lent.flows)[1:11] == pytest.approx(np.full(10, lent.loan_payment))
    assert np.subtract(cash.flows, lent.flows)[11:] == pytest.approx(np.zeros(15))
    # Borrowed at 6 % while money is worth 9.06 %: the loan is a gain.
    assert lent.npv > cash.npv


def test_a_loan_at_the_discount_rate_changes_no_present_value() -> None:
    loan = Loan(OUTLOOK.discount_rate, 15, down_payment=0.3, payments_a_year=1)
    assert worth(PURCHASE, PRODUCED, OUTLOOK, loan=loan).npv == pytest.approx(worth(PURCHASE, PRODUCED, OUTLOOK).npv)


@given(
    rate=st.one_of(st.just(0.0), st.floats(0.001, 0.2)),
    dearer=st.floats(0.001, 0.1),
    fee=st.floats(0.0, 0.1),
    years=st.integers(1, 30),
    down_payment=st.floats(0.0, 1.0),
)
def test_all_that_is_borrowed_is_paid_back_and_a_dearer_loan_is_worth_less(
    rate: float, dearer: float, fee: float, years: int, down_payment: float
) -> None:
    loan, worse = (
        Loan(percent, years, down_payment=down_payment, fee=share)
        for percent, share in ((rate, fee), (rate + dearer, fee + dearer))
    )
    debt = taken(loan, 8000.0, OUTLOOK.years)
    assert debt.principal.sum() == pytest.approx(debt.borrowed)
    assert debt.interest.min() >= -1e-6
    assert (
        worth(PURCHASE, PRODUCED, OUTLOOK, loan=worse).npv <= worth(PURCHASE, PRODUCED, OUTLOOK, loan=loan).npv + 1e-6
    )
