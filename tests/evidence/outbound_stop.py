"""Whoever says STOP while a campaign's message waits for them does not get it: it counts within a second."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.chaos.house import until
from tests.chaos.outside import Call, Line
from tests.chaos.posting import Webhook
from tests.chaos.storm import Stage, stage, tell
from tests.evidence import recipients as people
from tests.measuring import Measure, at_least, at_most

_SEED = 20273
_SPEED = 2000
_APART = 0.05
_WITHIN = 1.0
_PATIENCE = 300.0
_WHAT = "STOP while a message waits"


@dataclass(frozen=True, slots=True)
class _Slow:
    """Makes the provider slow for the campaign, and notes when each of its messages was begun."""

    begun: defaultdict[Line, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, call: Call) -> str:
        if people.WORDS not in call.text:
            return ""
        self.begun[call.line].append(call.at)
        return "slow"


def stopping(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Let a slow provider keep a campaign in its outboxes, and some of those who wait for it say STOP."""
    return asyncio.run(_stopped(*((5_000, 400) if long else (1_500, 100))))


async def _stopped(recipients: int, wanted: int) -> list[Measure]:
    async with stage() as house:
        await people.settle(house.house, recipients)
        house.outside.mischief = slow = _Slow()
        await people.launch(house.house, _SPEED)
        taken = await _say_stop(house, slow, recipients, wanted)
        ended = await until(lambda: people.is_now(house.house, "ended"), _PATIENCE, 0.5)
        fates = await people.fates(house.house, recipients)
        after = {number: [at - said for at in slow.begun[people.line(number)]] for number, said in taken.items()}
        return [
            *_judged(after, fates),
            Measure("STOP while a message waits: the campaign ends", ended, "", "True", ended),
        ]


async def _say_stop(house: Stage, slow: _Slow, recipients: int, wanted: int) -> Mapping[int, float]:
    """Let some who wait say STOP, one after the other; return when the house took each."""
    everybody, taken = list(range(recipients)), dict[int, float]()
    random.Random(_SEED).shuffle(everybody)  # noqa: S311 -- no secret
    for number in everybody:
        if len(taken) == wanted:
            break
        if not slow.begun[people.line(number)]:
            await house.postman.post(Webhook(people.line(number), next(house.numbers), "STOP"))
            taken[number] = time.monotonic()
            await asyncio.sleep(_APART)
    return taken


def _judged(after: Mapping[int, list[float]], fates: Mapping[int, str]) -> list[Measure]:
    """Judge by how long after its STOP each person's message was begun, where it was."""
    late = sum(seconds > _WITHIN for times in after.values() for seconds in times)
    latest = max((seconds for times in after.values() for seconds in times), default=0.0)
    kept = sum(fates[number] == "withheld:opted_out" for number in after)
    right = sum((fates[number] in people.OUT) == bool(after[number]) for number in after)
    told = Counter(fates[number] for number in after)
    tell(f"{len(after)} said STOP; {sum(map(bool, after.values()))} messages went out around it; fates: {dict(told)}")
    return [
        Measure(f"{_WHAT}: sent more than a second after it", late, f"of {len(after)} people", "0", late == 0, _SEED),
        at_most(f"{_WHAT}: the last message that went out after it", max(latest, 0.0), _WITHIN, "s", seed=_SEED),
        at_least(f"{_WHAT}: withheld, and the ledger says why", kept, len(after) / 2, "people", seed=_SEED),
        Measure(f"{_WHAT}: the ledger is right", right, "people", str(len(after)), right == len(after), _SEED),
    ]
