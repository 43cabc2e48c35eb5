"""What a household's year costs under a tariff.

Monthly charges as in NREL's utilityrate5 (SAM Simulation Core), which tests/tools/economics holds this against.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from tools.economics.clock import HOURS_A_DAY, MONTHS
from tools.economics.household import Figures, Places
from tools.economics.tariff import Export, ExportRule, Label, Tariff

Months = tuple[float, ...]
"""A figure for each month, January first."""


@dataclass(frozen=True, slots=True)
class PeriodUse:
    """What was drawn and fed in during one period of the tariff in a year, in kWh, and what drawing it cost."""

    label: Label
    imported_kwh: float
    exported_kwh: float
    energy: float


@dataclass(frozen=True, slots=True)
class Bill:
    """A year's bill, month by month, in major units of `currency`.

    `energy` is what the kWh drawn cost, `credit` what was fed in takes off that, `minimum` what a minimum charge adds,
    and `paid` what is paid to the household: a feed-in, or a surplus when accounts are settled.
    """

    currency: str
    imported_kwh: Months
    exported_kwh: Months
    energy: Months
    credit: Months
    fixed: Months
    minimum: Months
    paid: Months
    periods: tuple[PeriodUse, ...]

    @property
    def months(self) -> Months:
        """What each month comes to; less than nothing where the household is paid more than it owes."""
        rows = zip(self.energy, self.credit, self.fixed, self.minimum, self.paid, strict=True)
        return tuple(energy - credit + fixed + least - paid for energy, credit, fixed, least, paid in rows)

    @property
    def total(self) -> float:
        """What the year comes to."""
        return fsum(self.months)


def bill(
    tariff: Tariff,
    imported: Figures,
    exported: Figures,
    place: Places,
    weekday: NDArray[np.bool_],
    weight: Figures,
) -> Bill:
    """Return the bill of a year whose rows are hours that stand for `weight` hours each.

    `imported` and `exported` are kWh in a row's hour, `place` and `weekday` as in Household.
    """
    period = period_of(tariff, place, weekday)
    cell = place // HOURS_A_DAY * len(tariff.periods) + period
    drawn, fed = (_by_month(cell, kwh * weight, len(tariff.periods)) for kwh in (imported, exported))
    energy = _priced(drawn, tariff)
    credit, paid = _exported(tariff, drawn, fed, energy)
    charges = energy.sum(axis=1)
    fixed = np.full(MONTHS, tariff.fixed)
    minimum = np.maximum(tariff.minimum - (charges - credit + fixed), 0.0)
    return Bill(
        currency=tariff.currency,
        imported_kwh=_months(drawn.sum(axis=1)),
        exported_kwh=_months(fed.sum(axis=1)),
        energy=_months(charges),
        credit=_months(credit),
        fixed=_months(fixed),
        minimum=_months(minimum),
        paid=_months(paid),
        periods=tuple(
            PeriodUse(period.label, *(float(cells[:, column].sum()) for cells in (drawn, fed, energy)))
            for column, period in enumerate(tariff.periods)
        ),
    )


def period_of(tariff: Tariff, place: Places, weekday: NDArray[np.bool_]) -> Places:
    """Return the place of each row's period in `tariff.periods`."""
    return np.where(weekday, _laid(tariff.weekday)[place], _laid(tariff.weekend)[place])


def _laid(schedule: Sequence[Sequence[int]]) -> Places:
    return np.array(schedule, dtype=np.intp).ravel()


def _by_month(cell: Places, kwh: Figures, periods: int) -> Figures:
    """Return kWh by month and period."""
    sums = np.bincount(cell, weights=kwh, minlength=MONTHS * periods)
    return np.asarray(sums, dtype=np.float64).reshape(MONTHS, periods)


def _months(figures: Figures) -> Months:
    return tuple(figures.tolist())


def _priced(kwh: Figures, tariff: Tariff, *, sold: bool = False) -> Figures:
    """Return what kWh by month and period come to, drawn or sold.

    A tier takes its part of the month's kWh in all periods, and each period has a share in that part as in the whole:
    so a baseline allowance is shared out under time of use. utilityrate5 fills tiers in the order of the hours instead,
    which is the same where a tier is as much dearer than the one before in every period, or a month has one period.
    """
    most = max(len(period.tiers) for period in tariff.periods)
    price = np.zeros((len(tariff.periods), most))
    tops = np.full((len(tariff.periods), most + 1), np.inf)
    tops[:, 0] = 0.0
    for row, period in enumerate(tariff.periods):
        for block, tier in enumerate(period.tiers):
            price[row, block] = tier.sell if sold else tier.price
            tops[row, block + 1] = tier.max
    month = kwh.sum(axis=1)
    within = np.diff(np.minimum(month[:, None, None], tops), axis=2)
    average = (within * price).sum(axis=2) / np.where(month > 0, month, 1.0)[:, None]
    return np.asarray(kwh * average, dtype=np.float64)


def _exported(tariff: Tariff, drawn: Figures, fed: Figures, energy: Figures) -> tuple[Figures, Figures]:
    """Return what is fed in takes off each month's charges, and what is paid for it."""
    export = tariff.export
    if export.rule is ExportRule.NET_METERING:
        used, left = _offset(export, drawn, fed)
        net = _priced(drawn - used, tariff)
        return (energy - net).sum(axis=1), left.sum(axis=1) * export.surplus_per_kwh
    earned = _priced(fed, tariff, sold=True)
    if export.rule is ExportRule.FEED_IN:
        return np.zeros(MONTHS), earned.sum(axis=1)
    used, left = _offset(export, energy.sum(axis=1, keepdims=True), earned.sum(axis=1, keepdims=True))
    return used[:, 0], left[:, 0] * export.surplus_paid


def _offset(export: Export, owed: Figures, earned: Figures) -> tuple[Figures, Figures]:
    """Return what is used of what is earned, and what is left of it when accounts are settled.

    Both are by month and column. What is not used is kept for the next month until the month of settlement is over; the
    year begins, with nothing kept, in the month after it.
    """
    used, left = np.zeros_like(owed), np.zeros_like(owed)
    kept = np.zeros(owed.shape[1])
    first = export.settled_in or 0
    for month in (np.arange(MONTHS) + first) % MONTHS:
        kept = kept + earned[month]
        used[month] = np.minimum(kept, owed[month])
        kept = kept - used[month]
        if export.settled_in in (None, month + 1):
            left[month], kept = kept, np.zeros_like(kept)
    return used, left
