"""How a person wants to be written to, within what they allow and what the law does."""

from dataclasses import dataclass
from enum import StrEnum


class Often(StrEnum):
    """How much a person wants to hear of flexibility events."""

    ALL = "all"  # also when one begins and ends
    MAJOR = "major"  # that one is coming, shortly before it, and what it brought
    MONTHLY = "monthly"  # what a month brought, and nothing else


class Times(StrEnum):
    """When, by the clock at home."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`channel`: where, among those that are open; None: where the person was last. `goal_kwh`: to save in a month."""

    often: Often = Often.MAJOR
    channel: str | None = None
    times: Times = Times.ANY
    goal_kwh: int | None = None


USUAL = Preferences()
"""What counts until a person says otherwise."""
