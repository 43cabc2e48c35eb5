"""Foreign words made safe to show: no markup, links or hidden characters, one line, bounded."""

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

_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S*|\bwww\.\S+"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::[0-9]+)?/\S*|(?<!\w)@[a-z_]\w*",
    re.IGNORECASE,
)
"""What a messenger makes a link of: an address with its scheme, a host with a path, and a @name."""

_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}


def plain(text: str | None, limit: int = SUMMARY) -> str:
    """Return `text` without HTML, links and invisible characters, on one line, at most `limit` characters."""
    if not text:
        return ""
    spaced = re.sub(r"<(?=[A-Za-z/!])", " <", text[:LONGEST_READ])
    bare = html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))
    return shorten(" ".join(_LINK.sub(" ", visible(bare)).split()), limit)


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
