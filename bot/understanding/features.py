"""What a classifier sees of a message: words, pairs of words, and letters within words."""

import re
from collections.abc import Iterable, Sequence

_DIGIT = re.compile(r"\d")
_SHORTEST, _LONGEST = 2, 5


def features(words: Sequence[str]) -> list[str]:
    """Return the features of a message's words, with repetitions. Every digit counts as the same."""
    masked = [_DIGIT.sub("0", word) if _DIGIT.search(word) else word for word in words]
    found = [f"={word}" for word in masked]
    found.extend(f"{first}={second}" for first, second in zip(["", *masked], [*masked, ""], strict=True))
    for word in masked:
        found.extend(_letters(f" {word} "))
    return found


def _letters(padded: str) -> Iterable[str]:
    size = len(padded)
    return [
        padded[start : start + length]
        for length in range(_SHORTEST, min(_LONGEST, size) + 1)
        for start in range(size - length + 1)
    ]
