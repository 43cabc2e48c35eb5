"""The form of a conversation that is written down (docs/understanding.md), read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml


class UnreadableScript(Exception):
    """A conversation is not in the form that docs/understanding.md shows: mend the place that is named."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer writes, and what should be understood ("start_solar", "choose offer-1"); empty: not checked."""

    words: str
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What the network answers to the oldest open call of a kind: "ok", or a failure's name."""

    call: str
    how: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that the bot should say now, in their order; more may stand around them."""

    words: str


Line = Said | Answered | Heard


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation. `end` is where it should stand then: flow, step, expecting, locale, and slots with values."""

    name: str
    title: str
    lines: tuple[Line, ...]
    end: Mapping[str, str] = field(default_factory=dict)


def load_scripts(path: Path) -> tuple[Script, ...]:
    """Read the conversations of a file: one document each. Raises UnreadableScript."""
    try:
        pages = [page for page in yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader) if page is not None]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise UnreadableScript(f"{path}: {problem}") from None
    return tuple(_script(page, path, place) for place, page in enumerate(pages, 1))


def _script(page: object, path: Path, place: int) -> Script:
    name = path.stem if place == 1 else f"{path.stem}-{place}"
    lines = page.get("chat") if isinstance(page, dict) else None
    if not isinstance(page, dict) or not isinstance(lines, list):
        raise UnreadableScript(f"{path}: conversation {place}: must have a list under chat")
    end = page.get("end", {})
    if not isinstance(end, dict):
        raise UnreadableScript(f"{path}: conversation {place}: end must map names to values")
    chat = tuple(_line(line, f"{path}: conversation {place}, line {number}") for number, line in enumerate(lines, 1))
    return Script(name, str(page.get("title", name)), chat, {str(key): str(value) for key, value in end.items()})


def _line(line: object, where: str) -> Line:
    match line:
        case {"customer": words, "means": str(meant), **rest} if not rest:
            return Said(str(words), (meant,))
        case {"customer": words, "means": [*meant], **rest} if not rest:
            return Said(str(words), tuple(map(str, meant)))
        case {"customer": words, **rest} if not rest:
            return Said(str(words))
        case {"network": str(told), **rest} if not rest and ": " in told:
            call, _, how = told.partition(": ")
            return Answered(call, how)
        case {"bot": words, **rest} if not rest:
            return Heard(str(words))
    raise UnreadableScript(f'{where}: must be customer (with means), bot, or network: "Call: outcome"')
