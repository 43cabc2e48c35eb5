"""The words that rules go by, in every served language at once: customers mix them in one sentence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.understanding.features import Topics
from bot.understanding.words import split, tidy

WORD_LISTS = (
    "polite",
    "fillers",
    "questions",
    "corrections",
    "but",
    "joints",
    "meter",
    "code",
    "linking",
    "joining",
    "language",
    "taking",
    "showing",
    "ending",
    "negating",
    "writing",
    "addressed",
    "narrowing",
    "requests",
    "currency",
    "elsewhere",
)


_WHOLE_WORDS = r"(?<![\w\u0900-\u097f.,])(?:{})(?![\w\u0900-\u097f])"
"""Around a pattern that is found between words; Hindi's vowel signs are no letters to a pattern."""


class UnreadableLexicon(Exception):
    """A file of words is not in the form that docs/understanding.md shows: mend the file that is named."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases of all locales.

    `words` holds the lists of WORD_LISTS, `courtesies` matches what may be left out of a message ("please"), `digits`
    number words with their digits, `ordinals` positions from 1 (-1: the last, 0: the middle), `traits` superlatives
    ("cheapest") with the trait they name, `again` phrases for what was chosen before, `units` and `multipliers` what
    stands behind a figure ("kilowatt", "lakh"), `calendar` names of days with their English one, `languages` a name of
    a language and its locale, None where it is not served. `parts` are words for one part of what goes with solar.
    `commands` are words behind a slash. `phrases` are whole messages with their label; patterns match a `whole`
    message, a whole `clause`, or a part (`anywhere`). `supposing` are whole words in any place that name what a
    comparison may suppose.
    """

    words: Mapping[str, frozenset[str]]
    courtesies: re.Pattern[str]
    digits: Mapping[str, str]
    repeats: Mapping[str, int]
    ordinals: Mapping[str, int]
    traits: Mapping[str, str]
    again: frozenset[str]
    units: Mapping[str, str]
    multipliers: Mapping[str, int]
    calendar: Mapping[str, str]
    calendar_phrases: re.Pattern[str]
    languages: Mapping[str, str | None]
    commands: Mapping[str, str]
    topics: Topics
    parts: Topics
    phrases: Mapping[str, str]
    whole: tuple[tuple[str, re.Pattern[str]], ...]
    clause: tuple[tuple[str, re.Pattern[str]], ...]
    anywhere: tuple[tuple[str, re.Pattern[str]], ...]
    supposing: tuple[tuple[str, re.Pattern[str]], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The words of all lists and topics: none of them is a slip of another."""
        return frozenset(self.topics.words).union(*self.words.values())


@dataclass(frozen=True, slots=True)
class _Page:
    """One file's content while it is checked."""

    path: Path
    content: Mapping[str, object]

    def table(self, name: str) -> dict[str, str]:
        """Return a mapping of texts, empty where the file has none of that name."""
        found = self.content.get(name, {})
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            raise UnreadableLexicon(f"{self.path}: {name} must map names to texts")
        return {str(key): str(value) for key, value in found.items()}

    def number_table(self, name: str) -> dict[str, int]:
        """Return word -> number of a mapping that is written number -> words."""
        try:
            return {word: int(key) for key, words in self.table(name).items() for word in split(words)}
        except ValueError:
            raise UnreadableLexicon(f"{self.path}: the keys of {name} must be numbers") from None


def load_lexicon(folder: Path) -> Lexicon:
    """Read all files `<locale>.yaml` of a folder. Raises UnreadableLexicon."""
    pages = [_open(path) for path in sorted(folder.glob("*.yaml"))]
    if not pages:
        raise UnreadableLexicon(f"{folder}: no file of words here")
    return Lexicon(
        words={name: frozenset(w for page in pages for w in split(_text(page, name))) for name in WORD_LISTS},
        courtesies=_courtesies(pages),
        digits={word: digits for page in pages for word, digits in _digits(page).items()},
        repeats={word: times for page in pages for word, times in page.number_table("repeats").items()},
        ordinals={word: place for page in pages for word, place in page.number_table("ordinals").items()},
        traits={phrase: trait for page in pages for phrase, trait in _lines(page, "traits").items()},
        again=frozenset(" ".join(split(line)) for page in pages for line in _text(page, "again").splitlines()),
        units={word: unit for page in pages for unit, words in page.table("units").items() for word in split(words)},
        multipliers={word: times for page in pages for word, times in page.number_table("multipliers").items()},
        calendar=(calendar := {word: day for page in pages for word, day in _lines(page, "calendar").items()}),
        calendar_phrases=_any_of(calendar),
        languages={word: locale for page in pages for word, locale in _languages(page).items()},
        commands={word: label for page in pages for word, label in page.table("commands").items()},
        topics=_topics(pages, "topics"),
        parts=_topics(pages, "parts"),
        phrases={line: label for page in pages for line, label in _lines(page, "phrases").items()},
        whole=_patterns(pages, "whole"),
        clause=_patterns(pages, "clause"),
        anywhere=_patterns(pages, "anywhere"),
        supposing=_patterns(pages, "supposing", frame=_WHOLE_WORDS),
    )


def _open(path: Path) -> _Page:
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise UnreadableLexicon(f"{path}: must be a mapping")
    return _Page(path, content)


def _text(page: _Page, name: str) -> str:
    found = page.content.get(name, "")
    if not isinstance(found, str):
        raise UnreadableLexicon(f"{page.path}: {name} must be a text")
    return found


def _courtesies(pages: list[_Page]) -> re.Pattern[str]:
    """Match polite words, and polite phrases whose words mean something else alone ("por fin", "hear from you")."""
    phrases = {" ".join(split(line)) for page in pages for line in _text(page, "courtesies").splitlines()}
    words = {word for page in pages for word in split(_text(page, "polite"))}
    return _any_of(phrases | words)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match any of some phrases as whole words, the longest first."""
    longest_first = sorted(filter(None, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w\u093e-\u094d])")


def _digits(page: _Page) -> dict[str, str]:
    return {word: digits for digits, words in page.table("digits").items() for word in split(words)}


def _languages(page: _Page) -> dict[str, str | None]:
    named = page.table("languages")
    return {word: None if locale == "other" else locale for locale, words in named.items() for word in split(words)}


def _topics(pages: list[_Page], table: str) -> Topics:
    """Gather the topics of each word over all files; a word with a star is a stem."""
    words: dict[str, dict[str, None]] = {}
    stems: dict[str, dict[str, None]] = {}
    for page in pages:
        for name, listed in page.table(table).items():
            for entry in listed.split():
                kind = stems if entry.endswith("*") else words
                kind.setdefault(tidy(entry.rstrip("*")), {})[name] = None
    return Topics({word: tuple(names) for word, names in words.items()}, {w: tuple(n) for w, n in stems.items()})


def _lines(page: _Page, name: str) -> dict[str, str]:
    labelled = page.table(name)
    return {" ".join(split(line)): label for label, lines in labelled.items() for line in lines.splitlines()}


def _patterns(pages: list[_Page], kind: str, frame: str = "{}") -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Join one label's lines of one file into one pattern, in a frame."""
    return tuple(
        (label, re.compile(frame.format(_either(lines)))) for page in pages for label, lines in page.table(kind).items()
    )


def _either(lines: str) -> str:
    return "|".join(f"(?:{tidy_pattern(line)})" for line in lines.splitlines() if line.strip())


def tidy_pattern(line: str) -> str:
    """Fold a pattern as messages are folded, piece by piece, since only messages are bounded."""
    return "".join(tidy(line[start : start + 400]) for start in range(0, len(line), 400))
