"""What writing first promises: `make evidence TOPIC=outbound`."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable

from redis.exceptions import RedisError

from bot import wiring
from bot.model.contact import CONSENTED, Consent, Contact, Reachable
from bot.model.ids import ContactId
from channels.messages import Address
from tests.chaos.house import House, stored, until
from tests.chaos.killer import Killer
from tests.chaos.storm import Stage, stage, tell
from tests.evidence.outbound_policy import simulating
from tests.evidence.outbound_speed import sending
from tests.measuring import Measure, Measurement, at_least

_SEED = 20272
_FIRST = 710_000_000
_AT_ONCE = 1000
_NAME = "spring"
_FILE = """
name: {name}
purpose: marketing
audience: {{where: {{channels: [telegram]}}}}
words: {{telegram: {{en: "The sun is back."}}}}
speed: {speed}
stop_when: {{failed_percent: 100, after: 1000000}}
"""
_OUT = frozenset({"sent", "delivered", "read"})
_SETTLE = 300.0
_EVERY = 5.0


def killing(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Send a campaign while a process dies every five seconds, and count what each recipient got."""
    recipients, speed = (100_000, 400) if long else (2_000, 80)
    return asyncio.run(_killed(recipients, speed))


async def _killed(recipients: int, speed: int) -> list[Measure]:
    async with stage() as house:
        await _settle(house.house, recipients)
        file = house.house.folder / "spring.yaml"
        await asyncio.to_thread(file.write_text, _FILE.format(name=_NAME, speed=speed))
        await house.house.wattline("campaign", "launch", str(file))
        await until(lambda: _state(house.house, "running", "ended"), 600.0)
        killer = Killer(house.house, _SEED, rate=1 / _EVERY, store_every=4 * _EVERY)
        begun, hurting = time.monotonic(), asyncio.ensure_future(killer.run())
        await until(lambda: _state(house.house, "ended"), recipients / speed + _SETTLE, 1.0)
        hurting.cancel()
        await asyncio.gather(hurting, return_exceptions=True)
        tell(f"{recipients} recipients in {time.monotonic() - begun:.0f} s: {killer.told()}")
        ended = await until(lambda: _state(house.house, "ended"), _SETTLE, 1.0)
        return await _judged(house, recipients, sum(killer.done.values()), ended=ended)


async def _judged(house: Stage, recipients: int, kills: int, *, ended: bool) -> list[Measure]:
    fates = await _fates(house.house, recipients)
    got = Counter(len(house.outside.messages(("telegram", str(_FIRST + n)))) for n in range(recipients))
    counts = await house.house.redis.hgetall(f"ledger:campaign:{_NAME}")
    ledger = sum(int(value) for name, value in counts.items() if stored(name).startswith(b"fate:"))
    wrong = [
        n
        for n, fate in fates.items()
        if fate in _OUT and len(house.outside.messages(("telegram", str(_FIRST + n)))) != 1
    ]
    open_rows = sum(fate in {"pending", "queued"} for fate in fates.values())
    tell(f"fates: {dict(Counter(fates.values()))}")
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


async def _settle(house: House, recipients: int) -> None:
    """Let so many people live here who allow everything."""
    store = wiring.store(house.settings)
    codec, now = store.mailbox._codec, wiring.now()  # noqa: SLF001 -- the harness writes what the house reads
    consents = tuple(Consent(purpose, "telegram", now) for purpose in CONSENTED)
    for first in range(0, recipients, _AT_ONCE):
        pipeline = house.redis.pipeline(transaction=False)
        for n in range(first, min(first + _AT_ONCE, recipients)):
            where = (Reachable(Address("telegram", str(_FIRST + n))),)
            one = Contact(ContactId(f"r{n}"), where, consents=consents)
            pipeline.hset(f"contact:{one.id}", "contact", codec.write(one))
        await pipeline.execute()
    store.runner.close()


async def _state(house: House, *wanted: str) -> bool:
    try:
        found = await house.redis.hget(f"ledger:campaign:{_NAME}", "state")
    except (RedisError, OSError):
        return False
    return found is not None and stored(found).decode() in wanted


async def _fates(house: House, recipients: int) -> dict[int, str]:
    """Return each recipient's fate, by their number."""
    found: dict[int, str] = {}
    for chunk in range(recipients // 200 + 1):
        key = f"ledger:campaign:{_NAME}"
        rows, fates = (
            await house.redis.hgetall(f"{key}:rows:{chunk}"),
            await house.redis.hgetall(f"{key}:fates:{chunk}"),
        )
        for row, value in rows.items():
            contact = stored(value).decode().partition("|")[0]
            found[int(contact.removeprefix("r"))] = stored(fates[row]).decode()
    return found


MEASUREMENTS = (
    Measurement("a year of messages that nobody asked for", simulating),
    Measurement("a campaign at full speed while customers write", sending),
    Measurement("a campaign while processes die", killing),
)
