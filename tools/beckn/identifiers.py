"""Ids of the network: those that we may send back, and our own for an offer."""

import hashlib
from collections.abc import Mapping

from tools.beckn.outgoing import LONGEST
from tools.reading import Json, members, words


def offer_id(*names: str) -> str:
    """Return a short id that differs where platform, provider or item differ: item ids repeat among sellers."""
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:12]


def identifier(value: Json) -> str | None:
    """Return an id that we may send back: short and printable; None otherwise."""
    found = words(value)
    return found if found is not None and len(found) <= LONGEST and found.isprintable() else None


def fulfilment_of(parent: Mapping[str, Json]) -> str | None:
    """Return the id of the first fulfilment listed."""
    return next((found for entry in members(parent, "fulfillments") if (found := identifier(entry.get("id")))), None)
