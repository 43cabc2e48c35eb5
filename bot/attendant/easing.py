"""A lane in which nobody waits goes slower while those who do wait would wait longer for it."""

import asyncio
from collections.abc import Callable

TICK = 0.02
"""Seconds between two looks at how long an answer's operations take."""
LONG = 0.006
"""Seconds of an operation: an answer waits for three of them, and as long again for the web and the provider."""
BATCH = 12
"""Fewer are not waited for: one by one they cost the store more than going slower spares the answers."""
SLOWEST = 100.0
"""Contacts a second, at least, while looks come in time."""
STEP = 10.0
"""Contacts a second, more at each look where nothing takes long."""


class Pace:
    """How many contacts a lane may take on now: what was saved up at `rate` a second, at most `most`."""

    def __init__(self, most: int) -> None:
        self.rate = SLOWEST
        self._most = most
        self._saved = float(most)
        self._last = 0.0

    def room(self) -> int:
        """Return how many may be taken on now: a batch, or none."""
        return int(self._saved) if self._saved >= BATCH else 0

    def take(self, number: int) -> None:
        """Count what was taken on."""
        self._saved -= number

    def look(self, took: float) -> bool:
        """Go a quarter slower where an operation `took` long (seconds), else a step faster where this pace held us.

        One that took long makes it slower once: until another ends, nothing is known that was not known before.

        Answers whether a batch may be taken on that could not be before. Additive increase and multiplicative decrease,
        as Chiu and Jain (1989) found it to settle.
        """
        held, news = not self.room(), took != self._last
        if took > LONG and news:
            self.rate = max(SLOWEST, self.rate * 0.75)
        elif took <= LONG and held:
            self.rate += STEP
        self._last = took
        self._saved = min(self._most, self._saved + self.rate * TICK)
        return held and self.room() > 0


async def ease(pace: Pace, waits: Callable[[], float], wake: Callable[[], None]) -> None:
    """Keep a lane at the pace that leaves room for answers, and wake it when it may go on; until cancelled.

    `waits` says how many seconds an answer's operation takes now; 0 where the lane shall not go slower.
    """
    while True:
        await asyncio.sleep(TICK)
        if pace.look(waits()):
            wake()
