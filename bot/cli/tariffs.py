"""`wattline tariff`: which tariffs there are, and what a kWh costs under one of them, hour by hour and now."""

import calendar
from datetime import datetime
from math import inf

from rich.console import Console
from rich.table import Table

from tools.economics.clock import HOURS_A_DAY, SATURDAY
from tools.economics.tariff import Export, ExportRule, Period, Schedule, Tariff, Tier
from tools.tariffs import names, tariff


def run(name: str | None, *, now: datetime) -> None:
    """Print all tariffs, or one of them. Raises ValueError naming what is wrong with a name or a file."""
    console = Console(highlight=False)
    if name is None:
        _list(console, now)
    else:
        _show(console, tariff(name), now)


def _list(console: Console, now: datetime) -> None:
    table = Table("tariff", "valid from", "export", "a kWh now", box=None)
    for name in names():
        one = tariff(name)
        table.add_row(name, str(one.valid_from), one.export.rule, f"{_price(_at(one, now).tiers[0])} {one.currency}")
    console.print(table)


def _show(console: Console, one: Tariff, now: datetime) -> None:
    console.print(f"{one.name}: valid from {one.valid_from}, {one.zone.key}, {one.source}", soft_wrap=True)
    console.print(f"{one.currency} {one.fixed:g} a month, at least {one.minimum:g}; {_of(one.export)}", soft_wrap=True)
    periods = Table("period", "label", f"{one.currency} per kWh", "fed in", box=None)
    for place, period in enumerate(one.periods):
        for tier in period.tiers:
            periods.add_row(str(place), period.label, _price(tier), f"{tier.sell:g}")
    console.print(periods)
    for title, schedule in (("weekday", one.weekday), ("weekend", one.weekend)):
        console.print(_hours(title, schedule))
    at = _at(one, now)
    console.print(f"Now: {at.label}, {_price(at.tiers[0])} {one.currency} per kWh.")


def _hours(title: str, schedule: Schedule) -> Table:
    table = Table(title, *(f"{hour:02}" for hour in range(HOURS_A_DAY)), box=None, padding=(0, 1, 0, 0))
    for month, hours in zip(calendar.month_abbr[1:], schedule, strict=True):
        table.add_row(month, *map(str, hours))
    return table


def _at(one: Tariff, now: datetime) -> Period:
    local = now.astimezone(one.zone)
    return one.period((local.month - 1) * HOURS_A_DAY + local.hour, weekday=local.weekday() < SATURDAY)


def _price(tier: Tier) -> str:
    return f"{tier.price:g}" if tier.max == inf else f"{tier.price:g} up to {tier.max:g} kWh a month"


def _of(export: Export) -> str:
    if export.rule is ExportRule.FEED_IN:
        return export.rule
    when = "each month" if export.settled_in is None else f"in {calendar.month_name[export.settled_in]}"
    left = (
        f"{export.surplus_per_kwh:g} per kWh"
        if export.rule is ExportRule.NET_METERING
        else f"{export.surplus_paid:.0%} of the credit"
    )
    return f"{export.rule}, settled {when}, {left} for what is left"
