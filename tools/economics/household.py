"""What interval data say about a household, and whether they say enough for an honest number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tools.economics.clock import (
    DAY,
    DAYS_A_MONTH,
    HOUR,
    HOURS_A_DAY,
    MONTHS,
    SATURDAY,
    dates,
    local_seconds,
    months,
    weekdays,
)
from tools.intervals import Interval

Figures = NDArray[np.float64]
Places = NDArray[np.intp]

HOURS_A_YEAR = 8760.0
LONGEST_PERIOD = timedelta(days=365)
FEWEST_DAYS = 10
"""Fewer complete days than this give no number; fewer complete similar days give no baseline."""
COMPLETE_DAY = 20
"""Hours that make a day count; a daylight-saving day has 23 or 25."""
LEAST_COVERED = 0.8
"""The share of the period's hours that must be there."""
FULL_YEAR_DAYS = 350
HALF_AN_HOUR = 0.5
LONGEST_HOURS = 1.0
"""Longer intervals do not say at which hour energy was used."""
CONNECTION_KW = 76.8
"""What a home's connection can carry where nobody says: 320 A at 240 V, the largest that North America meters without
transformers (class 320); three phases of 100 A at 230 V are 69 kW."""
SPIKE, THIRD = 2.8, 3
"""California's rule for meter data (DASMMD, spike check): a peak 180 % above the third highest is none."""
LEAST_SPREAD = 1e-3
"""A household's intervals differ by more than this share of their mean; a constant meter is broken."""
EVENING = range(17, 21)
"""The hours of the day in which grids are short, where a programme names none."""


class Lack(StrEnum):
    """Why interval data allow no honest number. Each is the name of a sentence."""

    NO_READINGS = "no_readings"
    FUTURE_DATES = "future_dates"  # one makes all of them doubtful: the meter's clock is wrong
    ALL_ALIKE = "all_alike"  # every interval is the same: the meter's data are broken
    TOO_COARSE = "too_coarse"  # intervals of more than an hour
    TOO_FEW_DAYS = "too_few_days"  # fewer than ten complete days
    TOO_MANY_GAPS = "too_many_gaps"  # more than a fifth of the hours is missing
    NOT_READINGS = "not_readings"  # the file that was sent is of another kind, or cannot be read
    TOO_LARGE = "too_large"  # likewise, it is larger than what is taken
    FILE_GONE = "file_gone"  # likewise, its channel has it no more


class TooLittleData(Exception):
    """The interval data allow no honest number; `lack` says why."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(lack.value.replace("_", " "))
        self.lack = lack


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Load by local day: a row for each of `dates`, in it kWh for each of the 24 hours of the clock.

    NaN where nothing was measured, and in the hour that a day in spring leaves out; the hour that a day in autumn has
    twice is the mean of the two.
    """

    dates: tuple[date, ...] = ()
    load: Figures = field(default_factory=lambda: np.empty((0, HOURS_A_DAY)))

    def similar(self, *, weekday: bool) -> "Days":
        """Return the complete days of one kind: Monday to Friday, or Saturday and Sunday."""
        complete = np.sum(~np.isnan(self.load), axis=1) >= COMPLETE_DAY
        chosen = complete & np.array([(day.weekday() < SATURDAY) is weekday for day in self.dates], dtype=np.bool_)
        return Days(tuple(day for day, good in zip(self.dates, chosen, strict=True) if good), self.load[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Household:
    """One household's use, hour by hour in local time.

    `load` is kWh in an hour, `place` that hour's place in a table of months times hours (month * 24 + hour), `weekday`
    whether it lies on Monday to Friday, and `weight` how many hours of a year it stands for. `days` holds the same
    measured hours as they were, day by day, however short the period is. `spikes` intervals were left out as such.
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
    days: Days = field(default_factory=Days)
    spikes: int = 0

    @property
    def annual_kwh(self) -> float:
        """Use in a year, extrapolated where the period is shorter."""
        return float(np.dot(self.load, self.weight))

    @property
    def enough_for_events(self) -> bool:
        """Whether there are days enough for a baseline of an event on a weekday."""
        return len(self.days.similar(weekday=True).dates) >= FEWEST_DAYS


@dataclass(frozen=True, slots=True, eq=False)
class _Hours:
    """Mean kW in each hour that was measured, in the order of time: the day since 1970 and the hour of the clock."""

    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    load: Figures


def household(
    intervals: Sequence[Interval], zone: ZoneInfo, *, now: datetime, connection_kw: float | None = None
) -> Household:
    """Read interval data. `now` tells which dates are in the future, `connection_kw` what the connection may carry.

    Raises TooLittleData.
    """
    recorded = _usable(intervals, now=now)
    usable = _without_spikes(recorded, CONNECTION_KW if connection_kw is None else connection_kw)
    used = np.array([interval.consumed_kwh for interval in usable])
    hours = _hours(usable, used, zone)
    days = _days(hours)
    _require_enough(days)
    if is_constant(used):
        raise TooLittleData(Lack.ALL_ALIKE)
    month = months(hours.day)
    place = (month * HOURS_A_DAY + hours.hour).astype(np.intp)
    full_year = len(days.dates) >= FULL_YEAR_DAYS and np.unique(month).size == MONTHS
    shape = _as_measured if full_year else _extrapolated
    load, place, weekday, weight = shape(hours.load, place, weekdays(hours.day))
    return Household(
        period_start=days.dates[0],
        period_end=days.dates[-1],
        consumption_kwh=float(np.sum(used)),
        peak_kw=float(np.max(hours.load)),
        full_year=full_year,
        load=load,
        place=place,
        weekday=weekday,
        weight=weight,
        days=days,
        spikes=len(recorded) - len(usable),
    )


def event_load(load: Figures, home: Household, *, hours: range = EVENING) -> float:
    """Return the mean kWh that a household uses in an event on a weekday: the sum over the event's hours."""
    hour = home.place % HOURS_A_DAY
    during = home.weekday & (hour >= hours.start) & (hour < hours.stop)
    weight = home.weight[during]
    return float(np.average(load[during], weights=weight)) * len(hours) if weight.size else 0.0


def is_constant(kwh: Figures) -> bool:
    """Tell whether readings are all the same, but for rounding."""
    return float(np.ptp(kwh)) <= LEAST_SPREAD * float(np.mean(kwh))


def are_spikes(start: Figures, hours: Figures, kwh: Figures, connection_kw: float = CONNECTION_KW) -> NDArray[np.bool_]:
    """Tell which intervals nobody drew: above what the connection carries, and far above what else is drawn.

    Far is SPIKE times the third highest of the days' peaks: a register that is reset or exchanged does so on one day,
    perhaps in several of its intervals, and a business with a large machine uses it on more than two. `start` is
    seconds since 1970.
    """
    power = np.divide(kwh, hours, out=np.zeros_like(kwh), where=hours > 0)
    days, day = np.unique(start // DAY, return_inverse=True)
    peaks = np.zeros(days.size)
    np.maximum.at(peaks, day, power)
    usual = float(np.min(np.sort(peaks)[-THIRD:], initial=np.inf))
    return np.asarray(power > max(connection_kw, SPIKE * usual))


def _usable(intervals: Sequence[Interval], *, now: datetime) -> list[Interval]:
    """Return the last year's sound intervals. One date in the future makes all of them doubtful."""
    if any(interval.start > now for interval in intervals):
        raise TooLittleData(Lack.FUTURE_DATES)
    sound = [interval for interval in intervals if interval.hours > 0 and interval.consumed_kwh >= 0]
    if not sound:
        raise TooLittleData(Lack.NO_READINGS)
    if np.median([interval.hours for interval in sound]) > LONGEST_HOURS:
        raise TooLittleData(Lack.TOO_COARSE)
    newest = max(interval.start for interval in sound)
    return [interval for interval in sound if interval.start > newest - LONGEST_PERIOD]


def _without_spikes(intervals: Sequence[Interval], connection_kw: float) -> list[Interval]:
    columns = [(one.start.timestamp(), one.hours, one.consumed_kwh) for one in intervals]
    start, hours, kwh = np.array(columns).T
    spiked = are_spikes(start, hours, kwh, connection_kw)
    return [one for one, spike in zip(intervals, spiked.tolist(), strict=True) if not spike]


def _hours(intervals: Sequence[Interval], used: Figures, zone: ZoneInfo) -> _Hours:
    """Gather intervals into hours. One belongs to the hour in which its middle lies.

    The hours are those of the clock on the wall, but the two of an autumn night that read alike stay two.
    """
    length = np.array([interval.hours for interval in intervals])
    middle = np.array([interval.start.timestamp() for interval in intervals]) + length * HOUR / 2
    local = local_seconds(middle, zone)
    _, first, hour = np.unique(np.rint(middle - local % HOUR), return_index=True, return_inverse=True)
    covered = np.bincount(hour, weights=length)
    there = covered >= HALF_AN_HOUR
    clock = (local[first[there]] // HOUR).astype(np.int64)
    load = np.bincount(hour, weights=used)[there] / covered[there]
    return _Hours(clock // HOURS_A_DAY, clock % HOURS_A_DAY, load)


def _days(hours: _Hours) -> Days:
    days, at = np.unique(hours.day, return_inverse=True)
    place = at * HOURS_A_DAY + hours.hour
    cells = days.size * HOURS_A_DAY
    count = np.bincount(place, minlength=cells)
    total = np.bincount(place, weights=hours.load, minlength=cells)
    mean = np.divide(total, count, out=np.full(cells, np.nan), where=count > 0)
    return Days(dates(days), mean.reshape(-1, HOURS_A_DAY))


def _require_enough(days: Days) -> None:
    measured = np.sum(~np.isnan(days.load), axis=1)
    if np.sum(measured >= COMPLETE_DAY) < FEWEST_DAYS:
        raise TooLittleData(Lack.TOO_FEW_DAYS)
    period = (days.dates[-1] - days.dates[0]).days + 1
    if np.sum(measured) < LEAST_COVERED * period * HOURS_A_DAY:
        raise TooLittleData(Lack.TOO_MANY_GAPS)


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
