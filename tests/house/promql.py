"""Reads the part of PromQL that our alerts and panels use: what an expression asks for, or that it is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r'\s*(?:(?P<string>"[^"]*")|(?P<range>\[\d+[smhd]\])|(?P<number>\d+(?:\.\d+)?)'
    r"|(?P<word>[a-zA-Z_][a-zA-Z0-9_]*)|(?P<sign>=~|!~|!=|==|>=|<=|[-+*/<>=(){},]))"
)
_CALLED = frozenset({"rate", "increase", "histogram_quantile", "sum", "max", "min", "count"})
_CLOSES = {")": "(", "}": "{"}


class NotAnExpression(Exception):
    """Prometheus would refuse it."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A metric, what its labels must be (label, sign, value), and the labels that are kept around it."""

    metric: str
    wanted: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression asks for."""

    selectors: tuple[Selector, ...]
    grouped_by: frozenset[str]


def asked(expression: str) -> Asked:
    """Return what an expression asks for. Raises NotAnExpression."""
    tokens = list(_tokens(expression))
    _balanced(tokens)
    selectors, grouped, place = [], set[str](), 0
    while place < len(tokens):
        word, following = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
        if word == "by":
            end = tokens.index(")", place)
            grouped |= set(tokens[place + 2 : end : 2])
            place = end
        elif re.match(r"[a-zA-Z_]", word) and word in _CALLED:
            if following not in {"(", "by"}:
                raise NotAnExpression(f"{word} is called with nothing")
        elif re.match(r"[a-zA-Z_]", word):
            end = tokens.index("}", place) if following == "{" else place
            selectors.append(Selector(word, tuple(_wanted(tokens[place + 2 : end]))))
            place = end
        place += 1
    return Asked(tuple(selectors), frozenset(grouped))


def _tokens(expression: str) -> Iterator[str]:
    place, text = 0, expression.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotAnExpression(f"unreadable at {text[place : place + 20]!r}")
        place = found.end()
        yield found.group().strip()


def _balanced(tokens: list[str]) -> None:
    open_ones: list[str] = []
    for token in tokens:
        if token in _CLOSES.values():
            open_ones.append(token)
        elif token in _CLOSES and (not open_ones or open_ones.pop() != _CLOSES[token]):
            raise NotAnExpression(f"{token} closes nothing")
    if open_ones:
        raise NotAnExpression(f"{open_ones[-1]} is never closed")


def _wanted(tokens: list[str]) -> Iterator[tuple[str, str, str]]:
    for place in range(0, len(tokens), 4):
        label, sign, value = tokens[place : place + 3]
        if sign not in {"=", "!=", "=~", "!~"} or not value.startswith('"'):
            raise NotAnExpression(f"{label} {sign} {value}")
        yield label, sign, value.strip('"')
