"""The one door for interval data: bytes of any format that is known come in, intervals with what they mean go out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import orjson

from tools import green_button, interval_csv
from tools.economics.quality import dated, settled
from tools.interval_rows import channels, rows_in
from tools.intervals import Direction, Finding, Found, Interval, Quality, Recorded, Unit, Unreadable

LARGEST = 64 * 1024 * 1024
BLANK = b" \t\r\n"
MARK = b"\xef\xbb\xbf"
MARKS = (MARK, b"\xff\xfe", b"\xfe\xff")
"""What a text in UTF-8 or UTF-16 may begin with."""


class Format(StrEnum):
    """How interval data are written."""

    WORLD_ENGINE = "World Engine rows (JSON)"
    GREEN_BUTTON = "Green Button (ESPI XML)"
    CSV = "CSV"


@dataclass(frozen=True, slots=True)
class IntervalData:
    """Intervals, oldest first and none over another, with what they mean and what was found in them.

    `zone` is where the meter's clock hangs, `unit` what the source's figures were in (the intervals are kWh),
    `directions` what it told of, `quality` how many readings are of which.
    """

    format: Format
    zone: ZoneInfo
    unit: Unit
    directions: tuple[Direction, ...]
    quality: Mapping[Quality, int]
    intervals: tuple[Interval, ...]
    findings: tuple[Finding, ...]


def read(body: bytes, *, zone: ZoneInfo | None = None, now: datetime) -> IntervalData:
    """Read interval data of whichever format.

    `zone` says where the meter's clock hangs, for times without a zone and for local days; without it a Green Button
    file's own is taken, else UTC. Raises Unreadable naming the row or line and the reason.
    """
    if len(body) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1024**2} MB")
    kind = _format(body)
    recorded = READERS[kind](body, zone)
    here = zone or recorded.zone or ZoneInfo("UTC")
    right = settled(recorded.channels)
    if not right.intervals:
        raise Unreadable("nothing in it says what was drawn from the grid")
    return IntervalData(
        format=kind,
        zone=here,
        unit=recorded.unit,
        directions=tuple(channel.direction for channel in recorded.channels),
        quality=Counter(interval.quality for interval in right.intervals),
        intervals=right.intervals,
        findings=tuple(dict.fromkeys((*recorded.findings, *right.findings, *dated(right.intervals, here, now=now)))),
    )


def _format(body: bytes) -> Format:
    """Tell a format by its first sign."""
    begin = body[:1024]
    for mark in MARKS:
        begin = begin.removeprefix(mark)
    begin = begin.replace(b"\0", b"").lstrip(BLANK)
    if not begin:
        raise Unreadable("it is empty")
    if begin.startswith(b"<"):
        return Format.GREEN_BUTTON
    return Format.WORLD_ENGINE if begin.startswith((b"{", b"[")) else Format.CSV


def _world_engine(body: bytes, zone: ZoneInfo | None) -> Recorded:
    try:
        rows = rows_in(orjson.loads(body.removeprefix(MARK)))
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"no JSON ({error.msg})", f"line {error.lineno}") from None
    read = channels(rows)
    if not rows or not read[0].start.size:
        raise Unreadable("no row has a timestamp and a consumptionKWh")
    left_out = len(rows) - read[0].start.size
    return Recorded(read, Unit.KWH, zone, (Finding(Found.LEFT_OUT, left_out),) if left_out else ())


READERS = {
    Format.WORLD_ENGINE: _world_engine,
    Format.GREEN_BUTTON: green_button.recorded,
    Format.CSV: interval_csv.recorded,
}
