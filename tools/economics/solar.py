"""What panels, and a battery with them, do to a household's first year: what is still drawn, fed in and billed."""

from dataclasses import dataclass
from math import fsum

import numpy as np

from tools.economics.battery import Battery, Hours, dispatch
from tools.economics.billing import Bill, bill, period_of
from tools.economics.cash_flow import FirstYear
from tools.economics.clock import HOURS_A_DAY
from tools.economics.household import Figures, Household
from tools.economics.tariff import ExportRule, Tariff

OVERSTATED = 0.05
"""The share of what is used at home as it is made that is bought and sold instead: a mean day overstates it by 0.3 to 9
points."""


@dataclass(frozen=True, slots=True, eq=False)
class SunnyYear:
    """A year with panels. `own_kwh` is what need not be bought.

    `drawn` is what a mean day leaves to be drawn in each of the household's rows: a little less than in truth, so that
    a programme's reward on it is not overstated either.
    """

    produced_kwh: float
    own_kwh: float
    fed_in_kwh: float
    drawn: Figures
    bill: Bill

    @property
    def fed_in_price(self) -> float | None:
        """What a kWh fed in earns on average, in major units; None where none is fed in."""
        earned = fsum(self.bill.credit) + fsum(self.bill.paid)
        return earned / self.fed_in_kwh if self.fed_in_kwh > 0 else None


def bill_today(home: Household, tariff: Tariff) -> Bill:
    """Return the year's bill without panels."""
    return bill(tariff, home.load, np.zeros_like(home.load), home.place, home.weekday, home.weight)


def sunny_year(home: Household, tariff: Tariff, hourly: Figures, battery: Battery | None = None) -> SunnyYear:
    """Return the year with panels that make `hourly`: kWh in each hour of each month's mean day, 12 x 24 in one row."""
    produced = hourly[home.place]
    drawn, fed_in = _flows(home, tariff, produced, battery)
    moved = OVERSTATED * np.minimum(home.load, produced)
    bought, sold = drawn + moved, fed_in + moved
    return SunnyYear(
        produced_kwh=float(np.dot(produced, home.weight)),
        own_kwh=float(np.dot(home.load - bought, home.weight)),
        fed_in_kwh=float(np.dot(sold, home.weight)),
        drawn=drawn,
        bill=bill(tariff, bought, sold, home.place, home.weekday, home.weight),
    )


def first_year(today: Bill, year: SunnyYear, tariff: Tariff) -> FirstYear:
    """Return what panels save and earn.

    What is paid for kWh fed in at a price of their own keeps that price. With net metering they are worth what a kWh
    drawn costs, and get dearer with it.
    """
    steady = fsum(year.bill.paid)
    if tariff.export.rule is ExportRule.NET_BILLING:
        steady += fsum(year.bill.credit)
    return FirstYear(year.produced_kwh, today.total - year.bill.total - steady, steady)


def _flows(home: Household, tariff: Tariff, produced: Figures, battery: Battery | None) -> tuple[Figures, Figures]:
    """Return kWh drawn and fed in, in each row."""
    if battery is None:
        return np.maximum(home.load - produced, 0.0), np.maximum(produced - home.load, 0.0)
    period = period_of(tariff, home.place, home.weekday)
    buy = np.array([each.tiers[0].price for each in tariff.periods])[period]
    sell = np.array([each.tiers[0].sell for each in tariff.periods])[period]
    if tariff.export.rule is ExportRule.NET_METERING:
        sell = buy
    found = dispatch(battery, Hours(home.place % HOURS_A_DAY, home.load, produced, buy, sell))
    return found.drawn, found.fed_in
