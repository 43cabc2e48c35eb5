"""Home or business, in the words of sellers and utilities."""

import re
from collections.abc import Mapping

from tools.offers import Category

WORDS: Mapping[str, Category] = {
    "residential": Category.RESIDENTIAL,
    "domestic": Category.RESIDENTIAL,
    "household": Category.RESIDENTIAL,
    "households": Category.RESIDENTIAL,
    "home": Category.RESIDENTIAL,
    "homes": Category.RESIDENTIAL,
    "commercial": Category.COMMERCIAL,
    "business": Category.COMMERCIAL,
    "businesses": Category.COMMERCIAL,
    "industrial": Category.COMMERCIAL,
    "nonresidential": Category.COMMERCIAL,
    "nondomestic": Category.COMMERCIAL,
}


def category_of(*texts: str | None) -> Category | None:
    """Return the category of the first text that names just one; a meter's type such as "SMART" names none."""
    for text in texts:
        joined = re.sub(r"\bnon[\s_-]+", "non", (text or "").lower())
        named = {WORDS[word] for word in re.findall(r"[a-z]+", joined) if word in WORDS}
        if len(named) == 1:
            return named.pop()
    return None
