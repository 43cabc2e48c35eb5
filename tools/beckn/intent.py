"""What a search on the network is for: each kind by the words that sellers list it under."""

from dataclasses import dataclass

from tools.offers import Kind

SOUGHT = {
    Kind.SOLAR: "solar",
    Kind.DFP: "Program",
    Kind.SURVEY: "resi",
    Kind.CONNECTION: "Connection",
    Kind.SUBSIDY: "incentive",
    Kind.BATTERY: "battery",
}
SERVICES = frozenset({Kind.SURVEY, Kind.CONNECTION})
"""What is sought by the intent's own descriptor; goods and schemes are by an item's."""


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What is sought."""

    name: str


@dataclass(frozen=True, slots=True)
class SoughtItem:
    """An item by its description."""

    descriptor: Descriptor


@dataclass(frozen=True, slots=True)
class Intent:
    """What a search is for: an item, or whatever a descriptor names."""

    item: SoughtItem | None = None
    descriptor: Descriptor | None = None


@dataclass(frozen=True, slots=True)
class SearchMessage:
    """The message of search."""

    intent: Intent


def sought(kind: Kind) -> Intent:
    """Return what a search for a kind is for."""
    named = Descriptor(SOUGHT[kind])
    return Intent(descriptor=named) if kind in SERVICES else Intent(SoughtItem(named))
