"""Figures as CSV files write them: with a decimal point or a decimal comma, found out from all of them."""

import re
from collections.abc import Sequence

import numpy as np

from tools.intervals import Column, Unreadable

FIGURE = re.compile(r"[+-]?(?:\d|[.,]\d)[\d.,]*(?:e[+-]?\d+)?", re.IGNORECASE)
BLANKS = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none"})
LOOSE = {sign: re.compile(rf"^[+-]?0?{re.escape(sign)}|{re.escape(sign)}(?!\d{{3}}(?:[.,]|$))") for sign in ".,"}
"""A sign that cannot stand between thousands: after nothing or a nought, or not before three digits."""


def is_figure(text: str) -> bool:
    """Whether a cell is a number in some way of writing."""
    return FIGURE.fullmatch(text) is not None


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.casefold() in BLANKS


def figures(texts: Sequence[str], rows: Sequence[int], delimiter: str) -> Column:
    """Return the numbers, NaN for what is blank. Raises Unreadable naming the row."""
    mark = _mark(set(texts), delimiter)
    grouping = "," if mark == "." else "."
    found = np.empty(len(texts))
    for place, text in enumerate(texts):
        try:
            found[place] = np.nan if is_blank(text) else float(text.replace(grouping, "").replace(mark, "."))
        except ValueError:
            raise Unreadable(f"'{text[:40]}' is no number", f"row {rows[place]}") from None
    if np.any(np.isinf(found)):
        raise Unreadable("a number beyond all measure", f"row {rows[int(np.flatnonzero(np.isinf(found))[0])]}")
    return found


def _mark(texts: set[str], delimiter: str) -> str:
    """Find out the decimal mark. Raises Unreadable where both signs are used as one."""
    used = [sign for sign in ".," if any(sign in text for text in texts)]
    loose = [sign for sign in used if any(LOOSE[sign].search(text) for text in texts)]
    if len(loose) > 1:
        raise Unreadable("both a point and a comma stand before decimals")
    if loose:
        return loose[0]
    return "," if used == [","] and delimiter != "," else "."
