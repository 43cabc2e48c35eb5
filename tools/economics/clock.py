"""Clock and calendar: what the clock on the wall shows at many moments; a day of it has 23, 24 or 25 hours."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]

HOUR, DAY = 3600.0, 86400.0
HOURS_A_DAY, DAYS_A_WEEK, MONTHS = 24, 7, 12
DAYS_A_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
THURSDAY = 3
"""The weekday of the first day of 1970, by which days are counted here."""
SATURDAY = 5
EPOCH = date(1970, 1, 1)


def local_seconds(moments: Seconds, zone: ZoneInfo) -> Seconds:
    """Return what the clock on the wall showed, as seconds since 1970 by that clock; `moments` are such of UTC."""
    days, at = np.unique(np.floor(moments / DAY), return_inverse=True)
    begins = np.array([_offset(day * DAY, zone) for day in days])
    ends = np.array([_offset((day + 1) * DAY, zone) for day in days])
    offset = begins[at]
    for changing in np.flatnonzero(begins != ends):
        among = at == changing
        offset[among] = [_offset(moment, zone) for moment in moments[among]]
    return np.asarray(moments + offset, dtype=np.float64)


def months(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the month (January is 0) of days since 1970."""
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % MONTHS)


def weekdays(days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of days since 1970 lie on Monday to Friday."""
    return np.asarray((days + THURSDAY) % DAYS_A_WEEK < SATURDAY)


def dates(days: NDArray[np.int64]) -> tuple[date, ...]:
    """Return the dates of days since 1970."""
    return tuple(EPOCH + timedelta(days=int(day)) for day in days)


def hours_of(days: Sequence[date], zone: ZoneInfo) -> tuple[float, ...]:
    """Return how many hours each of these local days has."""
    return tuple((_midnight(day + timedelta(days=1), zone) - _midnight(day, zone)) / HOUR for day in days)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()


def _offset(moment: float, zone: ZoneInfo) -> float:
    local = datetime.fromtimestamp(moment, UTC).astimezone(zone)
    return (local.utcoffset() or timedelta()).total_seconds()
