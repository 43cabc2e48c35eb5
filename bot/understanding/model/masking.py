"""Takes out of words what must not leave the house: who somebody is, numbers, codes, meters, addresses, links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.lexicon import Lexicon
from bot.understanding.words import tidy
from tools.beckn.plain import visible

LONGEST = 500
"""Characters of a customer's message that are shown."""
_DIGITS = 4
"""From so many digits on, however they are written or spoken, a number may be a code, a meter or a phone."""
_MIXED = 3
"""Digits that make a word of letters and digits an id: METER003."""
_PHONE_DIGITS = 7
_SHORTEST_NAME = 3

_SIGNS = str.maketrans({"<": "(", ">": ")", "[": "(", "]": ")", "{": "(", "}": ")", "|": "/"})
"""Brackets make the marks of chats ("<|im_end|>", "[INST]"), which servers obey wherever they stand, and ours below."""
_LINK = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_PHONE = re.compile(r"(?<!\w)\+?\(?\d[\d().\s-]{5,}\d(?!\w)")
_WORD = re.compile(r"[\w\u0900-\u0963\u0970-\u097f]+")
_NEAR = 3  # characters between two words of one number


def bounded(text: str, most: int = LONGEST) -> str:
    """Return a text in one line without brackets and signs that nobody sees, at most so long."""
    return " ".join(visible(text).translate(_SIGNS).split())[:most]


@dataclass(frozen=True, slots=True)
class Mask:
    """Knows the number words of every language that is served."""

    lexicon: Lexicon

    def words(self, text: str, personal: Sequence[str], most: int = LONGEST) -> str:
        """Return words of a conversation as they may be shown."""
        return self._numbers(_named(_addresses(bounded(text, most)), personal))

    def label(self, text: str, personal: Sequence[str], most: int) -> str:
        """Return the label of a choice as it may be shown: its own numbers, such as a size, stay."""
        return _PHONE.sub(_phone, _named(_addresses(bounded(text, most)), personal))

    def _numbers(self, text: str) -> str:
        """Replace every run of digits and number words that is long enough to be an id."""
        parts: list[str] = []
        run: list[re.Match[str]] = []
        done = digits = 0
        for word in (*_WORD.finditer(text), None):
            size = self._digits(word[0]) if word else None
            near = bool(run) and word is not None and word.start() - run[-1].end() <= _NEAR
            if word and size is not None and (near or not run):
                run.append(word)
                digits += size
                continue
            if digits >= _DIGITS:
                parts += [text[done : run[0].start()], "<number>"]
                done = run[-1].end()
            run, digits = ([word], size) if word and size is not None else ([], 0)
        return "".join((*parts, text[done:]))

    def _digits(self, word: str) -> int | None:
        """Return how many digits a word stands for, None where it is no number; an id of letters and digits is one."""
        plain = tidy(word)
        count = sum(sign.isdigit() for sign in plain)
        if plain.isdigit():
            return count
        if plain in self.lexicon.digits:
            return len(self.lexicon.digits[plain])
        if plain in self.lexicon.repeats or plain in self.lexicon.words["joining"]:
            return 0
        return _DIGITS if count >= _MIXED else None


def _phone(found: re.Match[str]) -> str:
    return "<number>" if sum(map(str.isdigit, found[0])) >= _PHONE_DIGITS else found[0]


def _named(text: str, personal: Sequence[str]) -> str:
    """Replace names and whatever else is told of the person, whole and in parts."""
    words = {part for one in personal for part in (one, *one.split()) if len(part) >= _SHORTEST_NAME}
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", "<name>", text)
    return text


def _addresses(text: str) -> str:
    return _LINK.sub("<link>", _MAIL.sub("<mail>", text))
