"""How a message that the utility writes first may go out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.hours import Hours


class Urgency(StrEnum):
    """What a message that nobody asked for waits for."""

    ROUTINE = "routine"  # for the hours of the place and for its turn under the caps: campaigns, events, reminders
    OWN = "own"  # for the hours alone: news of the person's own order, which comes when it comes
    URGENT = "urgent"  # for nothing: an emergency of the grid, a warning about the person's own account


@dataclass(frozen=True, slots=True)
class Caps:
    """How many routine messages a person gets at most in 24 hours and in 7 days, over all campaigns and channels."""

    day: int = 1
    week: int = 3


CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Cause:
    """What made the utility write: a ledger, such as "campaign:spring" or "event:7f3a", and the row in it."""

    ledger: str
    row: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The terms of one message: after `not_after` it is too late; `hours` and `caps` may only be narrower than ours."""

    urgency: Urgency = Urgency.ROUTINE
    not_after: datetime | None = None
    hours: Hours | None = None
    caps: Caps = CAPS
    cause: Cause | None = None


ROUTINE = Notice()
OWN = Notice(Urgency.OWN)
URGENT = Notice(Urgency.URGENT)
