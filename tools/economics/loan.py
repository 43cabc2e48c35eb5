"""What a loan for a solar system asks: how much is borrowed, and what is paid back in each year."""

from dataclasses import dataclass

import numpy as np
import numpy_financial as npf

from tools.economics.household import Figures


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan that is paid back in equal payments. Shares are of one: a `rate` of 0.08 is 8 % a year.

    `down_payment` is the share of the price that is not borrowed, `fee` a share of what is borrowed, due at once.
    `deductible`: the interest lowers the taxable income.
    """

    rate: float
    years: int
    down_payment: float = 0.0
    fee: float = 0.0
    payments_a_year: int = 12
    deductible: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Debt:
    """A loan that was taken, in major units: money at the start, then interest and principal of each year."""

    borrowed: float
    fee: float
    interest: Figures
    principal: Figures
    deductible: bool = False

    @property
    def paid(self) -> Figures:
        """What is paid in each year."""
        return self.interest + self.principal


def without_loan(years: int) -> Debt:
    """Return what somebody owes who pays all of it at once: nothing."""
    return Debt(0.0, 0.0, np.zeros(years), np.zeros(years))


def taken(loan: Loan, price: float, years: int) -> Debt:
    """Return what a loan for a price asks in the first `years`; what is then still owed is paid off in the last.

    The payments are equal (`numpy_financial.pmt`), so the principal in each grows by the rate from one to the next.
    """
    borrowed = price * (1 - loan.down_payment)
    rate, count = loan.rate / loan.payments_a_year, loan.years * loan.payments_a_year
    payment = -float(npf.pmt(rate, count, borrowed))
    each = (payment - borrowed * rate) * (1 + rate) ** np.arange(count)
    repaid = np.reshape(each, (loan.years, loan.payments_a_year)).sum(axis=1)
    later = (0, max(years - loan.years, 0))
    interest, principal = np.pad(payment * loan.payments_a_year - repaid, later), np.pad(repaid, later)
    principal[years - 1] += principal[years:].sum()
    return Debt(borrowed, borrowed * loan.fee, interest[:years], principal[:years], loan.deductible)
