"""What electricity costs a household: a rate in the shape of the Utility Rate Database (URDB)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf
from zoneinfo import ZoneInfo

from tools.economics.clock import HOURS_A_DAY

Schedule = tuple[tuple[int, ...], ...]
"""Twelve months of twenty-four hours: the place of each hour's period in `Tariff.periods`."""


class Label(StrEnum):
    """What a period is called, from dear to cheap; FLAT where there is nothing to tell apart."""

    FLAT = "flat"
    PEAK = "peak"
    SHOULDER = "shoulder"
    OFF_PEAK = "off_peak"


class ExportRule(StrEnum):
    """How what is fed in counts."""

    NET_METERING = "net_metering"  # a kWh fed in takes off a kWh drawn in the same period
    NET_BILLING = "net_billing"  # each kWh earns its hour's price, which takes off what is drawn costs
    FEED_IN = "feed_in"  # each kWh earns its hour's price, which is paid beside the bill


@dataclass(frozen=True, slots=True)
class Tier:
    """A block of a month's use. Amounts are major units per kWh; `adj` is an adjustment on top of `rate`.

    `max` is the kWh of the month at which the block ends; `sell` is what a kWh fed in earns (not with net metering).
    """

    rate: float
    adj: float = 0.0
    sell: float = 0.0
    max: float = inf

    @property
    def price(self) -> float:
        """What a kWh drawn costs."""
        return self.rate + self.adj


@dataclass(frozen=True, slots=True)
class Period:
    """Hours of one price. Its tiers go up to an endless one."""

    label: Label
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What becomes of what is fed in, and of what is left of it when accounts are settled.

    `settled_in` is the month (1 to 12) at whose end a year's surplus is settled; None: every month is settled by
    itself. Left over are kWh with net metering, each paid `surplus_per_kwh`, and money with net billing, of which the
    share `surplus_paid` is paid out.
    """

    rule: ExportRule
    settled_in: int | None = None
    surplus_per_kwh: float = 0.0
    surplus_paid: float = 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Low, expected and high, as shares of one: 0.03 is 3 %."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """A tariff. Amounts are major units of `currency`; `zone` is where its hours are read off the clock.

    `fixed` is due each month; `minimum` is the least that a month's charges come to. `escalation` is how much dearer
    it may get a year.
    """

    name: str
    currency: str
    zone: ZoneInfo
    valid_from: date
    source: str
    periods: tuple[Period, ...]
    weekday: Schedule
    weekend: Schedule
    export: Export
    fixed: float
    minimum: float
    escalation: Spread

    def period(self, place: int, *, weekday: bool) -> Period:
        """Return the period of an hour, whose place is month * 24 + hour with January as 0."""
        month, hour = divmod(place, HOURS_A_DAY)
        return self.periods[(self.weekday if weekday else self.weekend)[month][hour]]
