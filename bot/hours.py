"""The hours of a week in which a person may be written to, by the clock on their wall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")
_MIDNIGHT = 24 * 60
_LOOKED_AT = timedelta(days=15)
"""Clocks that have no common hour within so long have none."""


class NoHours(ValueError):
    """What was written names no hours; the text says how hours are written."""

    def __init__(self, written: str) -> None:
        super().__init__(f"hours are written like `mon-fri 9-18, sat 10-17`, not `{written}`")


@dataclass(frozen=True, slots=True)
class Hours:
    """For each day of the week from Monday on: the minutes after midnight between which it is open; None: it is not."""

    days: tuple[tuple[int, int] | None, ...]

    def __str__(self) -> str:
        """As `hours` reads it: `mon-fri 9:00-18:00, sat 10:30-17:00`."""
        alike = groupby(zip(_DAYS, self.days, strict=True), key=lambda day: day[1])
        return ", ".join(_written([name for name, _ in days], window) for window, days in alike if window)

    def opening(self, after: datetime, zone: tzinfo) -> datetime:
        """Return the first moment from `after` on, aware UTC, at which it is open by the clocks of a zone."""
        today = after.astimezone(zone).date()
        windows = (self._window(today + timedelta(days=day), zone) for day in range(9))
        return next(max(after, opens) for opens, closes in windows if after < closes)

    def _window(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when it opens and closes on a day. Where the clocks are changed then, the narrower reading counts."""
        minutes = self.days[day.weekday()]
        if minutes is None:
            return datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
        opens, closes = (_moments(day, minute, zone) for minute in minutes)
        return max(opens), min(closes)


def hours(written: str) -> Hours:
    """Read hours like `mon-fri 9-18, sat 10:30-17`; a day that is not named is closed. Raises NoHours."""
    days: list[tuple[int, int] | None] = [None] * len(_DAYS)
    for part in written.lower().split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise NoHours(written)
        first, last, opens, closes = found[1], found[2] or found[1], _minutes(found, 3), _minutes(found, 5)
        span = range(_DAYS.index(first), _DAYS.index(last) + 1) if {first, last} <= set(_DAYS) else range(0)
        if not span or not opens < closes <= _MIDNIGHT:
            raise NoHours(written)
        for day in span:
            days[day] = (opens, closes)
    return Hours(tuple(days))


def common_opening(after: datetime, clocks: Sequence[tuple[Hours, tzinfo]]) -> datetime | None:
    """Return the first moment from `after` on at which all of these are open; None where they have none in common."""
    at = after
    while at - after < _LOOKED_AT:
        opens = max(hours.opening(at, zone) for hours, zone in clocks)
        if opens == at:
            return at
        at = opens
    return None


def _written(days: Sequence[str], window: tuple[int, int]) -> str:
    first, last = days[0], days[-1]
    opens, closes = (f"{minute // 60}:{minute % 60:02}" for minute in window)
    return f"{first if first == last else f'{first}-{last}'} {opens}-{closes}"


def _minutes(found: re.Match[str], group: int) -> int:
    return int(found[group]) * 60 + int(found[group + 1] or 0)


def _moments(day: date, minute: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the two moments that a clock's time may mean: they differ in the hour that a change skips or repeats."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early, late


STRICTEST = hours("mon-fri 9-18, sat 10-17, sun 12-17")
"""The hours that every state of the United States allows."""
