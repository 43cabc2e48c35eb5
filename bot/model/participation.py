"""How a person takes part in flexibility events, one by one, and what it comes to over a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.drawing import Drawing
from bot.model.ids import CallId, OrderId
from tools.economics.events import Nothing
from tools.feed import FlexibilityEvent
from tools.offers import Money

MOST_KEPT = 100
"""Events that are kept with a person: more than two busy years."""


class Fate(StrEnum):
    """How far a person is with an event, or why they were not asked."""

    ASKED = "asked"
    JOINED = "joined"
    AUTOMATIC = "automatic"  # takes part by the enrolment's word, unless a no comes in time
    SKIPPED = "skipped"
    UNANSWERED = "unanswered"  # it began without an answer: no part is taken
    CALLED_OFF = "called_off"
    NOT_ENROLLED = "not_enrolled"
    EXEMPT = "exempt"  # somebody at home depends on electricity
    ELSEWHERE = "elsewhere"  # not in its area
    UNREACHABLE = "unreachable"  # no address where the account was proven and events are allowed
    QUIET = "quiet"  # wants to hear of events once a month alone
    LATE = "late"  # the time to answer was over before they could be asked


TAKING_PART = frozenset({Fate.JOINED, Fate.AUTOMATIC})
OPEN = frozenset({Fate.ASKED, Fate.SKIPPED, *TAKING_PART})
"""While an event is to come, an answer moves a person among these."""
OFFERED = frozenset({*OPEN, Fate.UNANSWERED})
"""The fates that count for a streak."""


@dataclass(frozen=True, slots=True)
class Participation:
    """One event of a person who was asked, at `told_at`; `order` is the enrolment.

    Once it is measured, `kwh` is what was used less than usual and `paid` what that is worth; None: not known, and
    `nothing` says why where that is known. `call` measures it, at the `tries`-th look, `drawing` is the picture of it.
    """

    event: FlexibilityEvent
    fate: Fate
    order: OrderId
    told_at: datetime
    kwh: float | None = None
    paid: Money | None = None
    nothing: Nothing | None = None
    call: CallId | None = None
    tries: int = 0
    drawing: Drawing | None = None

    @property
    def takes_part(self) -> bool:
        """Whether the home takes part."""
        return self.fate in TAKING_PART

    def open(self, now: datetime) -> bool:
        """Whether one may still join or skip."""
        return self.fate in OPEN and now < self.event.answer_by


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ledger of an event notes of one person: how far they are, and what it came to."""

    event: str
    fate: Fate
    kwh: float | None = None
    paid: Money | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What several events came to: how many there were, in how many part was taken, kWh and money."""

    events: int
    joined: int
    kwh: float
    paid: Money | None


def total(participations: Iterable[Participation]) -> Total:
    """Add up events. Money of another currency than the first one's is left out."""
    known = [one for one in participations if one.fate in OFFERED]
    amounts = [one.paid for one in known if one.paid]
    currency = amounts[0].currency if amounts else ""
    paid = Money(sum(one.amount for one in amounts if one.currency == currency), currency) if amounts else None
    joined = [one for one in known if one.takes_part]
    return Total(len(known), len(joined), sum(max(one.kwh or 0.0, 0.0) for one in joined), paid)


def streak(participations: Sequence[Participation], now: datetime) -> int:
    """Return in how many of the latest events, one after the other, part was taken; one that is to come counts not."""
    over = [one for one in participations if one.fate in OFFERED and one.event.end <= now]
    latest = sorted(over, key=lambda one: one.event.end, reverse=True)
    return next((place for place, one in enumerate(latest) if not one.takes_part), len(latest))
