"""What a classifier sees of a message: words, pairs of words, what the words are about, and letters within words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_DIGIT = re.compile(r"\d")
_SHORTEST, _LONGEST = 3, 4
_SHORTEST_STEM = 3
_WORDS_KEPT = 2000  # whose letters are not taken apart again: most words of most messages
_TOPICS_COUNT = 2  # what a message is about weighs more than its letters


@dataclass(frozen=True, slots=True)
class Topics:
    """Words of one meaning in all languages: whole words, and stems that any ending may follow."""

    words: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]

    def of(self, word: str) -> tuple[str, ...]:
        """Return the names of the topics that a word belongs to."""
        found = self.words.get(word)
        if found is not None:
            return found
        sizes = range(_SHORTEST_STEM, len(word) + 1)
        return next((self.stems[word[:size]] for size in sizes if word[:size] in self.stems), ())


def features(words: Sequence[str], topics: Topics) -> list[str]:
    """Return the features of a message's words, with repetitions. Every digit counts as the same."""
    masked = [word if word.isalpha() else _DIGIT.sub("0", word) for word in words]
    meant = [topics.of(word) for word in masked]
    found = [f"={word}" for word in masked]
    found.extend(_pairs(masked))
    about = [f"@{name}" for names in meant for name in names]
    about.extend(_pairs([f"@{names[0]}" for names in meant if names]))
    found.extend(about * _TOPICS_COUNT)
    for word in masked:
        found.extend(_letters(word))
    return found


def _pairs(words: Sequence[str]) -> Iterable[str]:
    bounded = ["", *words, ""] if words else []
    return [f"{first}={second}" for first, second in pairwise(bounded)]


@lru_cache(maxsize=_WORDS_KEPT)
def _letters(word: str) -> Sequence[str]:
    padded = f" {word} "
    size = len(padded)
    return tuple(
        padded[start : start + length]
        for length in range(_SHORTEST, min(_LONGEST, size) + 1)
        for start in range(size - length + 1)
    )
