"""Solar money against published examples: cash flow, payback, levelised cost, subsidies."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from tests.evidence.economics import Reference
from tools.economics.cash_flow import Outlook, Production, Purchase, Taxes, Worth, payback, worth
from tools.economics.loan import Loan
from tools.economics.subsidy import Grant, Installation, grants
from tools.subsidies import schemes

SSC = "NREL SSC, test PVWatts_Residential_cmod_cashloan of 2022-07-04"
MNRE = "MNRE, operational guidelines of PM Surya Ghar, June 2024"
LAW = "26 U.S.C. 25D as amended by Public Law 119-21, section 70506"
CENTS = 100

# The example's inputs: 6.4 kW, a yield of 8,760 hours, the bills of 25 years with the system and, as they rise by
# inflation alone, the first without it.
KILOWATTS, PRICE, KWH = 6.4, 17417.6, 11183.544662568811
BILL_WITHOUT = 1513.7775468
BILLS_WITH = (
    412.57177250440634,
    425.17572351916255,
    438.14028023624286,
    451.47536224837859,
    465.19115511406659,
    479.29811736398517,
    493.80698768967142,
    508.71998808248702,
    523.98201583617072,
    539.67615684122256,
    555.81421885975737,
    572.40832482094379,
    589.47092109714231,
    607.0147859948396,
    625.0530384659013,
    643.59914704481048,
    662.66693901771055,
    682.27060982920659,
    702.42473273304404,
    723.14426869293243,
    744.44457653994402,
    766.34142339308346,
    788.85099534978906,
    811.98990845330354,
    835.77521994402389,
)
OUTLOOK = Outlook(years=25, degradation=0.005, inflation=0.025, real_discount_rate=0.064)
PURCHASE = Purchase(PRICE, tax_credit=0.26 * PRICE, upkeep=29 * KILOWATTS)
LOAN = Loan(rate=0.04, years=25, payments_a_year=1, deductible=True)
TAXES = Taxes(federal=0.15, state=0.07)


def cash_loan() -> Worth:
    """The residential cash loan of the System Advisor Model's test."""
    return worth(PURCHASE, produced(), OUTLOOK, loan=LOAN, taxes=TAXES)


def produced() -> Production:
    """The example's yield and savings."""
    since = np.arange(OUTLOOK.years)
    kwh = np.asarray(KWH * (1 - OUTLOOK.degradation) ** since, dtype=np.float64)
    return Production(kwh, BILL_WITHOUT * (1 + OUTLOOK.inflation) ** since - np.array(BILLS_WITH))


def months_until_paid_back(capital: float, saved: float, months: int) -> float:
    """How long a capital takes to come back out of equal monthly savings."""
    return payback(np.array([-capital, *[saved] * months])) or 0.0


def surya_ghar(power_kw: float) -> Grant:
    """What PM Surya Ghar gives a household's system of a size."""
    return grants(schemes(), Installation("in-dl-delhi", "INR", date(2026, 6, 1), power_kw, 70_000 * power_kw))[0]


def residential_credit(completed: date) -> Grant:
    """What the federal credit gives a system of 20,000 dollars."""
    return grants(schemes(), Installation("us-ca-san-francisco", "USD", completed, 6.0, 20_000.0))[0]


def rows() -> Iterator[Reference]:
    """Every published value, and ours."""
    ours = cash_loan()
    nominal, real = (lcoe or 0.0 for lcoe in (ours.lcoe_nominal, ours.lcoe_real))
    for what, reference, value, unit in (
        ("net present value", 5103.1320852997624, ours.npv, "USD"),
        ("levelised cost, nominal", 7.5070830156949393, nominal * CENTS, "cents/kWh"),
        ("levelised cost, real", 5.9926542634337716, real * CENTS, "cents/kWh"),
        ("payback", 12.361252965491099, ours.payback or 0.0, "years"),
        ("payment on the loan", 1114.9347630293514, ours.loan_payment, "USD/year"),
    ):
        yield Reference(f"Residential cash loan: {what}", SSC, reference, value, 1e-6, unit, relative=True)
    paid_back = months_until_paid_back(20_250, 150, 264)
    yield Reference("20,250 back at 150 a month over 264 months", "20,250 / 150", 135.0, paid_back, 0.0, "months")
    for power, gives in ((1.0, 30_000.0), (2.0, 60_000.0), (2.5, 69_000.0), (3.0, 78_000.0), (5.0, 78_000.0)):
        yield Reference(f"PM Surya Ghar, {power:g} kW", MNRE, gives, surya_ghar(power).amount, 0.0, "INR")
    for completed, gives in ((date(2025, 12, 31), 6_000.0), (date(2026, 1, 1), 0.0)):
        amount = residential_credit(completed).amount
        yield Reference(f"25D of USD 20,000 completed on {completed}", LAW, gives, amount, 0.0, "USD")
