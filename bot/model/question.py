"""What a campaign asked somebody, which their next words may answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """The row of a ledger whose message went out at `at`; `starts` is the flow that a "yes" begins, "" where none."""

    ledger: str
    row: int
    starts: str
    at: datetime


class Outcome(StrEnum):
    """What somebody did upon a campaign's message."""

    ANSWERED = "answered"
    JOINED = "joined"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody did upon a question; it is asked no longer."""

    question: Question
    outcomes: tuple[Outcome, ...]
