"""Interval data of a meter: what a source recorded, and what it comes to."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


class Direction(StrEnum):
    """Which way energy went through the meter, seen from the grid."""

    DRAWN = "drawn"
    FED_IN = "fed in"
    NET = "net"  # drawn less fed in, in each interval: negative where more was fed in
    UNKNOWN = "unknown"  # the source does not say; it is taken as drawn


class Quality(StrEnum):
    """How far a reading can be trusted."""

    MEASURED = "measured"
    ESTIMATED = "estimated"  # put in by the utility where nothing was measured
    DOUBTFUL = "doubtful"  # called questionable by the utility itself


QUALITIES = tuple(Quality)
"""A reading's quality is kept as its place in here."""


class Unit(StrEnum):
    """What a source's figures are in."""

    KWH = "kWh"
    WH = "Wh"
    KW = "kW"  # the mean over an interval
    W = "W"  # likewise


@dataclass(frozen=True, slots=True)
class Interval:
    """Energy through a meter from `start` (aware UTC) for `hours`: kWh drawn from and fed into the grid."""

    start: datetime
    hours: float
    consumed_kwh: float
    produced_kwh: float
    quality: Quality = Quality.MEASURED


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """What one register of a meter recorded, in its source's order and with all that is wrong with it.

    `start` is seconds since 1970 (UTC), `hours` how long a reading lasts, `kwh` is NaN where a reading is empty,
    `quality` a place in QUALITIES.
    """

    direction: Direction
    start: Column
    hours: Column
    kwh: Column
    quality: NDArray[np.int8]


class Found(StrEnum):
    """What is found in interval data."""

    SHORT_DAY = "short day"  # the clock went forward: no fault
    LONG_DAY = "long day"  # the clock went back: no fault
    GAP = "gap"
    REPEATED = "repeated"  # the same interval with the same value: counted once
    CONTRADICTING = "contradicting"  # the same interval with another value: the later one counts
    OVERLAPPING = "overlapping"  # begins before another one ends: left out
    FUTURE = "future"
    CONSTANT = "constant"  # every interval is the same
    SPIKE = "spike"  # more than a home's connection carries, and far above all else: no number counts it
    NEGATIVE = "negative"  # left out: only a meter that nets may count below nothing
    EMPTY = "empty"  # a reading without a value
    NO_DATE = "no date"  # before 1970 or after 2200: left out
    SNAPPED = "snapped"  # the start wandered and was set to the interval
    UNKNOWN_DIRECTION = "unknown direction"  # taken as drawn
    ESTIMATED = "estimated"
    DOUBTFUL = "doubtful"
    UNIT_ASSUMED = "unit assumed"  # the source names none: kWh were taken
    LEFT_OUT = "left out"  # rows or registers that are not of electric energy, or cannot be read
    OTHER_ZONE = "other zone"  # the source's own clock is not that of the zone


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing, how often it is there, where it is first, and how many hours of data it is about.

    Of what is snapped, `hours` is the farthest that a start was moved. Findings that differ in the direction alone are
    alike.
    """

    what: Found
    count: int
    first: datetime | None = None
    hours: float = 0.0
    direction: Direction = field(default=Direction.DRAWN, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """All that a source holds of a meter: its registers, in what unit, by which clock, and what was noticed."""

    channels: tuple[Channel, ...]
    unit: Unit
    zone: ZoneInfo | None = None
    findings: tuple[Finding, ...] = ()


class Unreadable(Exception):
    """A source cannot be read: `where` names the row or line, `reason` says what is wrong with it."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(f"{where}: {reason}" if where else reason)
        self.reason = reason
        self.where = where
