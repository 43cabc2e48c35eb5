"""Flexibility events: announced by whoever calls them, and what became of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.store.called import CalledEvents, Standing
from bot.store.runners import Blocking
from tools.feed import FlexibilityEvent, checked


class Announcements:
    """Takes events of every source alike. `clock` gives aware UTC times."""

    def __init__(self, runner: Blocking, called: CalledEvents, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._called = called
        self._clock = clock

    def announce(self, event: FlexibilityEvent) -> bool:
        """Call an event, once for each revision; False: it is known. Raises NotAnEvent, Unavailable."""
        now = self._clock()
        return self._runner.run(self._called.announce(checked(event, now), now))

    def announce_all(self, events: Iterable[FlexibilityEvent]) -> int:
        """Call those that are new or changed and not over; returns how many. Raises Unavailable."""
        now = self._clock()
        return sum(self.announce(event) for event in events if event.end > now)

    def call_off(self, number: str) -> bool:
        """Call an event off; False where there is none that is not over. Raises Unavailable."""
        found = self.standing(number)
        if found is None or found.event.end <= self._clock() or found.event.called_off:
            return False
        return self.announce(replace(found.event, revision=found.event.revision + 1, called_off=True))

    def standing(self, number: str) -> Standing | None:
        """Return an event and what became of it. Raises Unavailable."""
        return self._runner.run(self._called.standing(number))

    def latest(self, most: int) -> tuple[Standing, ...]:
        """Return the events that end last. Raises Unavailable."""
        return self._runner.run(self._called.latest(most))
