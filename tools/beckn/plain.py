"""Foreign words made safe to show: no markup, no control or direction characters, one line, bounded."""

import html
import re
import unicodedata

import nh3

SUMMARY = 500
NAME = 120
LONGEST_READ = 20_000
JOINERS = "\u200c\u200d"
"""Zero-width joiners: Hindi cannot be written without them."""

ACRONYMS = frozenset({"CGST", "GST", "IGST", "IVA", "PV", "SGST", "UTGST", "VAT"})

_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}


def plain(text: str | None, limit: int = SUMMARY) -> str:
    """Return `text` without HTML and invisible characters, its white space folded, at most `limit` characters."""
    if not text:
        return ""
    spaced = re.sub(r"<(?=[A-Za-z/!])", " <", text[:LONGEST_READ])
    bare = html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))
    return shorten(" ".join(visible(bare).split()), limit)


def readable(text: str) -> str:
    """Return a title that stands in capitals alone ("BASE PRICE") with capitals at its words' beginnings only.

    The names of taxes stay as they are.
    """
    if not text.isupper():
        return text
    return " ".join(word if word.strip("().,:%") in ACRONYMS else word.capitalize() for word in text.split())


def visible(text: str) -> str:
    """Return `text` with control, direction and private characters taken out; line breaks become spaces."""
    spaced = "".join(" " if character in "\t\r\n\v\f\x85" else character for character in text)
    return "".join(c for c in spaced if c in JOINERS or unicodedata.category(c) not in _DROPPED)


def shorten(text: str, limit: int) -> str:
    """Cut at a word's end where one is near, and mark the cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > limit // 2 else cut}…"
