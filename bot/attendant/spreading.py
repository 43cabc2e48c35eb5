"""Spreads flexibility events among who is enrolled, as fast as notices shall go out and no faster."""

import asyncio

import structlog

from bot.store.away import Unavailable
from bot.store.called import CalledEvents
from bot.store.runners import Awaiting

log = structlog.get_logger()

AT_ONCE = 50
PAUSE = 0.5
"""Seconds between two looks while nothing is to be spread."""
BREATH = 0.02
"""And while something is: the script itself keeps the pace."""


class Spreading:
    """Runs until it is cancelled; every attend process does it, and none does what another did."""

    def __init__(self, runner: Awaiting, called: CalledEvents, a_second: int) -> None:
        self._runner = runner
        self._called = called
        self._a_second = a_second
        self.calling = False
        """Whether an event is being spread now; its first notices cannot wait, for the peak does not."""

    async def run(self) -> None:
        """Spread, again and again."""
        while True:
            try:
                spread = await self._runner.run(self._called.spread(AT_ONCE, self._a_second))
            except Unavailable:
                log.warning("spreading_put_off")
                spread = None
            self.calling = spread is not None
            await asyncio.sleep(PAUSE if spread is None else BREATH)
