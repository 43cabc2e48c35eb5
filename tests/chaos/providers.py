"""Providers that throttle, break, talk nonsense, fall silent and forget to say that they took a message."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field

from bot.model.contact import Purpose
from tests.chaos.notices import notice, put
from tests.chaos.outside import Call
from tests.chaos.storm import Outcome, Stage, Storm, tell

MODES = ("429", "500", "garbage", "reset", "taken_garbage", "taken_reset")
_SILENT = ("silent", "taken_silent")
_NOTICE = re.compile(r"campaign \d+$")


@dataclass(slots=True)
class Moods:
    """Makes a share of the sends fail, each mode in turn by chance; a few at the beginning get no answer at all."""

    chance: random.Random
    share: float
    silences: int
    done: Counter[str] = field(default_factory=Counter)

    def __call__(self, call: Call) -> str:
        if not call.sends or self.chance.random() >= self.share:
            return ""
        silent = self.done["silent"] + self.done["taken_silent"] < self.silences
        mode = self.chance.choice(_SILENT if silent else MODES)
        self.done[mode] += 1
        return mode


@dataclass(frozen=True, slots=True)
class Moody:
    """What came of it. `twice` campaign messages reached somebody more than once."""

    outcome: Outcome
    moods: Counter[str]
    twice: int
    campaign: int


async def moody(stage: Stage, seed: int, messages: int, seconds: float) -> Moody:
    """Let customers write and order, and a campaign run, while both providers are in a mood."""
    moods = Moods(random.Random(seed), 0.12, 4)  # noqa: S311 -- not for secrets
    stage.outside.mischief = moods
    storm = Storm(stage, seed, messages, seconds, orderers=4, people=100)
    lines = [("telegram", str(700_150_000 + number)) for number in range(100)]
    await put(stage.house, [notice(line, f"campaign {n}", Purpose.MARKETING) for n, line in enumerate(lines)])
    outcome = await storm.run()
    sent = Counter(call.text for line in lines for call in stage.outside.messages(line) if _NOTICE.match(call.text))
    tell(", ".join(f"{times} {mode}" for mode, times in sorted(moods.done.items())))
    return Moody(outcome, moods.done, sum(times - 1 for times in sent.values()), len(sent))
