"""Interval data as CSV files, whoever made them: what the columns are is found out from their headers and contents."""

import csv
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from tools.csv_figures import figures, is_figure
from tools.csv_header import FED_IN, Header, Role, header_of, plain, unit_in
from tools.csv_stamps import DATE, Stamp, moments, stamp
from tools.economics.quality import lengths
from tools.intervals import QUALITIES, Channel, Direction, Finding, Found, Quality, Recorded, Unit, Unreadable

DELIMITERS = ",;\t|"
PREAMBLE = 60
"""Rows in which the header must come: utilities put names and addresses before it."""
MOST_ROWS = 600_000
"""A year of minutes, and some more."""
COORDINATED = ZoneInfo("UTC")
HOUR = 3600.0
DATED = re.compile(r"\d[-/. ](\d{1,2}|[^\W\d]{3,9})[-/. ,]+\d")
SPAN = re.compile(r"\s+(?:to|bis|a|-)\s+(?=\d)")
ESTIMATED = re.compile(r"^e$|estim|ersatz|interpol|substit|projected")
DOUBTFUL = re.compile(r"question|doubt|invalid|suspect|dudos")
A_KWH: Mapping[Unit, float] = {Unit.KWH: 1.0, Unit.KW: 1.0, Unit.WH: 1000.0, Unit.W: 1000.0}
POWERS = frozenset({Unit.KW, Unit.W})
HIGHEST_KW = 100.0
"""No household draws this on average: figures without a unit that would come to it are no kWh."""
A_FEW = 48


@dataclass(slots=True)
class _Register:
    """The figures of one direction as they come, row by row."""

    unit: Unit | None
    ends: bool
    wall: ZoneInfo | None
    stamps: list[Stamp] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)


def recorded(body: bytes, zone: ZoneInfo | None = None) -> Recorded:
    """Read a file; `zone` is where its clock hangs, if its times have none. Raises Unreadable naming the row."""
    text = _text(body)
    delimiter = _delimiter(text)
    rows = _Rows(zone)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for row in reader:
            rows.take(reader.line_num, row)
            if reader.line_num > MOST_ROWS:
                raise Unreadable(f"there are more than {MOST_ROWS} rows in it")
    except csv.Error as error:
        raise Unreadable(f"no CSV ({error})") from None
    if not rows.registers:
        raise Unreadable("there are no readings below the header")
    read = [_channel(*named, delimiter) for named in rows.registers.items()]
    unit = next(iter(rows.registers.values())).unit or Unit.KWH
    findings = tuple(finding for _, found in read for finding in found)
    return Recorded(tuple(channel for channel, _ in read), unit, zone, findings)


def _text(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return the delimiter with which there is a header. Raises Unreadable."""
    begin = "\n".join(itertools.islice(text.splitlines(), PREAMBLE))
    for delimiter in DELIMITERS:
        try:
            if any(header_of(row) for row in csv.reader(io.StringIO(begin), delimiter=delimiter)):
                return delimiter
        except csv.Error:
            continue
    raise Unreadable("no row is a header that names a time and an energy (such as: timestamp, consumption (kWh))")


class _Rows:
    """Sorts a file's rows into the registers of their directions."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.registers: dict[Direction, _Register] = {}
        self._zone = zone
        self._header: Header | None = None
        self._meters: set[str] = set()

    def take(self, row: int, written: Sequence[str]) -> None:
        """Take a row: a header, a reading, or something else, which is passed over. Raises Unreadable."""
        cells = [cell.strip() for cell in written]
        header = self._header
        held = {} if header is None else {of: _at(place, cells) for of, place in header.energy.items()}
        figured = any(map(is_figure, held.values()))
        if not figured and (found := header_of(cells)) is not None:
            self._header = found
        elif header is not None and (figured or DATE.match(_when(header, cells))):
            self._take_reading(stamp(row, _when(header, cells)), header, held, cells)

    def _take_reading(self, when: Stamp, header: Header, held: Mapping[Direction, str], cells: Sequence[str]) -> None:
        self._meters |= {meter} if (meter := _cell(Role.METER, header, cells)) else set()
        if len(self._meters) > 1:
            raise Unreadable("another meter than before: a file may hold one", f"row {when.row}")
        quality = _quality(_cell(Role.QUALITY, header, cells))
        way = plain(_cell(Role.DIRECTION, header, cells))
        for column, figure in held.items():
            if column is Direction.NET and Direction.DRAWN in held:
                continue
            direction = Direction.FED_IN if FED_IN.search(way) else column
            unit = header.units[column] or unit_in(way) or _unit(_cell(Role.UNIT, header, cells), when.row)
            register = self.registers.setdefault(direction, _Register(unit, _ends(header), self._wall(header)))
            if register.unit is not unit:
                raise Unreadable("another unit than before", f"row {when.row}")
            register.stamps.append(when)
            register.figures.append(figure)
            register.quality.append(QUALITIES.index(quality))

    def _wall(self, header: Header) -> ZoneInfo | None:
        return COORDINATED if header.in_utc else self._zone


def _at(place: int, cells: Sequence[str]) -> str:
    return cells[place] if place < len(cells) else ""


def _cell(role: Role, header: Header, cells: Sequence[str]) -> str:
    return _at(header.roles[role], cells) if role in header.roles else ""


def _when(header: Header, cells: Sequence[str]) -> str:
    """Return the date and time of a row, out of one column or two; of a span its begin."""
    told = _cell(Role.END if _ends(header) else Role.START, header, cells)
    told = SPAN.split(told, maxsplit=1)[0]
    return told if DATED.search(told) else f"{_cell(Role.DATE, header, cells)} {told}"


def _ends(header: Header) -> bool:
    return Role.START not in header.roles and Role.END in header.roles


def _unit(text: str, row: int) -> Unit | None:
    unit = unit_in(plain(text))
    if text and unit is None:
        raise Unreadable(f"the unit '{text[:20]}' is none of {', '.join(Unit)}", f"row {row}")
    return unit


@lru_cache(maxsize=256)
def _quality(text: str) -> Quality:
    words = plain(text)
    if DOUBTFUL.search(words):
        return Quality.DOUBTFUL
    return Quality.ESTIMATED if ESTIMATED.search(words) else Quality.MEASURED


def _channel(direction: Direction, register: _Register, delimiter: str) -> tuple[Channel, list[Finding]]:
    rows = [when.row for when in register.stamps]
    value = figures(register.figures, rows, delimiter)
    at = moments(register.stamps, register.wall, ends=register.ends)
    left_out = np.isnan(at.seconds)
    if np.any(left_out & (value > 0)):
        row = rows[int(np.flatnonzero(left_out & (value > 0))[0])]
        raise Unreadable(f"the clock went forward over this time in {register.wall}: is it another zone?", f"row {row}")
    start, value, quality = at.seconds[~left_out], value[~left_out], np.array(register.quality, np.int8)[~left_out]
    hours = lengths(start)
    kwh = value / A_KWH[register.unit or Unit.KWH] * (hours if register.unit in POWERS else 1.0)
    channel = Channel(direction, start - hours * HOUR * at.ends, hours, kwh, quality)
    _require_sense(channel, register.unit)
    findings = [Finding(Found.UNIT_ASSUMED, start.size)] if register.unit is None else []
    return channel, findings


def _require_sense(channel: Channel, unit: Unit | None) -> None:
    """Raise Unreadable where figures cannot be energy by the interval, or are not in the unit that was assumed."""
    known = ~np.isnan(channel.kwh)
    kwh, hours = channel.kwh[known], channel.hours[known]
    steps = np.diff(kwh[np.argsort(channel.start[known], kind="stable")])
    if steps.size >= A_FEW and np.all(steps >= 0) and np.any(steps > 0):
        raise Unreadable("the figures only ever rise: they are a register's stand, not the energy of each interval")
    mean = float(np.sum(kwh) / np.sum(hours)) if kwh.size else 0.0
    if unit is None and mean > HIGHEST_KW:
        raise Unreadable(f"no unit is named, and in kWh it would be {mean:.0f} kW on average: name it in the header")
