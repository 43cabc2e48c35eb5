"""What interval data say about a household, and whether they say enough for an honest number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tools.intervals import Interval

Figures = NDArray[np.float64]
Places = NDArray[np.intp]

HOURS_A_DAY, MONTHS, SATURDAY = 24, 12, 5
HOURS_A_YEAR = 8760.0
DAYS_A_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LONGEST_PERIOD = timedelta(days=365)
FEWEST_DAYS = 10
"""Fewer complete days than this give no baseline."""
COMPLETE_DAY = 20
"""Hours that make a day count; a daylight-saving day has 23 or 25."""
LEAST_COVERED = 0.8
"""The share of the period's hours that must be there."""
FULL_YEAR_DAYS = 350
HALF_AN_HOUR = 0.5
LEAST_SPREAD = 1e-3
"""A household's intervals differ by more than this share of their mean; a constant meter is broken."""
EVENING = range(17, 21)
"""The hours of the day in which grids are short, where a programme names none."""


class TooLittleData(Exception):
    """The interval data allow no honest number; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Household:
    """One household's use, hour by hour in local time.

    `load` is kWh in an hour, `place` that hour's place in a table of months times hours (month * 24 + hour), `weekday`
    whether it lies on Monday to Friday, and `weight` how many hours of a year it stands for.
    """

    period_start: date
    period_end: date
    consumption_kwh: float
    peak_kw: float
    full_year: bool
    load: Figures
    place: Places
    weekday: NDArray[np.bool_]
    weight: Figures

    @property
    def annual_kwh(self) -> float:
        """Use in a year, extrapolated where the period is shorter."""
        return float(np.dot(self.load, self.weight))


def household(intervals: Sequence[Interval], zone: ZoneInfo, *, now: datetime) -> Household:
    """Read interval data. `now` tells which dates are in the future. Raises TooLittleData."""
    usable = _usable(intervals, now=now)
    hours = _hours(usable, zone)
    _require_enough(hours)
    used = np.array([interval.consumed_kwh for interval in usable])
    if float(np.ptp(used)) <= LEAST_SPREAD * float(np.mean(used)):
        raise TooLittleData("every interval is the same: the meter's data are broken")
    load = np.fromiter(hours.values(), dtype=np.float64, count=len(hours))
    days = {day for day, _ in hours}
    place = np.array([(day.month - 1) * HOURS_A_DAY + hour for day, hour in hours], dtype=np.intp)
    weekday = np.array([day.weekday() < SATURDAY for day, _ in hours], dtype=np.bool_)
    full_year = len(days) >= FULL_YEAR_DAYS and len({day.month for day in days}) == MONTHS
    shape = _as_measured(load, place, weekday) if full_year else _extrapolated(load, place, weekday)
    return Household(
        period_start=min(days),
        period_end=max(days),
        consumption_kwh=float(np.sum(used)),
        peak_kw=float(np.max(load)),
        full_year=full_year,
        load=shape[0],
        place=shape[1],
        weekday=shape[2],
        weight=shape[3],
    )


def event_load(load: Figures, home: Household, *, hours: range = EVENING) -> float:
    """Return the mean kWh that a household uses in an event on a weekday: the sum over the event's hours."""
    hour = home.place % HOURS_A_DAY
    during = home.weekday & (hour >= hours.start) & (hour < hours.stop)
    weight = home.weight[during]
    return float(np.average(load[during], weights=weight)) * len(hours) if weight.size else 0.0


def _usable(intervals: Sequence[Interval], *, now: datetime) -> list[Interval]:
    """Return the last year's sound intervals. One date in the future makes all of them doubtful."""
    if any(interval.start > now for interval in intervals):
        raise TooLittleData("the meter's data carry dates in the future")
    sound = [interval for interval in intervals if interval.hours > 0 and interval.consumed_kwh >= 0]
    if not sound:
        raise TooLittleData("there are no interval data")
    newest = max(interval.start for interval in sound)
    return [interval for interval in sound if interval.start > newest - LONGEST_PERIOD]


def _hours(intervals: Sequence[Interval], zone: ZoneInfo) -> Mapping[tuple[date, int], float]:
    """Return mean kW by local day and hour. An interval belongs to the hour in which it starts."""
    energy: dict[tuple[date, int], float] = {}
    covered: dict[tuple[date, int], float] = {}
    for interval in intervals:
        local = interval.start.astimezone(zone)
        key = (local.date(), local.hour)
        energy[key] = energy.get(key, 0.0) + interval.consumed_kwh
        covered[key] = covered.get(key, 0.0) + interval.hours
    return {key: energy[key] / covered[key] for key in energy if covered[key] >= HALF_AN_HOUR}


def _require_enough(hours: Mapping[tuple[date, int], float]) -> None:
    counts: dict[date, int] = {}
    for day, _ in hours:
        counts[day] = counts.get(day, 0) + 1
    complete = [day for day, count in counts.items() if count >= COMPLETE_DAY]
    if len(complete) < FEWEST_DAYS:
        raise TooLittleData(f"only {len(complete)} complete days")
    period = (max(counts) - min(counts)).days + 1
    if len(hours) < LEAST_COVERED * period * HOURS_A_DAY:
        raise TooLittleData("too many hours are missing")


def _as_measured(
    load: Figures, place: Places, weekday: NDArray[np.bool_]
) -> tuple[Figures, Places, NDArray[np.bool_], Figures]:
    return load, place, weekday, np.full(load.size, HOURS_A_YEAR / load.size)


def _extrapolated(
    load: Figures, place: Places, weekday: NDArray[np.bool_]
) -> tuple[Figures, Places, NDArray[np.bool_], Figures]:
    """Take the mean weekday and weekend of the period for every month of a year."""
    hour = place % HOURS_A_DAY
    loads, weights = [], []
    for is_weekday, share in ((True, 5 / 7), (False, 2 / 7)):
        of_kind = weekday == is_weekday
        chosen = of_kind if np.unique(hour[of_kind]).size == HOURS_A_DAY else np.ones_like(of_kind)
        totals = np.bincount(hour[chosen], weights=load[chosen], minlength=HOURS_A_DAY)
        mean = totals / np.maximum(np.bincount(hour[chosen], minlength=HOURS_A_DAY), 1)
        loads.append(np.tile(mean, MONTHS))
        weights.append(np.repeat(np.array(DAYS_A_MONTH) * share, HOURS_A_DAY))
    places = np.arange(MONTHS * HOURS_A_DAY, dtype=np.intp)
    kinds = np.repeat(np.array([True, False]), places.size)
    return np.concatenate(loads), np.concatenate([places, places]), kinds, np.concatenate(weights)
