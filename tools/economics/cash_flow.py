"""What a solar system is worth to its owner: cash flow, payback, net present value, return, levelised cost.

    CF0 = -(price - subsidies) + borrowed - fee
    CFt = E (1-d)^(t-1) [s p (1+e)^(t-1) + (1-s) x] + R - upkeep (1+i)^(t-1) - replacements - loan + taxes saved

E is the first year's yield, d the degradation, s the share that is used at home, p the price of electricity, e its
escalation, x what a kWh fed in earns, R a programme's reward, i inflation. It is the residential cash loan of NREL's
System Advisor Model (SSC, cmod_cashloan), which tests/tools/economics holds it against; without loan and taxes their
terms are nothing.
Amounts are major units of one currency, shares are of one, years count from 1; 0 is the day of the purchase.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy_financial as npf

from tools.economics.household import Figures
from tools.economics.loan import Debt, Loan, taken, without_loan

INVERTER_YEAR = 12
"""The year in which an inverter is replaced."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the coming years are taken to bring.

    `degradation` is what the panels lose a year, `escalation` how much dearer electricity gets. The discount rate is
    above inflation; 6.4 % is the System Advisor Model's for households.
    """

    years: int = 25
    degradation: float = 0.005
    escalation: float = 0.025
    inflation: float = 0.025
    real_discount_rate: float = 0.064

    @property
    def discount_rate(self) -> float:
        """The nominal discount rate."""
        return (1 + self.real_discount_rate) * (1 + self.inflation) - 1


@dataclass(frozen=True, slots=True)
class FirstYear:
    """What a system yields in its first year: kWh, and the money that they save and earn.

    `own` is what gets dearer with electricity: what need not be bought, and with net metering the credit for the rest.
    `fed_in` keeps its price: net billing, a feed-in. `reward` is what a flexibility programme pays, alike in each year.
    """

    kwh: float
    own: float
    fed_in: float
    reward: float = 0.0

    @property
    def money(self) -> float:
        """All of it."""
        return self.own + self.fed_in + self.reward


@dataclass(frozen=True, slots=True, eq=False)
class Production:
    """kWh, and the money that they save and earn, in each year."""

    kwh: Figures
    savings: Figures


@dataclass(frozen=True, slots=True)
class Replacement:
    """A part that is replaced in a year, at what it costs then."""

    year: int
    cost: float


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a system costs. `upkeep` is the first year's, insurance included; it rises with inflation.

    Subsidies are taken off the price (`off_price`), paid out once the system stands (`paid_out`), or come with the
    first year's taxes (`tax_credit`). `salvage` is the share of the price that the system is worth in the end.
    """

    price: float
    off_price: float = 0.0
    paid_out: float = 0.0
    tax_credit: float = 0.0
    upkeep: float = 0.0
    replacements: tuple[Replacement, ...] = ()
    salvage: float = 0.0


@dataclass(frozen=True, slots=True)
class Taxes:
    """Taxes on income, and on property: the share `assessed` of the price, which falls by `decline` of it a year.

    Property tax, and a loan's interest where it is deductible, lower the taxable income; subsidies do not raise it.
    """

    federal: float = 0.0
    state: float = 0.0
    property: float = 0.0
    assessed: float = 1.0
    decline: float = 0.0


class NoReturn(StrEnum):
    """Why there is no internal rate of return."""

    NOTHING_INVESTED = "nothing_invested"  # no money up front, as with a loan over the whole price
    NOT_RECOVERED = "not_recovered"  # less comes back than was spent
    AMBIGUOUS = "ambiguous"  # more than one rate may fit: money is put in more than once


@dataclass(frozen=True, slots=True)
class Worth:
    """What a purchase comes to.

    `upfront` is the money needed on the day of the purchase and `loan_payment` what the loan asks in a year; `flows` is
    the owner's money in the year 0 and each year after it, `npv` their present value and `irr` their return. `payback`
    and `discounted_payback` are years until the system has earned what it costs, however it is financed; None where it
    does not within these years. `lcoe_nominal` and `lcoe_real` are the cost of a kWh; None where none is produced.
    """

    upfront: float
    loan_payment: float
    flows: tuple[float, ...]
    npv: float
    irr: float | NoReturn
    payback: float | None
    discounted_payback: float | None
    lcoe_nominal: float | None
    lcoe_real: float | None


@dataclass(frozen=True, slots=True)
class WorthRange:
    """What a purchase comes to with little sun and cheap electricity, as expected, and with much of both."""

    low: Worth
    expected: Worth
    high: Worth


UNTAXED = Taxes()


def production(first: FirstYear, outlook: Outlook) -> Production:
    """Return the years that follow from a first one."""
    since = np.arange(outlook.years)
    left = np.asarray((1 - outlook.degradation) ** since, dtype=np.float64)
    earned = left * (first.own * (1 + outlook.escalation) ** since + first.fed_in) + first.reward
    return Production(first.kwh * left, earned)


def worth_range(
    purchase: Purchase,
    first: Sequence[FirstYear],
    escalation: Sequence[float],
    outlook: Outlook,
    *,
    loan: Loan | None = None,
) -> WorthRange:
    """Return the range from three first years (the yield's spread) and three escalations (the tariff's), low first."""
    low, expected, high = (
        worth(purchase, production(year, replace(outlook, escalation=rate)), outlook, loan=loan)
        for year, rate in zip(first, escalation, strict=True)
    )
    return WorthRange(low, expected, high)


def worth(
    purchase: Purchase,
    produced: Production,
    outlook: Outlook,
    *,
    loan: Loan | None = None,
    taxes: Taxes = UNTAXED,
) -> Worth:
    """Return what a purchase comes to over the years of a production."""
    years, price = produced.kwh.size, purchase.price - purchase.off_price
    debt = taken(loan, price, years) if loan else without_loan(years)
    savings = np.concatenate([[0.0], produced.savings])
    costs = _costs(purchase, outlook, taxes, debt)
    flows = savings - costs
    system = savings - _costs(purchase, outlook, taxes, without_loan(years))
    spent = _present(costs, outlook.discount_rate)
    return Worth(
        upfront=price - debt.borrowed + debt.fee,
        loan_payment=float(debt.paid[0]),
        flows=tuple(flows.tolist()),
        npv=_present(flows, outlook.discount_rate),
        irr=internal_return(flows),
        payback=payback(system),
        discounted_payback=payback(system / (1 + outlook.discount_rate) ** np.arange(years + 1)),
        lcoe_nominal=_levelised(spent, produced.kwh, outlook.discount_rate),
        lcoe_real=_levelised(spent, produced.kwh, outlook.real_discount_rate),
    )


def payback(flows: Figures) -> float | None:
    """Return after how many periods the sum of a cash flow is no longer negative, and stays so; None where it never is.

    Within the last period it is interpolated. The flow begins with the purchase, as period 0.
    """
    total = np.cumsum(flows)
    owing = np.flatnonzero(total < 0)
    if not owing.size:
        return 0.0
    last = int(owing[-1])
    if last + 1 == flows.size:
        return None
    return last - float(total[last] / flows[last + 1])


def internal_return(flows: Figures) -> float | NoReturn:
    """Return the internal rate of return a period, or why there is none.

    There is one where the sum of the flow changes its sign once, which makes the rate unique (Norstrom 1972), and ends
    above nothing: a negative return helps nobody.
    """
    total = np.cumsum(flows)
    if total[0] >= 0:
        return NoReturn.NOTHING_INVESTED
    if total[-1] <= 0:
        return NoReturn.NOT_RECOVERED
    rate = float(npf.irr(flows))
    changes = np.count_nonzero(np.diff(np.sign(total[total != 0])))
    return rate if changes == 1 and rate > 0 else NoReturn.AMBIGUOUS


def _costs(purchase: Purchase, outlook: Outlook, taxes: Taxes, debt: Debt) -> Figures:
    """Return what the owner spends in the year 0 and each year after it, less what taxes are saved."""
    since = np.arange(debt.interest.size)
    running = purchase.upkeep * (1 + outlook.inflation) ** since
    for part in purchase.replacements:
        running[since + 1 == part.year] += part.cost
    running[-1] -= purchase.price * purchase.salvage
    assessed = purchase.price * taxes.assessed * np.maximum(1 - taxes.decline * since, 0.0)
    property_tax = taxes.property * assessed
    saved = _taxes_saved(taxes, property_tax + debt.interest * debt.deductible)
    saved[0] += purchase.tax_credit
    upfront = purchase.price - purchase.off_price - purchase.paid_out - debt.borrowed + debt.fee
    return np.concatenate([[upfront], running + property_tax + debt.paid - saved])


def _taxes_saved(taxes: Taxes, deducted: Figures) -> Figures:
    """Return what deductions save in taxes; what is saved of a state's tax is income to the federal one."""
    state = taxes.state * deducted
    return state + taxes.federal * (deducted - state)


def _present(flows: Figures, rate: float) -> float:
    return float(flows @ (1 + rate) ** -np.arange(flows.size, dtype=np.float64))


def _levelised(spent: float, kwh: Figures, rate: float) -> float | None:
    energy = _present(np.concatenate([[0.0], kwh]), rate)
    return spent / energy if energy else None
