"""Tariffs for the tests."""

from datetime import date
from zoneinfo import ZoneInfo

from tools.economics.tariff import Export, ExportRule, Label, Period, Schedule, Spread, Tariff, Tier

PAID_MONTHLY = Export(ExportRule.NET_BILLING, surplus_paid=1.0)
CARRIED = Export(ExportRule.NET_BILLING, settled_in=12, surplus_paid=1.0)
NET_METERED = Export(ExportRule.NET_METERING, settled_in=12, surplus_per_kwh=0.03)
FED_IN = Export(ExportRule.FEED_IN)


def every(*day: int) -> Schedule:
    return (day,) * 12


ALWAYS = every(*[0] * 24)
NIGHT_AND_DAY = every(*[0] * 8, *[1] * 16)


def period(*tiers: Tier, label: Label = Label.FLAT) -> Period:
    return Period(label, tiers)


def flat(
    rate: float = 0.2, sell: float = 0.0, *, export: Export = PAID_MONTHLY, fixed: float = 0.0, minimum: float = 0.0
) -> Tariff:
    return made((period(Tier(rate, sell=sell)),), export=export, fixed=fixed, minimum=minimum)


def made(
    periods: tuple[Period, ...],
    weekday: Schedule = ALWAYS,
    *,
    weekend: Schedule | None = None,
    export: Export = PAID_MONTHLY,
    fixed: float = 0.0,
    minimum: float = 0.0,
) -> Tariff:
    return Tariff(
        name="made",
        currency="USD",
        zone=ZoneInfo("America/Los_Angeles"),
        valid_from=date(2026, 1, 1),
        source="https://rates.example",
        periods=periods,
        weekday=weekday,
        weekend=weekend or weekday,
        export=export,
        fixed=fixed,
        minimum=minimum,
        escalation=Spread(0.0, 0.02, 0.03),
    )
