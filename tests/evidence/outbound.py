"""What writing first promises: `make evidence TOPIC=outbound`."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable

from tests.chaos.house import until
from tests.chaos.killer import Killer
from tests.chaos.storm import Stage, stage, tell
from tests.evidence import recipients as people
from tests.evidence.outbound_policy import simulating
from tests.evidence.outbound_speed import sending
from tests.evidence.outbound_stop import stopping
from tests.measuring import Measure, Measurement, at_least

_SEED = 20272
_SETTLE = 300.0
_EVERY = 5.0
_SAMPLE = 3


def killing(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Send a campaign while a process dies every five seconds, and count what each recipient got."""
    recipients, speed = (100_000, 400) if long else (6_000, 300)
    return asyncio.run(_killed(recipients, speed))


async def _killed(recipients: int, speed: int) -> list[Measure]:
    async with stage() as house:
        begun = time.monotonic()
        await people.settle(house.house, recipients)
        await people.launch(house.house, speed)
        tell(f"{recipients} recipients are written down after {time.monotonic() - begun:.0f} s")
        killer = Killer(house.house, _SEED, rate=1 / _EVERY, store_every=4 * _EVERY)
        begun, hurting = time.monotonic(), asyncio.ensure_future(killer.run())
        await until(lambda: people.is_now(house.house, "ended"), recipients / speed + _SETTLE, 1.0)
        hurting.cancel()
        await asyncio.gather(hurting, return_exceptions=True)
        tell(f"all of it after {time.monotonic() - begun:.0f} s more: {killer.told()}")
        ended = await until(lambda: people.is_now(house.house, "ended"), _SETTLE, 1.0)
        return await _judged(house, recipients, sum(killer.done.values()), ended=ended)


async def _judged(house: Stage, recipients: int, kills: int, *, ended: bool) -> list[Measure]:
    fates = await people.fates(house.house, recipients)
    read = {number: len(house.outside.messages(people.line(number))) for number in range(recipients)}
    got, ledger = Counter(read.values()), await people.counted(house.house)
    wrong = [number for number, fate in fates.items() if fate in people.OUT and read[number] != 1]
    open_rows = sum(fate in {"pending", "queued"} for fate in fates.values())
    tell(f"fates: {dict(Counter(fates.values()))}; read so many times: {dict(got)}")
    tell(f"said to be sent and not read once: {wrong[:_SAMPLE]}")
    told, name = f"of {recipients} recipients", "a campaign under kills"
    twice, missing = recipients - got[0] - got[1], recipients - len(fates) + open_rows
    bad = {"read it twice or more": twice, "said to be sent, not read once": len(wrong), "not accounted for": missing}
    return [
        Measure(f"{name}: processes killed (injected)", kills, "kills", ">= 3", kills >= 3, _SEED),
        *(Measure(f"{name}: {one}", value, told, "0", value == 0, _SEED) for one, value in bad.items()),
        Measure(f"{name}: sum of the ledger", ledger, "rows", f"{recipients}", ledger == recipients, _SEED),
        at_least(f"{name}: read by", got[1] / recipients * 100, 99.0, "percent", seed=_SEED),
        Measure(f"{name}: it ends", ended, "", "True", ended, _SEED),
    ]


MEASUREMENTS = (
    Measurement("a year of messages that nobody asked for", simulating),
    Measurement("STOP while a campaign's message waits", stopping),
    Measurement("a campaign at full speed while customers write", sending),
    Measurement("a campaign while processes die", killing),
)
