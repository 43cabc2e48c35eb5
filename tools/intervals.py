"""Interval data of a meter."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Interval:
    """Energy through a meter from `start` (aware UTC) for `hours`: kWh drawn from and fed into the grid."""

    start: datetime
    hours: float
    consumed_kwh: float
    produced_kwh: float
