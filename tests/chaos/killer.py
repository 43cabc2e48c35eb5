"""Ends and freezes real processes by chance, from a seed, and counts what it did."""

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.house import House
from tests.chaos.processes import children, gone

_SURELY_FROZEN = 10
"""So that a short run freezes one too."""
ROLES = ("attend", "worker", "web")


@dataclass(slots=True)
class Killer:
    """Hurts `rate` processes a second: kills them, or, as a share of all faults, freezes or politely ends them.

    What is frozen goes on after `frozen` seconds. The store is killed every `store_every` seconds, if at all.
    """

    house: House
    seed: int
    rate: float
    freezing: float = 0.0
    ending: float = 0.0
    frozen: float = 5.0
    store_every: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    _thawing: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Hurt until cancelled; what is frozen then is thawed."""
        chance = random.Random(self.seed)  # noqa: S311 -- not for secrets
        clock = asyncio.get_running_loop().time
        begun, store = clock(), clock() + self.store_every
        hurts = 0
        try:
            while True:
                hurts += 1
                await asyncio.sleep(max(0.0, begun + hurts / self.rate - clock()))
                if self.store_every and clock() >= store:
                    store += self.store_every
                    self._hit("redis", self.house.crew.pids("redis"), chance, signal.SIGKILL)
                role = chance.choice(ROLES)
                self._hit(role, self._victims(role), chance, self._how(chance, hurts))
        finally:
            await self._thaw()

    def _how(self, chance: random.Random, hurts: int) -> signal.Signals:
        drawn = chance.random()
        if drawn < self.freezing or (self.freezing and hurts == _SURELY_FROZEN):
            return signal.SIGSTOP
        return signal.SIGTERM if drawn < self.freezing + self.ending else signal.SIGKILL

    def _victims(self, role: str) -> list[int]:
        pids = self.house.crew.pids(role)
        return pids if role != "web" else [one for pid in pids for one in (pid, *children(pid))]

    def _hit(self, role: str, pids: list[int], chance: random.Random, number: signal.Signals) -> None:
        if not pids:
            self.done["nobody there"] += 1
            return
        pid = chance.choice(sorted(pids))
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            self.done["nobody there"] += 1
            return
        self.done[f"{number.name} {role}"] += 1
        if number is signal.SIGSTOP:
            task = asyncio.create_task(self._continue(pid))
            self._thawing.add(task)
            task.add_done_callback(self._thawing.discard)

    async def _continue(self, pid: int) -> None:
        try:
            async with asyncio.timeout(self.frozen):
                await gone(pid)
        except TimeoutError:
            os.kill(pid, signal.SIGCONT)

    async def _thaw(self) -> None:
        if self._thawing:
            await asyncio.gather(*self._thawing, return_exceptions=True)

    @property
    def kills(self) -> int:
        """How many processes were killed, the store not counted."""
        return sum(times for what, times in self.done.items() if what.startswith("SIGKILL") and "redis" not in what)

    def told(self) -> str:
        """Say what was done."""
        return ", ".join(f"{times} {what}" for what, times in sorted(self.done.items()))
