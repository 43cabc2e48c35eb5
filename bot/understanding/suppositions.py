"""What a customer supposes of home and money: "what if I pay by loan", "y si el techo es más pequeño"."""

import re
from collections.abc import Mapping

from bot.model.command import Suppose
from bot.understanding.lexicon import Lexicon
from bot.understanding.words import Utterance
from tools.economics.comparison import Wish
from tools.economics.roof import Shading

HALF = 0.5
"""What is left of a roof that is "smaller"."""
SQUARE_FOOT = 0.09290304  # m2
LARGEST = 10_000.0
"""m2; a larger roof is a slip."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SHADES: Mapping[str, Shading] = {
    "unshaded": Shading.NONE,
    "heavy_shade": Shading.HEAVY,
    "modest_shade": Shading.MODEST,
    "shade": Shading.SIGNIFICANT,
}
_AZIMUTHS: Mapping[str, float] = {
    "north_east": 45.0,
    "south_east": 135.0,
    "south_west": 225.0,
    "north_west": 315.0,
    "north": 0.0,
    "east": 90.0,
    "south": 180.0,
    "west": 270.0,
}
"""Degrees clockwise from north; what two words name is looked for first."""
UPRIGHT = 90.0
_WISHES: Mapping[str, Wish] = {
    "no_upfront": Wish.NO_UPFRONT,
    "backup": Wish.BACKUP,
    "outage": Wish.BACKUP,
    "climate": Wish.CLIMATE,
    "money": Wish.MONEY,
}


def find_supposition(heard: Utterance, lexicon: Lexicon, *, comparing: bool) -> Suppose | None:
    """Return what a message supposes, None where it supposes nothing that can be reckoned with.

    While a comparison is looked at (`comparing`), naming a thing is enough, unless the words ask what it is; elsewhere
    an "if" must stand with it.
    """
    if not comparing and not any(name == "if" and pattern.search(heard.signs) for name, pattern in lexicon.supposing):
        return None
    said = {name: match.group() for name, pattern in lexicon.supposing if (match := pattern.search(heard.signs))}
    asks = heard.question or any(word in lexicon.words["questions"] for word in heard.words)
    if "if" not in said and (asks or "outage" in said):
        return None  # an outage that nobody supposes is one
    found = Suppose(
        area_m2=_area(said),
        share=_share(said),
        shading=next((shading for name, shading in _SHADES.items() if name in said), None),
        tilt=_tilt(said),
        azimuth=_azimuth(said),
        loan=_with("loan", said),
        battery=_with("battery", said),
        wish=next((wish for name, wish in _WISHES.items() if name in said), None),
    )
    return None if found == Suppose() else found


def _with(thing: str, said: Mapping[str, str]) -> bool | None:
    if f"without_{thing}" in said:
        return False
    return True if thing in said else None


def _area(said: Mapping[str, str]) -> float | None:
    if "feet" in said:
        return _sound(_figure(said["feet"]) * SQUARE_FOOT)
    return _sound(_figure(said["metres"])) if "metres" in said else None


def _sound(area: float) -> float | None:
    return round(area, 1) if 1 <= area <= LARGEST else None


def _share(said: Mapping[str, str]) -> float | None:
    """Return the share of the roof that is left: "half the roof", "60 % of the roof", "a roof 40 % smaller"."""
    if "roof" not in said:
        return None
    if "percent" in said:
        share = _figure(said["percent"]) / 100
        left = 1 - share if "smaller" in said else share
        return round(left, 2) if 0 < left < 1 else None
    return HALF if "smaller" in said else None


def _tilt(said: Mapping[str, str]) -> float | None:
    if "roof" not in said or "degrees" not in said:
        return None
    tilt = _figure(said["degrees"])
    return tilt if tilt <= UPRIGHT else None


def _azimuth(said: Mapping[str, str]) -> float | None:
    """Return which way a roof faces. A point of the compass alone may be part of a place's name."""
    if "faces" not in said:
        return None
    return next((azimuth for name, azimuth in _AZIMUTHS.items() if name in said), None)


def _figure(text: str) -> float:
    """Return the first number of words that hold one."""
    return float(_NUMBER.findall(text)[0].replace(",", "."))
