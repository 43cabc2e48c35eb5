"""Restarts every process politely, one after the other, again and again, as a deploy does."""

import asyncio
import os
import signal
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.house import House
from tests.chaos.killer import ROLES
from tests.chaos.processes import gone


@dataclass(slots=True)
class Roller:
    """SIGTERM to each process every `every` seconds; the next is told when the one before has ended.

    `longest` is how many seconds the slowest took to end.
    """

    house: House
    every: float
    ended: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0

    async def run(self) -> None:
        """Restart until cancelled."""
        clock = asyncio.get_running_loop().time
        begun, rounds = clock(), 0
        while True:
            rounds += 1
            await asyncio.sleep(max(0.0, begun + rounds * self.every - clock()))
            for role in ROLES:
                for pid in self.house.crew.pids(role):
                    await self._end(role, pid)

    async def _end(self, role: str, pid: int) -> None:
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        await gone(pid)
        self.ended[role] += 1
        self.longest = max(self.longest, clock() - begun)

    def told(self) -> str:
        """Say what was done."""
        return ", ".join(f"{times} {role}" for role, times in sorted(self.ended.items()))
