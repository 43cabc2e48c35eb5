"""Flexibility events: announced by whoever calls them, and what became of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from bot.model.audit import Act, Note
from bot.store.called import CalledEvents, Standing
from bot.store.runners import Blocking
from tools.feed import EventFeed, FlexibilityEvent, NotAnEvent, checked

LOOKED_AT = 500
"""Events, the last to end first, among which those that a feed has no more are looked for."""

log = structlog.get_logger()


class Announcements:
    """Takes events of every source alike. `clock` gives aware UTC times.

    What an operator does is noted in the audit, in the same step; what a system calls has no operator.
    """

    def __init__(
        self, runner: Blocking, called: CalledEvents, *, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._runner = runner
        self._called = called
        self._clock = clock
        self._new_id = new_id
        self._missed: dict[str, frozenset[str]] = {}

    def announce(self, event: FlexibilityEvent, by: str = "") -> bool:
        """Call an event, once for each revision; False: it is known. Raises NotAnEvent, Unavailable."""
        now = self._clock()
        act = Act.EVENT_CALLED_OFF if event.called_off else Act.EVENT_ANNOUNCED
        note = Note(self._new_id(), now, act, about=event.id, by=by) if by else None
        return self._runner.run(self._called.announce(checked(event, now), now, note))

    def check(self, event: FlexibilityEvent) -> int:
        """Return how many are enrolled in an event's programme, if it is one. Raises NotAnEvent, Unavailable."""
        return self._runner.run(self._called.enrolled(checked(event, self._clock()).programme))

    def take(self, feed: EventFeed) -> int:
        """Call what a feed has that is new or changed, and call off what it has no more; returns how many of both.

        What it has no more was missing twice running: a single answer may be incomplete, and who was told that an event
        is off cannot be told otherwise. Raises ToolError, Unavailable.
        """
        found, now = feed.called(), self._clock()
        if found.faults:
            log.warning("events_not_taken", source=feed.source, faults=list(found.faults))
        to_come = {event.id: event for event in found.events if event.end > now}
        taken = sum(map(self._fits, to_come.values()))
        if found.there is None:
            return taken
        over = {event.id for event in found.events} - to_come.keys()
        there = to_come.keys() | (found.there - over)
        missing = frozenset(
            known.event.id
            for known in self.latest(LOOKED_AT)
            if known.event.source == feed.source and known.event.id not in there and known.event.start > now
        )
        gone = missing & self._missed.get(feed.source, frozenset())
        self._missed[feed.source] = missing
        return taken + sum(map(self.call_off, gone))

    def _fits(self, event: FlexibilityEvent) -> bool:
        try:
            return self.announce(event)
        except NotAnEvent as problem:
            log.warning("event_not_taken", flexibility_event=event.id, fault=str(problem))
            return False

    def call_off(self, number: str, by: str = "") -> bool:
        """Call an event off; False where there is none that is not over. Raises Unavailable."""
        found = self.standing(number)
        if found is None or found.event.end <= self._clock() or found.event.called_off:
            return False
        return self.announce(replace(found.event, revision=found.event.revision + 1, called_off=True), by)

    def standing(self, number: str) -> Standing | None:
        """Return an event and what became of it. Raises Unavailable."""
        return self._runner.run(self._called.standing(number))

    def latest(self, most: int, after: int = 0) -> tuple[Standing, ...]:
        """Return the events that end last, after so many. Raises Unavailable."""
        return self._runner.run(self._called.latest(most, after))
