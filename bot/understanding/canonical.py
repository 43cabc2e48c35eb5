"""Brings amounts, sizes and days into one form: "5 kilowatts" and "5kW", "$8,000" and "8 mil", "monday" and "lunes"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.understanding.lexicon import Lexicon
from bot.understanding.words import tidy

_PIECE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d+(?:[.,]\d+)*|[^\W\d\u0900-\u097f]+|[\u0900-\u0963\u0970-\u097f]+")
_NUMBER = re.compile(r"(\d+(?:[.,]\d{2,3})*?)(?:[.,](\d{1,2}))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d{1,2}):\d\d")
_ENDS = frozenset({"st", "nd", "rd", "th"})
_AHEAD = ("today", "tomorrow", "overmorrow")
_NOON, _EVENING = 12, 17
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def canonical(text: str, lexicon: Lexicon, today: date | None = None) -> tuple[str, ...]:
    """Return the words of a text, figures and days among them in one form for all languages: "5kw", "8000", "17h".

    Days and months are in English. A day that is told from `today` needs to know it. A day written 2026-11-26, or a
    time written 17:00, is all that it can be called by.
    """
    signs = lexicon.calendar_phrases.sub(lambda found: f" {lexicon.calendar[found[0]]} ", tidy(text))
    return tuple(_pieces(_PIECE.findall(signs), lexicon, today))


def _pieces(pieces: Sequence[str], lexicon: Lexicon, today: date | None) -> Iterator[str]:
    place = 0
    while place < len(pieces):
        piece, after = pieces[place], pieces[place + 1 : place + 4]
        place += 1
        value = _value(lexicon.digits.get(piece, piece) if after and after[0] in lexicon.units else piece)
        if value is None:
            yield from () if piece in lexicon.words["currency"] else _word(piece, today)
            continue
        factors = [lexicon.multipliers[word] for word in after if word in lexicon.multipliers][:1]
        unit = next((lexicon.units[word] for word in after[len(factors) :][:1] if word in lexicon.units), "")
        place += len(factors) + bool(unit or (after and after[0] in _ENDS))
        yield _figure(value * (factors[0] if factors else 1), unit)


def _value(piece: str) -> float | None:
    """Read "8,000", "1,50,000", "8.000,00" or "4.5"."""
    number = _NUMBER.fullmatch(piece)
    return float(f"{re.sub('[.,]', '', number[1])}.{number[2] or 0}") if number else None


def _figure(value: float, unit: str) -> str:
    if unit in {"am", "pm"}:
        return f"{int(value) % 12 + 12 * (unit == 'pm')}h"
    return f"{int(value) if value.is_integer() else value}{unit}"


def _word(piece: str, today: date | None) -> Iterator[str]:
    """Yield a word, or all that a day or a time can be called by."""
    time = _TIME.fullmatch(piece)
    if _DAY.fullmatch(piece):
        day = date.fromisoformat(piece)
        yield from (piece, _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1], str(day.day))
    elif time:
        hour = int(time[1])
        yield from (f"{hour}h", f"{(hour - 1) % 12 + 1}o")
        yield "morning" if hour < _NOON else "afternoon" if hour < _EVENING else "evening"
    elif piece in _AHEAD and today:
        yield (today + timedelta(days=_AHEAD.index(piece))).isoformat()
    else:
        yield piece
