"""Times as CSV files write them: with a zone or by the clock on the wall, day or month first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from tools.intervals import Column, Unreadable

DATE = re.compile(r"\s*(\d{1,4}|[^\W\d]{3,9})([-/. ])(\d{1,2}|[^\W\d]{3,9})[-/. ,]+(\d{1,4})[T\s,]*(.*?)\s*$")
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))?(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?:(?P<half>[ap])\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-](?:0\d|1[0-4]):?[0-5]\d)?$",
    re.IGNORECASE,
)
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LAST_MONTH, NOON, MIDNIGHT, LONGEST_DAY = 12, 12, 24, 25
HOUR, MINUTE = 3600.0, 60.0
CENTURY = 2000
YEARS = range(1970, 2200)
NOWHERE = float("nan")
ZERO = timedelta()


class Order(StrEnum):
    """In which order a file writes year, month and day."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it stands in a row: three parts of a date, and what follows them."""

    row: int
    parts: tuple[str, str, str]
    dotted: bool
    time: str


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds since 1970, NaN where the clock on the wall left a time out; `ends`: they are when intervals end."""

    seconds: Column
    ends: bool


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day. `bare`: a number alone, which may count the hours of the day from one on."""

    seconds: float
    zone: timezone | None = None
    bare: bool = False

    @property
    def hour(self) -> float:
        return self.seconds / HOUR


def stamp(row: int, text: str) -> Stamp:
    """Take a time apart. Raises Unreadable."""
    found = DATE.match(text)
    if found is None:
        raise Unreadable(f"'{text.strip()[:40]}' is no date", f"row {row}")
    return Stamp(row, (found[1], found[3], found[4]), found[2] == ".", found[5])


def moments(stamps: Sequence[Stamp], zone: ZoneInfo | None, *, ends: bool) -> Moments:
    """Return when rows are; `ends`: their column says when intervals end. Raises Unreadable.

    A local time that a night in autumn has twice is the first of the two where it comes first, then the second. A file
    that knows 24 o'clock says when intervals end; one that counts hours from 1 to 23, 24 or 25 begins at midnight.
    """
    order = _order(stamps)
    days = {parts: _day(parts, order) for parts in {one.parts for one in stamps}}
    clocks = {text: _clock(text) for text in {one.time for one in stamps}}
    counted = all(clock is not None and clock.bare and clock.hour > 0 for clock in clocks.values())
    read = [(_day_of(one, days), _clock_of(one, clocks, zone, counted=counted)) for one in stamps]
    if counted and zone is not None:
        begin = {day: datetime.combine(day, time(), zone).timestamp() for day in set(days.values()) if day is not None}
        return Moments(np.array([begin[day] + (clock.hour - 1) * HOUR for day, clock in read]), ends=False)
    ends = ends or any(clock.hour == MIDNIGHT for _, clock in read)
    at = [datetime.combine(day, time()) + timedelta(seconds=clock.seconds) for day, clock in read]
    zones = [clock.zone or zone or UTC for _, clock in read]
    return Moments(np.array(_seconds(at, zones, ends=ends)), ends)


def _day_of(one: Stamp, days: Mapping[tuple[str, str, str], date | None]) -> date:
    day = days[one.parts]
    if day is None:
        raise Unreadable(f"'{'-'.join(one.parts)}' is no date as the others are", f"row {one.row}")
    return day


def _clock_of(one: Stamp, clocks: Mapping[str, _Clock | None], zone: ZoneInfo | None, *, counted: bool) -> _Clock:
    clock = clocks[one.time]
    if clock is None or clock.seconds > (LONGEST_DAY if counted else MIDNIGHT) * HOUR:
        raise Unreadable(f"'{one.time[:40]}' is no time of day", f"row {one.row}")
    if zone is None and clock.zone is None:
        raise Unreadable("a time without a zone: it must be said where the meter's clock hangs", f"row {one.row}")
    return clock


def _seconds(at: Sequence[datetime], zones: Sequence[tzinfo], *, ends: bool) -> list[float]:
    """Follow the clock on the wall in the order of time, whichever way the file goes."""
    seen: set[datetime] = set()
    found = [NOWHERE] * len(at)
    forward = range(len(at))
    for place in reversed(forward) if at and at[0] > at[-1] else forward:
        early = at[place].replace(tzinfo=zones[place])
        late = early.replace(fold=1)
        before, after = early.utcoffset() or ZERO, late.utcoffset() or ZERO
        if before > after and at[place] in seen:
            found[place] = late.timestamp()
        elif before >= after or (ends and _begins_the_gap(early)):
            found[place] = early.timestamp()
        if before > after:
            seen.add(at[place])
    return found


def _begins_the_gap(left_out: datetime) -> bool:
    """Whether the second before a time that there was not was there: then it is the moment at which the clock moved."""
    before = left_out - timedelta(seconds=1)
    return before.utcoffset() == before.replace(fold=1).utcoffset()


def _order(stamps: Sequence[Stamp]) -> Order:
    """Find out the order of dates from all of them. Raises Unreadable where they can be read in two ways."""
    first, second = {one.parts[0] for one in stamps}, {one.parts[1] for one in stamps}
    if all(len(part) == len("2026") and part.isdigit() for part in first):
        return Order.YMD
    if any(not part.isdigit() for part in first) or any(part.isdigit() and int(part) > LAST_MONTH for part in second):
        return Order.MDY
    named = any(not part.isdigit() for part in second)
    if named or all(one.dotted for one in stamps) or any(int(part) > LAST_MONTH for part in first):
        return Order.DMY
    raise Unreadable("which part of a date is the day cannot be told from so few", f"row {stamps[0].row}")


def _day(parts: tuple[str, str, str], order: Order) -> date | None:
    by_name = dict(zip(order.value, parts, strict=True))
    try:
        year = int(by_name["y"]) + CENTURY * (len(by_name["y"]) == len("26"))
        day = date(year, _month(by_name["m"]), int(by_name["d"]))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else NAMES.index(text[:3].lower()) + 1


def _clock(text: str) -> _Clock | None:
    """Read a time of day; no text is midnight, None what cannot be read."""
    if not text:
        return _Clock(0.0)
    found = TIME.match(text)
    if found is None:
        return None
    hour, minute, second, half, zone = found.group("hour", "minute", "second", "half", "zone")
    hours = int(hour) if half is None else int(hour) % NOON + NOON * (half in "pP")
    seconds = hours * HOUR + int(minute or 0) * MINUTE + int(second or 0)
    return _Clock(seconds, _zone(zone), bare=minute is None and half is None)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away)
