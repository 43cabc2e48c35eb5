"""The lines that the reader never learns from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.understanding.certain import Standing
from bot.understanding.evaluation import Line

LANGUAGES = ("en", "es", "hi", "hi-Latn")


@dataclass(frozen=True, slots=True)
class LineSet:
    """A file of labelled lines by language, and of lines with the words of an opt-out that are none."""

    by_language: Mapping[str, Mapping[str, str]]
    never: tuple[str, ...]

    @classmethod
    def read(cls, name: str) -> "LineSet":
        """Read a file beside this one."""
        content = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text("utf-8"))
        return cls(
            {language: content[language] for language in LANGUAGES}, tuple(content["never_opt_out"].splitlines())
        )

    def of(self, *languages: str) -> list[Line]:
        """Return the lines of some languages; where their conversations stood is not known."""
        return [
            Line(text, label, Standing(None))
            for language in languages
            for label, lines in self.by_language[language].items()
            for text in lines.splitlines()
        ]


HELDOUT = LineSet.read("heldout")
VOICES = LineSet.read("voices")
EVERY = (HELDOUT, VOICES)
EVERY_NEVER = tuple(text for one in EVERY for text in one.never)


def lines_of(*languages: str) -> list[Line]:
    """Return the lines of some languages out of both files."""
    return [line for one in EVERY for line in one.of(*languages)]
