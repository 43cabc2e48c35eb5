"""What the columns of a CSV file of interval data are, by the words of their headers that are in use in the field.

Seen at utilities and meter registries in North America, Ireland, Britain, Spain, France, Germany, Austria and India.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tools.intervals import Direction, Unit


class Role(StrEnum):
    """What a column that is no energy tells."""

    START = "start"
    END = "end"
    DATE = "date"
    UNIT = "unit"
    DIRECTION = "direction"
    QUALITY = "quality"
    METER = "meter"


NOT_OURS = re.compile(
    r"\b(costs?|price|revision|tariff|rate|temperature|weather|amount|notes?|billing|address|name|account|updated)\b"
)
OTHER_UNITS = re.compile(r"[mg]wh|kva|varh|\bvar\b|therm|\bm3\b|m³|\bccf\b|btu|\bmj\b|gallon|\bgal\b|°|\bvolt|\bamp")
UNITS: Mapping[Unit, re.Pattern[str]] = {
    Unit.KWH: re.compile(r"k\s?wh|kilowatt ?hours?"),
    Unit.WH: re.compile(r"\bwh\b|\bwatt ?hours?"),
    Unit.KW: re.compile(r"\bkw\b|\bkilowatts?\b"),
    Unit.W: re.compile(r"\bw\b|\bwatts?\b"),
}
ROLES: Mapping[Role, re.Pattern[str]] = {
    Role.METER: re.compile(
        r"\b(esi ?id|cups|mprn|mpan|prm|lclid|nmi|zahlpunkt|meter (number|no|nr|id|uid|serial number))\b|^meter$"
    ),
    Role.QUALITY: re.compile(r"quality|qualitat|calidad|estimat|estimad|obtencion|\bstatus\b|\bestado\b"),
    Role.DIRECTION: re.compile(r"surplusgeneration|direction|richtung|\bread type\b|\bflow\b"),
    Role.UNIT: re.compile(r"^(units?|uom|unit of measure|einheit|unidad|unite)$"),
    Role.END: re.compile(r"\b(end|ende|ending|bis|to|until|hasta|fin)\b"),
    Role.START: re.compile(
        r"\b(start|begin|from|von|ab|desde|inicio|debut|timestamp|zeitstempel|messzeitpunkt|horodate|date ?time|time|"
        r"hour|hora|heure|uhrzeit|zeit|period)\b"
    ),
    Role.DATE: re.compile(r"\b(date|datum|fecha|day|tag|dia)\b"),
}
FED_IN = re.compile(
    r"export|generat|surplus|excess|einspeis|vertid|excedent|inje[ck]t|injection|produ[ck]|received|returned|"
    r"fe(e)?d ?(in|back)|\bas kwh\b"
)
NET = re.compile(r"\b(net|neto|netto|saldo)\b")
DRAWN = re.compile(
    r"import|consum|usage|\bused\b|delivered|verbrauch|bezug|soutir|energ|\bae kwh\b|\bkwh\b|\bload\b|"
    r"\b(read value|value|wert|valor|valeur)\b"
)
COORDINATED = re.compile(r"\b(utc|gmt)\b")


@dataclass(frozen=True, slots=True)
class Header:
    """Where in a row what stands; `units` of the columns of energy, None where the header names none."""

    roles: Mapping[Role, int]
    energy: Mapping[Direction, int]
    units: Mapping[Direction, Unit | None]
    in_utc: bool


def header_of(row: Sequence[str]) -> Header | None:
    """Read a row as a header; None where it is none, for it names no time or no energy."""
    roles: dict[Role, int] = {}
    energy: dict[Direction, int] = {}
    units: dict[Direction, Unit | None] = {}
    words = [plain(cell) for cell in row]
    for place, text in enumerate(words):
        role = _role(text)
        if role is not None:
            roles.setdefault(role, place)
            continue
        direction = _direction(text)
        if direction is not None and (direction not in energy or _outdoes(text, words[energy[direction]])):
            energy[direction], units[direction] = place, unit_in(text)
    times = [words[roles[role]] for role in (Role.START, Role.END, Role.DATE) if role in roles]
    if not times or not energy:
        return None
    if Direction.FED_IN not in energy and any(FED_IN.search(text) for text in times):
        only = next(iter(energy))
        energy, units = {Direction.FED_IN: energy[only]}, {Direction.FED_IN: units[only]}
    return Header(roles, energy, units, any(COORDINATED.search(text) for text in times))


@lru_cache(maxsize=1024)
def plain(cell: str) -> str:
    """Return a cell's words in small letters, without accents and signs."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", cell.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def unit_in(text: str) -> Unit | None:
    """Return the unit that plain words name, None where there is none of ours."""
    if OTHER_UNITS.search(text):
        return None
    return next((unit for unit, pattern in UNITS.items() if pattern.search(text)), None)


def _role(text: str) -> Role | None:
    if NOT_OURS.search(text) or unit_in(text) is not None:
        return None
    return next((role for role, pattern in ROLES.items() if pattern.search(text)), None)


def _direction(text: str) -> Direction | None:
    if NOT_OURS.search(text) or OTHER_UNITS.search(text):
        return None
    if FED_IN.search(text):
        return Direction.FED_IN
    if NET.search(text):
        return Direction.NET
    return Direction.DRAWN if DRAWN.search(text) or unit_in(text) is not None else None


def _outdoes(text: str, other: str) -> bool:
    """Whether a header says more than another that it is about energy."""
    return _plainness(text) > _plainness(other)


def _plainness(text: str) -> tuple[bool, bool]:
    return bool(DRAWN.search(text) or FED_IN.search(text)), unit_in(text) is not None
