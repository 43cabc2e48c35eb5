"""Makes words comparable: one form for letters, digits, marks and spaces, whatever keyboard they came from."""

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass, replace

LIMIT = 500
"""Characters of a message that are read; the rest of a longer one says nothing new."""

_DROPPED = "'\u2019\u2018`\u00b4\u02bc\u093c\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"
_SPACED = "_\u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(range(0x0300, 0x0370)),  # accents, once they are decomposed
    **dict.fromkeys(range(0x1F3FB, 0x1F400)),  # skin tones
    **dict.fromkeys(map(ord, _DROPPED)),
    **dict.fromkeys(map(ord, _SPACED), " "),
    **{0x0966 + digit: str(digit) for digit in range(10)},
    0x0901: "\u0902",  # both signs are written for a nasal vowel
}
_WORD = re.compile(r"[\w\u0900-\u0963\u0970-\u097f]+|[\u2600-\u27bf\U0001f300-\U0001faff]")
_CLAUSE = re.compile(r"(?<!\d)[.,:]+|[.,:]+(?!\d)|[;!?\n\u00bf\u00a1\u0964\u2014\u2013|()]+| - ")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message in comparable form: its `words`, the words of each clause, and whether it is marked as a question."""

    words: tuple[str, ...]
    clauses: tuple[tuple[str, ...], ...]
    question: bool
    signs: str

    @property
    def plain(self) -> str:
        """All words with one space between."""
        return " ".join(self.words)

    def after(self, words: int) -> "Utterance":
        """Return what stands behind so many words."""
        found = [match.end() for match in _WORD.finditer(self.signs)]
        return hear(self.signs[found[words - 1] if words else 0 :])

    def parts(self, joints: Container[str]) -> tuple["Utterance", ...]:
        """Return the message cut at its signs and at words that join ("and"), each part with its own question mark."""
        cut: list[Utterance] = []
        begin = 0
        for sign in (*_CLAUSE.finditer(self.signs), None):
            piece = self.signs[begin : sign.start() if sign else None]
            mark = "?" if sign and "?" in sign.group() else ""
            begin = sign.end() if sign else begin
            joined: list[list[str]] = [[]]
            for word in _WORD.findall(piece):
                if word in joints:
                    joined.append([])
                else:
                    joined[-1].append(word)
            cut.extend(hear(" ".join(words) + mark) for words in joined if words)
        return tuple(cut)

    def mended(self, mend: Callable[[str], str]) -> "Utterance":
        """Return the same with each word mended."""
        clauses = tuple(tuple(map(mend, clause)) for clause in self.clauses)
        return replace(self, words=tuple(map(mend, self.words)), clauses=clauses)


def tidy(text: str) -> str:
    """Fold case, accents, digits of other scripts, invisible signs and stretched letters; at most LIMIT characters."""
    bounded = text[:LIMIT]
    folded = bounded.lower() if bounded.isascii() else unicodedata.normalize("NFKD", bounded).casefold()
    return _STRETCHED.sub(r"\1", folded.translate(_TABLE))[:LIMIT]


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text in comparable form."""
    return tuple(_WORD.findall(tidy(text)))


def hear(text: str) -> Utterance:
    """Return a message in comparable form."""
    signs = tidy(text)
    clauses = tuple(words for part in _CLAUSE.split(signs) if (words := tuple(_WORD.findall(part))))
    return Utterance(
        words=tuple(_WORD.findall(signs)), clauses=clauses, question="?" in signs or "\u037e" in signs, signs=signs
    )
