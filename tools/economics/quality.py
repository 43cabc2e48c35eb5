"""What is wrong with interval data, found and named; and what is left of them once it is set right.

A daylight-saving day of 23 or 25 hours is named as well, and is no fault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tools.economics.clock import DAY, HOUR, HOURS_A_DAY, dates, hours_of, local_seconds
from tools.economics.household import are_spikes, is_constant
from tools.intervals import QUALITIES, Channel, Column, Direction, Finding, Found, Interval, Quality

MINUTE, QUARTER = 60.0, 900.0
"""Every zone's clock is whole quarters of an hour away from UTC, so a meter's intervals begin at such."""
NEAR = 120.0
"""Seconds by which a meter's clock may be off and still be set to the quarter of an hour."""
UNSTEADY = 0.25
"""The share of an interval by which a start may wander."""
MILLISECOND = 1e-3
SLACK = 30.0
"""Seconds by which intervals may miss each other and still be neighbours."""
LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
SAME_KWH = 1e-6
LEADING = (Direction.DRAWN, Direction.NET, Direction.UNKNOWN)
"""Which register tells what was drawn, where a meter has several that could."""
NEARLY = 0.1
"""A day of 23 or 25 hours differs from the usual one by less."""
USUAL_SHARE, USUAL_TIMES = 0.05, 3
"""Spacings rarer than this are gaps and no length of an interval."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Intervals in order that do not overlap, and what was found on the way."""

    intervals: tuple[Interval, ...]
    findings: tuple[Finding, ...]


def settled(channels: Sequence[Channel]) -> Settled:
    """Set a meter's channels, one for each direction, right: an interval for each reading that was drawn."""
    of = {channel.direction: channel for channel in channels}
    leading = next((of[direction] for direction in LEADING if direction in of), _NOTHING)
    drawn, drawn_findings = _clean(_drawn(leading))
    feeding = _fed_in(leading) if leading.direction is Direction.NET else of.get(Direction.FED_IN, _NOTHING)
    fed_in, fed_in_findings = _clean(feeding)
    others = [channel for channel in channels if channel.direction not in {leading.direction, Direction.FED_IN}]
    left_out = [Finding(Found.LEFT_OUT, channel.start.size, direction=channel.direction) for channel in others]
    findings = dict.fromkeys((*drawn_findings, *fed_in_findings, *left_out))
    return Settled(tuple(_intervals(drawn, fed_in)), tuple(findings))


def dated(intervals: Sequence[Interval], zone: ZoneInfo, *, now: datetime) -> tuple[Finding, ...]:
    """Return what there is to say about when intervals are: days of 23 or 25 hours, and dates in the future."""
    start = np.array([interval.start.timestamp() for interval in intervals])
    local = np.unique(np.floor(local_seconds(start, zone) / DAY)).astype(np.int64)
    findings = []
    lengths = np.array(hours_of(dates(local), zone))
    for what, days in ((Found.SHORT_DAY, lengths < HOURS_A_DAY), (Found.LONG_DAY, lengths > HOURS_A_DAY)):
        if np.any(days):
            first = datetime.combine(dates(local[days])[0], datetime.min.time(), zone).astimezone(UTC)
            findings.append(Finding(what, int(np.sum(days)), first, float(np.sum(lengths[days]))))
    late = [interval for interval in intervals if interval.start > now]
    if late:
        findings.append(Finding(Found.FUTURE, len(late), late[0].start, sum(interval.hours for interval in late)))
    return tuple(findings)


def lengths(start: Column) -> Column:
    """Return how many hours readings last that only say when they begin, in any order.

    One lasts until the next one begins, or as long as the one before it, whichever is shorter; but no longer than a
    spacing that is usual in these data, for a gap is not an interval. Days are as long as the clock makes them. A
    single reading is taken for an hour.
    """
    order = np.argsort(start, kind="stable")
    begins = np.diff(start[order], prepend=-np.inf) > SLACK
    group = np.cumsum(begins) - 1
    spacing = np.rint(np.diff(start[order][begins]) / MINUTE)
    if spacing.size == 0:
        return np.ones(start.size)
    found, count = np.unique(spacing, return_counts=True)
    usual = found[(count >= USUAL_SHARE * spacing.size) & (count >= USUAL_TIMES)]
    usual = usual if usual.size else np.array([np.median(spacing)])
    until_next, since_last = np.append(spacing, np.inf), np.append(np.inf, spacing)
    room = np.minimum(until_next, since_last)
    fitting = usual[np.maximum(np.searchsorted(usual, room, side="right") - 1, 0)]
    by_the_wall = (fitting > HOUR / MINUTE) & (np.abs(until_next - fitting) <= fitting * NEARLY)
    fitting = np.where(by_the_wall, until_next, fitting)
    hours = np.empty(start.size)
    hours[order] = fitting[group] * MINUTE / HOUR
    return hours


def _drawn(channel: Channel) -> Channel:
    """Return what was drawn, where a meter nets: what is above nothing."""
    nets = channel.direction is Direction.NET
    return replace(channel, direction=Direction.DRAWN, kwh=np.maximum(channel.kwh, 0.0)) if nets else channel


def _fed_in(channel: Channel) -> Channel:
    return replace(channel, direction=Direction.FED_IN, kwh=np.maximum(-channel.kwh, 0.0))


def _clean(channel: Channel) -> tuple[Channel, list[Finding]]:
    """Return a channel in order, without what cannot count, and what was found."""
    findings = []
    for step in (_with_date, _without_empty, _without_negative, _in_order, _snapped, _once, _apart):
        channel, found = step(channel)
        findings += found
    findings += [*_gaps(channel), *_doubts(channel)]
    return channel, [replace(finding, direction=channel.direction) for finding in findings if finding.count]


def _with_date(channel: Channel) -> tuple[Channel, list[Finding]]:
    possible = (channel.start >= 0) & (channel.start < LATEST)
    return _taken(channel, possible), [Finding(Found.NO_DATE, int(np.sum(~possible)))]


def _without_empty(channel: Channel) -> tuple[Channel, list[Finding]]:
    empty = np.isnan(channel.kwh)
    return _taken(channel, ~empty), [_finding(Found.EMPTY, channel, empty)]


def _without_negative(channel: Channel) -> tuple[Channel, list[Finding]]:
    negative = channel.kwh < 0
    return _taken(channel, ~negative), [_finding(Found.NEGATIVE, channel, negative)]


def _in_order(channel: Channel) -> tuple[Channel, list[Finding]]:
    return _taken(channel, np.argsort(channel.start, kind="stable")), []


def _snapped(channel: Channel) -> tuple[Channel, list[Finding]]:
    """Set starts that wander around a steady beat to that beat, and the beat to the quarter of an hour if it is near.

    Intervals of more than an hour are left alone: days begin by the clock, which does not keep a beat.
    """
    if channel.start.size == 0 or np.median(channel.hours) > 1:
        return channel, []
    beat = float(np.min(channel.hours)) * HOUR
    since = channel.start - channel.start[0]
    off = since - np.rint(since / beat) * beat
    begins = channel.start[0] + float(np.median(off))
    grid = min(beat, QUARTER)
    whole = np.rint(begins / grid) * grid
    begins = whole if abs(whole - begins) <= NEAR else np.rint(begins)
    set_to = np.where(np.abs(off - np.median(off)) <= UNSTEADY * beat, begins + np.rint(since / beat) * beat, np.nan)
    moved = np.abs(set_to - channel.start)
    wandering = moved > MILLISECOND
    found = _finding(Found.SNAPPED, channel, wandering)
    farthest = float(np.max(moved[wandering], initial=0.0)) / HOUR
    start = np.where(np.isnan(set_to), channel.start, set_to)
    return replace(channel, start=start), [replace(found, hours=farthest)]


def _once(channel: Channel) -> tuple[Channel, list[Finding]]:
    """Of readings of the same interval keep the last that the source has."""
    same_start, same_length = (_change(column) == 0 for column in (channel.start, channel.hours))
    again = same_start & same_length
    other = np.abs(_change(channel.kwh)) > SAME_KWH
    findings = [
        _finding(Found.REPEATED, channel, again & ~other),
        _finding(Found.CONTRADICTING, channel, again & other),
    ]
    return _taken(channel, ~np.roll(again, -1)), findings


def _apart(channel: Channel) -> tuple[Channel, list[Finding]]:
    """Leave out what would count energy twice: first what is not of the usual length, then what begins later."""
    ends = channel.start + channel.hours * HOUR
    if not np.any(channel.start[1:] < np.maximum.accumulate(ends)[:-1] - SLACK):
        return channel, []
    usual = float(np.median(channel.hours))
    regular = channel.hours == usual
    begins = channel.start[regular]
    before = np.searchsorted(begins, channel.start - usual * HOUR + SLACK, side="right")
    kept = regular | (np.searchsorted(begins, ends - SLACK) <= before)
    until = -np.inf
    for place in np.flatnonzero(kept):
        if channel.start[place] < until - SLACK:
            kept[place] = False
        else:
            until = ends[place]
    return _taken(channel, kept), [_finding(Found.OVERLAPPING, channel, ~kept)]


def _gaps(channel: Channel) -> Iterator[Finding]:
    ends = (channel.start + channel.hours * HOUR)[:-1]
    missing = channel.start[1:] - ends
    gap = missing > SLACK
    if np.any(gap):
        first = datetime.fromtimestamp(float(ends[gap][0]), UTC)
        yield Finding(Found.GAP, int(np.sum(gap)), first, float(np.sum(missing[gap])) / HOUR)


def _doubts(channel: Channel) -> Iterator[Finding]:
    for what, quality in ((Found.ESTIMATED, Quality.ESTIMATED), (Found.DOUBTFUL, Quality.DOUBTFUL)):
        yield _finding(what, channel, channel.quality == QUALITIES.index(quality))
    all_of_them = np.ones(channel.start.size, dtype=np.bool_)
    if channel.direction is Direction.UNKNOWN:
        yield _finding(Found.UNKNOWN_DIRECTION, channel, all_of_them)
    if channel.direction is not Direction.FED_IN:
        yield _finding(Found.SPIKE, channel, are_spikes(channel.start, channel.hours, channel.kwh))
    if channel.direction is not Direction.FED_IN and channel.start.size > 1 and is_constant(channel.kwh):
        yield _finding(Found.CONSTANT, channel, all_of_them)


def _finding(what: Found, channel: Channel, where: NDArray[np.bool_]) -> Finding:
    if not np.any(where):
        return Finding(what, 0)
    first = datetime.fromtimestamp(float(np.min(channel.start[where])), UTC)
    return Finding(what, int(np.sum(where)), first, float(np.sum(channel.hours[where])))


def _change(column: Column) -> Column:
    """Return by how much each figure differs from the one before; the first from nothing (NaN)."""
    return np.diff(column, prepend=np.nan)


def _taken(channel: Channel, which: NDArray[np.bool_] | NDArray[np.intp]) -> Channel:
    return Channel(
        channel.direction, channel.start[which], channel.hours[which], channel.kwh[which], channel.quality[which]
    )


def _intervals(drawn: Channel, fed_in: Channel) -> Iterator[Interval]:
    place = np.searchsorted(fed_in.start, drawn.start)
    found = np.append(fed_in.start, np.nan)[place] == drawn.start
    produced = np.where(found, np.append(fed_in.kwh, 0.0)[place], 0.0)
    starts = [datetime.fromtimestamp(moment, UTC) for moment in drawn.start.tolist()]
    qualities = [QUALITIES[place] for place in drawn.quality.tolist()]
    return map(Interval, starts, drawn.hours.tolist(), drawn.kwh.tolist(), produced.tolist(), qualities)


_NOTHING = Channel(Direction.DRAWN, np.empty(0), np.empty(0), np.empty(0), np.empty(0, dtype=np.int8))
