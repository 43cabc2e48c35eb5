"""How many segments a text message takes, and the same words in fewer: GSM 03.38 at 160/153, else UCS-2 at 70/67. Pure.

https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding
"""

from collections.abc import Iterable
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€")
"""They take the place of two."""

_GSM: Final = (160, 153)
_UCS2: Final = (70, 67)

SPELLED: Final = {
    ord(sign): spelled
    for signs, spelled in {
        "‘’‚‛′ʼ": "'",
        "“”„‟″«»": '"',
        "‐‑‒–—―−": "-",
        "…": "...",
        "•·‣▪": "-",
        "\u00a0\u202f\u2009\u2007\u2002\u2003": " ",
        "\u200b\u2060\ufeff\u00ad": "",
        "×": "x",
        "≤": "<=",
        "≥": ">=",
        "→": "->",
        "₂": "2",
        "²": "2",
        "³": "3",
        "™": "(TM)",
        "®": "(R)",
        "©": "(C)",
    }.items()
    for sign in signs
}
"""Signs of print that say the same in the narrow alphabet. No letters: a word without its accent is another one."""


def segments(text: str) -> int:
    """Return how many segments a text takes; no character is parted between two of them."""
    if narrow(text):
        return _count((2 if sign in EXTENDED else 1 for sign in text), *_GSM)
    return _count((2 if sign > "\uffff" else 1 for sign in text), *_UCS2)


def narrow(text: str) -> bool:
    """Whether a text travels in GSM 03.38."""
    return set(text) <= BASIC | EXTENDED


def lean(text: str) -> str:
    """Return the text in the narrow alphabet, where only signs of print keep it out of it; else as it is."""
    spelled = text.translate(SPELLED)
    return spelled if narrow(spelled) else text


def _count(sizes: Iterable[int], single: int, joined: int) -> int:
    whole = list(sizes)
    if sum(whole) <= single:
        return 1
    count, used = 1, 0
    for size in whole:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return count
