"""What a campaign asked somebody, which their next words may answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """The row of a ledger whose message went out at `at`; `starts` is the flow that a "yes" begins, "" where none.

    `sent_as` is the provider's id of that message, "" where it is not known. A `row` of None is the person's own, if
    there is one: who came by a campaign's link need not be among its recipients.
    """

    ledger: str
    row: int | None
    starts: str
    at: datetime
    sent_as: str = ""


class Outcome(StrEnum):
    """What somebody did upon a campaign's message."""

    ANSWERED = "answered"
    JOINED = "joined"
    OPTED_OUT = "opted_out"
    ARRIVED = "arrived"  # came by its link, among its recipients or not


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody did upon a question; it is asked no longer."""

    question: Question
    outcomes: tuple[Outcome, ...]
