"""Fits a message to what a channel can show: numbers the choices, parts the text, puts pictures in words. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Final

from channels.contract import Abilities
from channels.messages import Choice, OutboundMessage, Picture
from channels.segments import lean

CHOICE_ID_BYTES: Final = 64
CAPTION: Final = 1024
"""How long the words under a picture may be, the shortest limit of all channels (Telegram's)."""

_BORDERS: Final = (
    re.compile(r"\n[ \t]*\n\s*"),  # paragraphs
    re.compile(r"\n\s*"),  # lines
    re.compile(r"(?<=[.!?…।॥。])\s+"),  # sentences, Hindi's too
    re.compile(r"\s+"),  # words
)
_JOINERS: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
_LONGEST_CLUSTER: Final = 16


def fit(message: OutboundMessage, abilities: Abilities) -> tuple[OutboundMessage, ...]:
    """Return the messages, at least one, that together say all that `message` says, in order.

    Choices stay buttons, on the last part, where all of them fit; else they become numbered lines of the text. A
    picture travels as a message of its own with its caption as the text; where pictures cannot be shown, caption and
    link follow the text. A template stays as it is where the channel knows templates.

    Raises:
        ValueError: the message has no words at all.
    """
    if message.template is not None and abilities.templates:
        return (message,)
    pictured = tuple(_pictures(message.picture, abilities)) if message.picture and abilities.pictures else ()
    buttons = message.choices if _fit_buttons(message.choices, abilities) else ()
    words = _words(message, linked=not pictured, numbered=not buttons)
    words = lean(words) if abilities.narrow else words
    if not words and buttons:  # a button needs a text above it
        buttons, words = (), _numbered(message.choices)
    parts = [
        OutboundMessage(part, locale=message.locale) for part in _parts(words, abilities, above_buttons=bool(buttons))
    ]
    if not parts and not pictured:
        raise ValueError("a message without words cannot be sent")
    if parts:
        parts[-1] = replace(parts[-1], choices=buttons, working=message.working)
    return (*(replace(part, locale=message.locale) for part in pictured), *parts)


def size(text: str, *, utf16: bool) -> int:
    """Return how long a text is in characters, or in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text) if utf16 else len(text)


def parted(text: str, limit: int, *, utf16: bool = False) -> Iterator[str]:
    """Yield a text in parts of at most `limit`, cut between paragraphs, else lines, else sentences, else words.

    A single word that is too long is cut between the characters that a reader sees. Only white space at cuts is lost.
    """
    rest = text.strip()
    while size(rest, utf16=utf16) > limit:
        head, rest = _cut(rest, _prefix(rest, limit, utf16=utf16))
        yield head.rstrip()
    if rest:
        yield rest


def _parts(words: str, abilities: Abilities, *, above_buttons: bool) -> Iterator[str]:
    *before, last = list(parted(words, abilities.text, utf16=abilities.utf16)) or [""]
    limit = abilities.above_buttons if above_buttons else 0
    yield from before
    yield from parted(last, limit or abilities.text, utf16=abilities.utf16)


def _pictures(picture: Picture, abilities: Abilities) -> Iterator[OutboundMessage]:
    caption = min(CAPTION, abilities.text)
    for place, part in enumerate(parted(picture.caption, caption, utf16=abilities.utf16) or [""]):
        yield OutboundMessage(part, picture=picture if place == 0 else None)


def _words(message: OutboundMessage, *, linked: bool, numbered: bool) -> str:
    paragraphs = [message.text.strip()]
    if message.picture and linked:
        paragraphs.append(f"{message.picture.caption.strip()}\n{message.picture.url}".strip())
    if numbered:
        paragraphs.append(_numbered(message.choices))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _numbered(choices: tuple[Choice, ...]) -> str:
    return "\n".join(f"{number}. {' '.join(choice.label.split())}" for number, choice in enumerate(choices, start=1))


def _fit_buttons(choices: tuple[Choice, ...], abilities: Abilities) -> bool:
    return 0 < len(choices) <= abilities.buttons and all(
        0 < size(choice.label, utf16=abilities.utf16) <= abilities.button_label
        and choice.label.strip()
        and 0 < len(choice.id.encode()) <= CHOICE_ID_BYTES
        for choice in choices
    )


def _prefix(text: str, limit: int, *, utf16: bool) -> int:
    """How many characters of a text fit into the limit."""
    return sum(used <= limit for used in accumulate(size(character, utf16=utf16) for character in text))


def _cut(text: str, most: int) -> tuple[str, str]:
    """Part a text after at most `most` characters at the best border; one far at the front is no good border."""
    least = most // 4
    for border in _BORDERS:
        places = [found for found in border.finditer(text, 0, most + 1) if least < found.start() <= most]
        if places:
            return text[: places[-1].start()], text[places[-1].end() :].lstrip()
    early = [found for found in _BORDERS[-1].finditer(text, 0, most + 1) if found.start() > 0]
    if early and len(text) - early[-1].end() <= most:
        return text[: early[-1].start()], text[early[-1].end() :].lstrip()
    place = _between_clusters(text, most)
    return text[:place], text[place:]


def _between_clusters(text: str, most: int) -> int:
    """The last place before `most` where no mark or joiner ties the characters on both sides together."""
    for place in range(most, max(most - _LONGEST_CLUSTER, 0), -1):
        tied = unicodedata.category(text[place]).startswith("M") or text[place] in _JOINERS
        if not tied and text[place - 1] not in _JOINERS:
            return place
    return most
