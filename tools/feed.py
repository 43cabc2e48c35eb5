"""Flexibility events as a utility or a network calls them, and the port through which they come in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

MEASURED_AFTER = timedelta(hours=1)
"""When the readings of an event are looked for, where nobody says when they are in."""
LONGEST = timedelta(hours=24)
YEAR = timedelta(days=366)
"""So far off an event's end may be, its deadline before its start, and its readings after its end."""
UTILITY = "utility"
"""The source of what the utility itself announces, by whichever door: a name means the same event at each."""


@dataclass(frozen=True, slots=True)
class FlexibilityEvent:
    """Homes of a programme are asked to use less from `start` until `end`; aware UTC times.

    `programme` is its item on the energy network. `answer_by`: until then one may join or skip. `areas`: only homes
    there; none: everywhere. `revision` grows with every change of it. Readings are looked for from `measured_from` on.
    `source` is who called it.
    """

    id: str
    programme: str
    start: datetime
    end: datetime
    answer_by: datetime
    measured_from: datetime
    areas: tuple[str, ...] = ()
    emergency: bool = False
    revision: int = 0
    called_off: bool = False
    source: str = UTILITY


class NotAnEvent(ValueError):
    """What was announced is no event; the text says what is wrong with it."""


def measured_from(end: datetime) -> datetime:
    """Return from when an event's readings are looked for, where nobody says it. Raises NotAnEvent."""
    try:
        return end + MEASURED_AFTER
    except OverflowError:
        raise NotAnEvent("it never ends") from None


def checked(event: FlexibilityEvent, now: datetime) -> FlexibilityEvent:
    """Return an event that can be announced. Raises NotAnEvent."""
    if not event.programme:
        raise NotAnEvent("the programme is missing")
    if not timedelta() < event.end - event.start <= LONGEST:
        raise NotAnEvent("it must end after it starts, and within 24 hours")
    if event.answer_by > event.start:
        raise NotAnEvent("one must answer before it starts")
    if event.measured_from < event.end:
        raise NotAnEvent("it cannot be measured before its end")
    if event.end <= now and not event.called_off:
        raise NotAnEvent("it is over")
    if max(abs(event.end - now), event.start - event.answer_by, event.measured_from - event.end) > YEAR:
        raise NotAnEvent("its times must be within a year")
    return event


def event_id(source: str, name: str) -> str:
    """Return our own id of a source's event: short, for it travels in buttons."""
    return hashlib.sha256(f"{source}\x1f{name}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Called:
    """What a feed has now: its events, and what of it could not be taken, each with its reason.

    `there`: the ids, as ours, of all that it lists, readable or not; None: it may have more than it lists.
    """

    events: tuple[FlexibilityEvent, ...] = ()
    faults: tuple[str, ...] = ()
    there: frozenset[str] | None = frozenset()


class EventFeed(Protocol):
    """Where events come from: OpenADR, Beckn 2, a utility's own system. What it no longer has is called off."""

    @property
    def source(self) -> str:
        """The name of the feed; its events bear it."""
        ...

    def called(self) -> Called:
        """Return what is called now. Raises ToolError."""
        ...
