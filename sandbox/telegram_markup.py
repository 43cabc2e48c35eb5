"""Markup as Telegram reads it: what it cannot parse it refuses with the whole message.

https://core.telegram.org/bots/api#formatting-options
"""

import re
from html.parser import HTMLParser

_TAGS = frozenset(
    {
        *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a"),
        *("tg-emoji", "code", "pre", "blockquote"),
    }
)
_RESERVED = re.compile(r"(?<!\\)[>#+\-=|{}.!]")
_PAIRED = ("```", "`", "||", "__", "_", "*", "~")


class _Tags(HTMLParser):
    """Collects what is wrong with tags: the first fault counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.fault = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag that there is."""
        del attrs
        if tag not in _TAGS:
            self.fault = self.fault or f'Unsupported start tag "{tag}"'
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that is open."""
        if not self.open or self.open.pop() != tag:
            self.fault = self.fault or f'Unmatched end tag "{tag}"'


def fault_of(text: str, mode: str) -> str:
    """Return what Telegram cannot parse in a text of a parse_mode, "" where it can."""
    if mode == "html":
        tags = _Tags()
        tags.feed(text)
        tags.close()
        return tags.fault or (f'Can\'t find end tag corresponding to start tag "{tags.open[-1]}"' if tags.open else "")
    if mode == "markdownv2":
        found = _RESERVED.search(text)
        if found:
            return f"Character '{found[0]}' is reserved and must be escaped with the preceding '\\'"
    if mode in {"markdown", "markdownv2"}:
        return _unpaired(text)
    return ""


def _unpaired(text: str) -> str:
    rest = re.sub(r"\\.", "", text)
    for mark in _PAIRED:
        if rest.count(mark) % 2:
            return f"Can't find end of the entity that begins with {mark}"
        rest = rest.replace(mark, "")
    return ""
