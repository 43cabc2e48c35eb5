"""The store is there, but the line to it is slow, narrow, deaf for a while, or cut in the middle."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.storm import Stage

_PAUSE = 0.7


@dataclass(slots=True)
class BadLine:
    """Makes the line bad again and again, and counts how."""

    stage: Stage
    seed: int
    done: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Make trouble until cancelled; then the line is good again."""
        line = self.stage.house.line
        chance = random.Random(self.seed)  # noqa: S311 -- not for secrets
        try:
            while True:
                what = chance.choice(("slow", "narrow", "deaf", "cut", "refusing"))
                self.done[what] += 1
                line.latency = 0.2 if what == "slow" else 0.0
                line.bandwidth = 200_000 if what == "narrow" else 0.0
                line.refusing = what == "refusing"
                line.deaf = what == "deaf"
                if what in {"cut", "refusing"}:
                    self.done["connections cut"] += line.reset()
                await asyncio.sleep(3.0 if what == "deaf" else 1.0)
                line.latency, line.bandwidth, line.refusing, line.deaf = 0.0, 0.0, False, False
                await asyncio.sleep(_PAUSE)
        finally:
            line.latency, line.bandwidth, line.refusing, line.deaf = 0.0, 0.0, False, False
