"""Tags of an item: named now by descriptor.code, now by name or description, now without a descriptor at all."""

import re
from collections.abc import Mapping, Sequence

from tools.reading import Json, mapping, members, words

NAMES = ("code", "name", "description", "short_desc")


def spelled(name: str) -> str:
    """Return a name in one spelling: "Minimum sanctioned load" -> "minimum_sanctioned_load"."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def tags_of(item: Mapping[str, Json]) -> dict[str, str]:
    """Return the values of all tags under every name they go by; the first of a name wins."""
    found: dict[str, str] = {}
    for group in members(item, "tags"):
        for tag in members(group, "list"):
            value = words(tag.get("value"))
            for name in _names(tag):
                if value is not None:
                    found.setdefault(name, value)
    return found


def first_of(tags: Mapping[str, str], names: Sequence[str]) -> str | None:
    """Return the value of the first of these names that is there."""
    return next((tags[name] for name in names if name in tags), None)


def groups_of(item: Mapping[str, Json]) -> frozenset[str]:
    """Return the names of all tag groups."""
    return frozenset(name for group in members(item, "tags") for name in _names(group))


def _names(tag: Mapping[str, Json]) -> tuple[str, ...]:
    sources = (mapping(tag.get("descriptor")), tag)
    return tuple(spelled(text) for source in sources for name in NAMES if (text := words(source.get(name))))
