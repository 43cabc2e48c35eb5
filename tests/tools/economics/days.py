"""Days of readings for the tests of baselines: an evening peak on ordinary days up to an event."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from tools.economics.baseline import Window
from tools.economics.household import Figures

EVENT_DAY = date(2026, 7, 22)
"""A Wednesday."""
EVENING = Window(EVENT_DAY, 17, 21)


def flat(day: date) -> Figures:
    """Half a kWh in each hour, one in the evening's."""
    del day
    return np.where((np.arange(24) >= 17) & (np.arange(24) < 21), 1.0, 0.5)


def readings(
    count: int, use: Callable[[date], Figures] = flat, *, last: date = EVENT_DAY
) -> tuple[tuple[date, ...], Figures]:
    """The days up to and with `last`, and a row for each."""
    dates = tuple(last - timedelta(days=count - 1 - place) for place in range(count))
    return dates, np.array([use(day) for day in dates])
