"""What a person is reminded of, or what is seen to on their behalf, at a time; wherever the conversation is then."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import TimerId


class Occasion(StrEnum):
    """What the time has come for."""

    ANSWER = "answer"  # an event is not answered yet
    SOON = "soon"  # an event in which the home takes part begins soon
    BEGIN = "begin"
    END = "end"
    RESULT = "result"  # the readings of an event may be in
    MONTH = "month"  # what the events of a month came to
    UNFINISHED = "unfinished"  # a business was begun and left
    VISIT = "visit"  # somebody comes tomorrow
    HAND_BACK = "hand_back"  # no person of the utility wrote for a while, or none came


@dataclass(frozen=True, slots=True)
class Reminder:
    """See to it at `due`. `about` is an id (an event's, an order's, a transaction) or a month; `attempt` counts."""

    id: TimerId
    due: datetime
    occasion: Occasion
    about: str
    attempt: int = 0
