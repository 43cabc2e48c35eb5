"""How many segments a text message is billed as (3GPP TS 23.038): 160 characters alone, 153 each of several."""

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Return how many segments a text costs; one character outside of GSM-7 makes all of it UCS-2."""
    if all(one in _BASIC or one in _EXTENDED for one in text):
        return _counted(len(text) + sum(one in _EXTENDED for one in text), alone=160, several=153)
    return _counted(len(text.encode("utf-16-be")) // 2, alone=70, several=67)


def _counted(length: int, *, alone: int, several: int) -> int:
    return 1 if length <= alone else -(-length // several)
