"""The example lines of prompts/examples: one file for each language, one line for each way to say a thing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.understanding.labels import CERTAIN, LEARNED
from bot.understanding.words import split


class UnreadableExamples(Exception):
    """A file of examples is not in the form that docs/understanding.md shows: mend the file that is named."""


@dataclass(frozen=True, slots=True)
class Example:
    """One line, what it means, the language of the file it stands in ("hi-Latn": Hindi in Latin letters), its words."""

    text: str
    label: str
    language: str
    words: tuple[str, ...]


def load_examples(folder: Path) -> tuple[Example, ...]:
    """Read all files `<language>.yaml` of a folder. Raises UnreadableExamples."""
    found = tuple(example for path in sorted(folder.glob("*.yaml")) for example in _read(path))
    if not found:
        raise UnreadableExamples(f"{folder}: no examples here")
    return found


def _read(path: Path) -> list[Example]:
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise UnreadableExamples(f"{path}: must map labels to lines")
    examples: list[Example] = []
    for label, lines in content.items():
        if label not in LEARNED or not isinstance(lines, str):
            raise UnreadableExamples(f"{path}: {label!r} must be one of {', '.join(LEARNED)} with a text of lines")
        told = (line.strip() for line in lines.splitlines())
        examples.extend(Example(line, label, path.stem, split(line)) for line in told if line)
    return examples


def digest(examples: Sequence[Example], *further: str) -> str:
    """Return a SHA-256 over examples and whatever else decides what is learned from them."""
    total = hashlib.sha256("\x1f".join(further).encode())
    for example in examples:
        total.update(f"\x1e{example.language}\x1f{example.label}\x1f{example.text}".encode())
    return total.hexdigest()


def whole_messages(examples: Sequence[Example]) -> dict[str, str]:
    """Return the lines that mean the same whenever they are a whole message, in comparable form, with their label."""
    return {" ".join(example.words): example.label for example in examples if example.label in CERTAIN}
