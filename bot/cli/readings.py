"""`wattline readings`: what a file of interval data holds, what is wrong with it, and what it is enough for."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from tools.economics.household import TooLittleData, household
from tools.interval_data import LARGEST, IntervalData, read
from tools.intervals import Unreadable

_MINUTES = 60


def run(file: Path, zone: ZoneInfo | None) -> None:
    """Print what a file holds; a file that cannot be read ends with one sentence and exit 1."""
    now = wiring.now()
    try:
        with file.open("rb") as opened:
            found = read(opened.read(LARGEST + 1), zone=zone, now=now)
    except OSError as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem.strerror}")
    except Unreadable as problem:
        sys.exit(f"wattline: {file} cannot be read: {problem}")
    console = Console(highlight=False)
    console.print(_meaning(found))
    console.print(_findings(found) if found.findings else "Nothing to remark.")
    for sentence in _enough(found, now):
        console.print(sentence)


def _meaning(found: IntervalData) -> Table:
    first, last = found.intervals[0], found.intervals[-1]
    end = last.start + timedelta(hours=last.hours)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_row("format", found.format)
    table.add_row("zone", found.zone.key)
    table.add_row("period", f"{_local(first.start, found)} to {_local(end, found)}")
    table.add_row("intervals", f"{len(found.intervals)} of {_lengths(found)} minutes")
    table.add_row("direction", ", ".join(found.directions))
    table.add_row("unit", found.unit)
    table.add_row("quality", ", ".join(f"{count} {quality}" for quality, count in found.quality.items()))
    table.add_row("drawn", f"{sum(one.consumed_kwh for one in found.intervals):.1f} kWh")
    table.add_row("fed in", f"{sum(one.produced_kwh for one in found.intervals):.1f} kWh")
    return table


def _findings(found: IntervalData) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("found")
    table.add_column("how often", justify="right")
    table.add_column("hours", justify="right")
    table.add_column("first")
    for finding in found.findings:
        first = "" if finding.first is None else _local(finding.first, found)
        table.add_row(finding.what, str(finding.count), f"{finding.hours:.2f}", first)
    return table


def _enough(found: IntervalData, now: datetime) -> Iterator[str]:
    try:
        home = household(found.intervals, found.zone, now=now)
    except TooLittleData as too_little:
        yield f"Enough for no honest number: {too_little}."
        return
    year = "twelve months" if home.full_year else "less than twelve months, so the year is extrapolated"
    yield f"Solar: {year}."
    days = len(home.days.similar(weekday=True).dates)
    yield f"Flexibility: {days} complete weekdays, {'enough' if home.enough_for_events else 'too few'} for a baseline."


def _lengths(found: IntervalData) -> str:
    return " and ".join(f"{hours * _MINUTES:g}" for hours in sorted({one.hours for one in found.intervals}))


def _local(moment: datetime, found: IntervalData) -> str:
    return f"{moment.astimezone(found.zone):%Y-%m-%d %H:%M}"
