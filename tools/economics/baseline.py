"""What a household would have used in the hours of an event: the baseline that its reduction is held against.

Day matching. The default is the mean of the last ten similar days, as California ISO has it (with a same-day adjustment
of 20 % at most) and Portland General (https://portlandgeneral.com/how-are-peak-time-rebates-calculated). The five
highest of ten and the three highest of five are PG&E's, for weekdays and weekends (https://powersaver.pge.com/faq/; its
three are weighted, ours are not). They overstate noisy homes: only where a programme's terms say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import floor

import numpy as np
from numpy.typing import NDArray

from tools.economics.clock import HOURS_A_DAY
from tools.economics.household import Figures, Places
from tools.offers import BaselineMethod

LOOKBACK_DAYS = 45
"""Days further back are not looked at: the season is another. Ten weekend days take five weeks."""
LARGEST_ADJUSTMENT = 0.20
"""How far the same-day adjustment may move a baseline up or down."""
ADJUSTMENT_HOURS = 3
"""How many hours before an event are compared with the same hours of the similar days."""
HOUR_BEFORE = 1
"""The last hour before an event is never compared: homes are cooled ahead in it."""
DECIMAL_BELOW = 10.0


@dataclass(frozen=True, slots=True)
class Selection:
    """Of how many similar days how many are kept, those with the highest use."""

    wanted: int
    kept: int


METHODS: Mapping[BaselineMethod, Selection] = {
    BaselineMethod.TEN_IN_TEN: Selection(10, 10),
    BaselineMethod.FIVE_IN_TEN: Selection(10, 5),
    BaselineMethod.THREE_OF_FIVE: Selection(5, 3),
}


@dataclass(frozen=True, slots=True)
class Window:
    """An event: from `start` until `stop`, hours of the local clock on `day`; 17.5 is half past five.

    `announced` is the hour of that day at which customers were told of it; None where that was on a day before, or is
    not known. Raises ValueError where the event does not lie within its day.
    """

    day: date
    start: float
    stop: float
    announced: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop <= HOURS_A_DAY:
            raise ValueError(f"an event lies within a day, not from {self.start} until {self.stop}")

    @property
    def shares(self) -> Figures:
        """Return which share of each hour of the day lies in the event."""
        hours = np.arange(HOURS_A_DAY, dtype=np.float64)
        return np.asarray(np.clip(self.stop - hours, 0, 1) - np.clip(self.start - hours, 0, 1))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that tell nothing about ordinary use. On a holiday an event is compared with Saturdays and Sundays."""

    events: frozenset[date] = frozenset()
    outages: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()


ORDINARY = Calendar()
"""Nothing but ordinary days."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline in kWh: the mean use in an event's hours on `days` (newest first), and what it was multiplied by."""

    method: BaselineMethod
    days: tuple[date, ...]
    typical_kwh: float
    adjustment: float = 1.0

    @property
    def kwh(self) -> float:
        """The use that a reduction is held against."""
        return self.typical_kwh * self.adjustment


@dataclass(frozen=True, slots=True)
class TooFewDays:
    """There are fewer clean similar days than the method wants, so that there is no number."""

    found: int
    wanted: int


def baseline(
    dates: tuple[date, ...],
    load: Figures,
    window: Window,
    *,
    calendar: Calendar = ORDINARY,
    method: BaselineMethod = BaselineMethod.TEN_IN_TEN,
    adjusted: bool = False,
) -> Baseline | TooFewDays:
    """Return what a household would have used in an event.

    `load` has a row of 24 hours for each of `dates`, in any order: kWh drawn from the grid (with panels what is still
    drawn), NaN where nothing was measured. A day counts if it is of the event's kind (Monday to Friday, or not), lies
    in the 45 days before, is no event, outage or holiday, and was measured in the event's hours. `adjusted` multiplies
    by what the day's use was before the event against that of the similar days, within 20 %, where there are hours
    enough before the announcement.
    """
    selection = METHODS[method]
    rows = _similar(dates, load, window, calendar)[: selection.wanted]
    if rows.size < selection.wanted:
        return TooFewDays(int(rows.size), selection.wanted)
    energy = _energy(load[rows], window)
    kept = np.sort(np.argsort(-energy, kind="stable")[: selection.kept])
    return Baseline(
        method=method,
        days=tuple(dates[row] for row in rows[kept]),
        typical_kwh=float(np.mean(energy[kept])),
        adjustment=_adjustment(dates, load, window, rows[kept]) if adjusted else 1.0,
    )


def used(dates: tuple[date, ...], load: Figures, window: Window) -> float | None:
    """Return the kWh that were used in an event; None where they were not all measured."""
    energy = _energy(load[_rows_of(dates, window.day)], window)
    return float(energy[0]) if energy.size and np.isfinite(energy[0]) else None


def about(kwh: float) -> float:
    """Return kWh as they are shown: "about 1.4 kWh", never two decimals, from ten on none; a baseline is no meter."""
    return round(kwh, 1 if abs(kwh) < DECIMAL_BELOW else 0) + 0.0


def _similar(dates: tuple[date, ...], load: Figures, window: Window, calendar: Calendar) -> Places:
    """Return the rows of the clean days of the event's kind, newest first."""
    days = _days(dates)
    day = np.datetime64(window.day, "D")
    holiday = window.day in calendar.holidays
    similar = np.is_busday(days) == (np.is_busday(day) and not holiday)
    recent = (days < day) & (days >= day - np.timedelta64(LOOKBACK_DAYS, "D"))
    unlike = np.isin(days, _days((*calendar.events, *calendar.outages, *calendar.holidays)))
    clean = similar & recent & ~unlike & np.isfinite(_energy(load, window))
    rows = np.flatnonzero(clean)
    return rows[np.argsort(days[rows])[::-1]]


def _adjustment(dates: tuple[date, ...], load: Figures, window: Window, rows: Places) -> float:
    """Return the day's use before the event against that of the similar days, within the cap; 1 where none can be made.

    The hours end with the last full one before the event was announced, at the latest an hour before it begins: what is
    used later is an answer to the event.
    """
    announced = -1.0 if window.announced is None else window.announced
    last = floor(min(announced, window.start - HOUR_BEFORE))
    today = _rows_of(dates, window.day)
    if last < ADJUSTMENT_HOURS or not today.size:
        return 1.0
    before = slice(last - ADJUSTMENT_HOURS, last)
    usual = float(np.mean(load[rows, before].sum(axis=1)))
    now = float(load[today[0], before].sum())
    if not (usual > 0 and np.isfinite(now)):
        return 1.0
    return float(np.clip(now / usual, 1 - LARGEST_ADJUSTMENT, 1 + LARGEST_ADJUSTMENT))


def _energy(load: Figures, window: Window) -> Figures:
    """Return each row's kWh in an event; NaN where an hour of it was not measured."""
    during = window.shares > 0
    return np.asarray(load[:, during] @ window.shares[during])


def _rows_of(dates: tuple[date, ...], day: date) -> Places:
    return np.flatnonzero(_days(dates) == np.datetime64(day, "D"))


def _days(dates: tuple[date, ...]) -> NDArray[np.datetime64]:
    return np.array(dates, dtype="datetime64[D]")
