"""Interval data as Green Button files: Atom feeds of NAESB's ESPI (REQ.21)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tools.economics.quality import LATEST, lengths
from tools.green_button_feed import Entry, Reading, entries_of
from tools.intervals import QUALITIES, Channel, Column, Direction, Finding, Found, Quality, Recorded, Unit, Unreadable
from tools.reading import number

WATT_HOURS = "72"
ELECTRIC = frozenset({"", "0", "1", "2"})
"""Commodities: not said, none, electricity as it is metered on the low and on the high voltage side."""
OF_AN_INTERVAL = frozenset({"", "0", "4"})
"""Accumulation: not said, none, delta data. All others are a register's stand or a momentary value."""
DIRECTIONS: Mapping[str, Direction] = {"1": Direction.DRAWN, "19": Direction.FED_IN, "4": Direction.NET}
ESTIMATES = (7.0, 8.0, 9.0, 11.0, 12.0, 13.0, 15.0)
"""Qualities: edited, estimated by a reference day or between neighbours, derived, projected, mixed, normalised."""
QUESTIONABLE = 10.0
HIGHEST_POWER = 12
HOUR = 3600.0
NORTH_AMERICA = ("360E2000", "B40E2000")
"""Summer time from the second Sunday of March to the first of November, at two o'clock."""
WITH_SUMMER_TIME: Mapping[float, str] = {
    -3.5: "America/St_Johns",
    -4: "America/Halifax",
    -5: "America/New_York",
    -6: "America/Chicago",
    -7: "America/Denver",
    -8: "America/Los_Angeles",
    -9: "America/Anchorage",
}
WITHOUT: Mapping[float, str] = {
    -4: "America/Puerto_Rico",
    -6: "America/Regina",
    -7: "America/Phoenix",
    -10: "Pacific/Honolulu",
    5.5: "Asia/Kolkata",
}
"""ESPI names no zone, only how far its clock is from UTC (hours here) and when it changes."""


def recorded(body: bytes, zone: ZoneInfo | None = None) -> Recorded:
    """Read a feed. Its own clock tells the zone where none is given. Raises Unreadable naming the line."""
    entries = entries_of(body)
    findings: list[Finding] = []
    of_direction: dict[Direction, list[Channel]] = {}
    for register, readings in _registers(entries):
        if _is_energy(register):
            channel = _channel(register, readings)
            of_direction.setdefault(channel.direction, []).append(channel)
        else:
            findings.append(Finding(Found.LEFT_OUT, len(readings)))
    if not of_direction:
        raise Unreadable(_nothing(entries))
    clock = next((entry.clock for entry in entries if entry.clock is not None), {})
    channels = tuple(_joined(parts) for parts in of_direction.values())
    if zone is not None and not _keeps(zone, clock, channels[0]):
        findings.append(Finding(Found.OTHER_ZONE, 1))
    return Recorded(channels, Unit.WH, zone or _zone(clock), tuple(findings))


def _registers(entries: Sequence[Entry]) -> Iterator[tuple[Mapping[str, str], Sequence[Reading]]]:
    """Bring interval readings to the ReadingType that says what they are.

    It is linked to by the block itself or by the MeterReading that both belong to; where links lead nowhere, it is the
    one that stands before the block. Raises Unreadable where there is none, or more than one meter.
    """
    types = {entry.own: entry for entry in entries if entry.reading_type is not None and entry.own}
    linked = dict(types)
    for entry in entries:
        known = next((types[href] for href in entry.related if href in types), None)
        if known is not None:
            linked |= dict.fromkeys((entry.own, *entry.related), known)
    linked.pop("", None)
    last = next((entry for entry in entries if entry.reading_type is not None), None)
    points: set[str] = set()
    for entry in entries:
        last = entry if entry.reading_type is not None else last
        if not entry.readings:
            continue
        known = next((linked[href] for href in entry.leads() if href in linked), last)
        if known is None or known.reading_type is None:
            raise Unreadable("interval readings without a ReadingType", f"line {entry.line}")
        if _is_energy(known.reading_type):
            points.add(entry.usage_point())
        if len(points) > 1:
            raise Unreadable("the file holds more than one meter", f"line {entry.line}")
        yield known.reading_type, entry.readings


def _is_energy(register: Mapping[str, str]) -> bool:
    return (
        register.get("uom") == WATT_HOURS
        and register.get("commodity", "") in ELECTRIC
        and register.get("accumulationBehaviour", "") in OF_AN_INTERVAL
    )


def _nothing(entries: Sequence[Entry]) -> str:
    units = sorted({entry.reading_type.get("uom", "none") for entry in entries if entry.reading_type is not None})
    if not units or not any(entry.readings for entry in entries):
        return "there are no interval readings in it"
    return f"no register holds energy by the interval (uom 72, Wh); there is uom {', '.join(units)}"


def _channel(register: Mapping[str, str], readings: Sequence[Reading]) -> Channel:
    try:
        power = int(register.get("powerOfTenMultiplier") or 0)
        usual = float(register.get("intervalLength") or 0)
        usual_code = float(register.get("defaultQuality") or 0)
    except ValueError:
        raise Unreadable(
            "a ReadingType's powerOfTenMultiplier, intervalLength or defaultQuality is no number"
        ) from None
    start, seconds, value, code = np.array(readings, dtype=np.float64).T
    if abs(power) > HIGHEST_POWER or not np.all(np.isfinite(start + seconds)) or np.any(np.isinf(value)):
        raise Unreadable("a number in it is beyond all measure")
    seconds = np.where(seconds > 0, seconds, usual)
    hours = np.where(seconds > 0, seconds / HOUR, lengths(start))
    direction = DIRECTIONS.get(register.get("flowDirection", ""), Direction.UNKNOWN)
    return Channel(direction, start, hours, value * 10.0**power / 1000, _quality(np.where(code < 0, usual_code, code)))


def _quality(codes: Column) -> NDArray[np.int8]:
    quality = np.zeros(codes.size, dtype=np.int8)
    quality[np.isin(codes, ESTIMATES)] = QUALITIES.index(Quality.ESTIMATED)
    quality[codes == QUESTIONABLE] = QUALITIES.index(Quality.DOUBTFUL)
    return quality


def _joined(parts: Sequence[Channel]) -> Channel:
    return replace(
        parts[0],
        start=np.concatenate([part.start for part in parts]),
        hours=np.concatenate([part.hours for part in parts]),
        kwh=np.concatenate([part.kwh for part in parts]),
        quality=np.concatenate([part.quality for part in parts]),
    )


def _zone(clock: Mapping[str, str]) -> ZoneInfo | None:
    """Return the zone that keeps a feed's clock, where one does that is known here."""
    offset = number(clock.get("tzOffset"))
    if offset is None:
        return None
    summer = bool(number(clock.get("dstOffset")))
    rules = (clock.get("dstStartRule", "").upper(), clock.get("dstEndRule", "").upper())
    names = WITH_SUMMER_TIME if summer and rules == NORTH_AMERICA else {} if summer else WITHOUT
    name = names.get(offset / HOUR)
    return None if name is None else ZoneInfo(name)


def _keeps(zone: ZoneInfo, clock: Mapping[str, str], channel: Channel) -> bool:
    """Tell whether a zone's standard time is the feed's; a feed that says nothing is not contradicted."""
    offset = number(clock.get("tzOffset"))
    year = datetime.fromtimestamp(float(np.clip(channel.start[0], 0, LATEST)), UTC).year
    ours = min(_offset(year, month, zone) for month in (1, 7))
    return offset is None or offset == ours


def _offset(year: int, month: int, zone: ZoneInfo) -> float:
    return (datetime(year, month, 1, tzinfo=zone).utcoffset() or timedelta()).total_seconds()
