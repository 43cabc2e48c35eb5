"""Mends words that nobody taught: a letter wrong, vowels left out, digits for letters. It knows the examples' words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

_OFTEN = 3  # examples that must hold a word before others are taken for a slip of it
_SHORTEST = 4  # letters of a word in which one may be wrong
_LEAST = 3  # letters of a word that may be written without its vowels
_VOWELS = 0.25  # the share of vowels up to which a word was written in haste
_VOWEL = re.compile(r"[aeiouy]")
_TWICE = re.compile(r"(.)\1+")
_SAME = str.maketrans("wzqx", "vjks")
_FIGURES = str.maketrans("013457", "oieast")


@dataclass(frozen=True, slots=True)
class Spelling:
    """`known` words stay as they are; `near` finds a word by itself with one letter taken out, `bare` by consonants."""

    known: frozenset[str]
    near: Mapping[str, str]
    bare: Mapping[str, str]

    @classmethod
    def of(cls, messages: Iterable[Sequence[str]], also: Iterable[str] = ()) -> Self:
        """Learn from messages, as words. Of two words that are found alike, the more frequent one is meant.

        `also` are words that are right as well, though no message holds them.
        """
        often = Counter(word for message in messages for word in dict.fromkeys(message))
        near: dict[str, str] = {}
        bare: dict[str, str] = {}
        for word, times in reversed(often.most_common()):
            if times >= _OFTEN and word.isalpha():
                near.update(dict.fromkeys(_shortened(word) if len(word) >= _SHORTEST else (), word))
                bare.update(dict.fromkeys(_consonants(word), word))
        return cls(frozenset(often).union(also), near, bare)

    def mended(self, word: str) -> str:
        """Return the word that was meant, or the same."""
        if word in self.known:
            return word
        if not word.isalpha():
            read = word.translate(_FIGURES)
            return read if not word.isdigit() and read in self.known else word
        near = _shortened(word) if len(word) >= _SHORTEST else ()
        slips = (self.near[one] for one in near if one in self.near)
        found = next((meant for meant in slips if _is_slip(word, meant)), None)
        hasty = _consonants(word) if len(_VOWEL.findall(word)) <= len(word) * _VOWELS else ()
        return found or next((self.bare[one] for one in hasty if one in self.bare), word)


def _shortened(word: str) -> tuple[str, ...]:
    """Return a word and the word without each of its letters: two that are a letter or a swap apart share one."""
    return (word, *(word[:place] + word[place + 1 :] for place in range(len(word))))


def _is_slip(word: str, meant: str) -> bool:
    """Whether a letter is missing, too many or wrong (but for the first), or two neighbours are swapped."""
    if len(word) != len(meant):
        return True
    wrong = [place for place, (one, other) in enumerate(zip(word, meant, strict=True)) if one != other]
    swapped = len(wrong) > 1 and (word[wrong[0]], word[wrong[1]]) == (meant[wrong[1]], meant[wrong[0]])
    return swapped or (len(wrong) == 1 and wrong[0] > 0)


def _consonants(word: str) -> tuple[str, ...]:
    """Return what is left of a Latin word without its vowels ("lgwn" of "lagwana"), if that is anything."""
    left = _TWICE.sub(r"\1", word[0] + _VOWEL.sub("", word[1:].translate(_SAME))) if word.isascii() else ""
    return (left,) if len(left) > 1 and len(word) >= _LEAST else ()
