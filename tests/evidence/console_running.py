"""What running the house promises: restarts that nobody notices, and a backup that brings everything back."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from redis.asyncio import Redis

from bot import keeping, wiring
from tests.chaos import verdict
from tests.chaos.crowd import Crowd
from tests.chaos.house import House, stored, until
from tests.chaos.killer import ROLES
from tests.chaos.posting import Webhook
from tests.chaos.processes import gone
from tests.chaos.rolling import Roller
from tests.chaos.storm import Stage, Storm, stage, tell
from tests.evidence.core import injected, judged, zero
from tests.measuring import Measure, Measurement, at_most

_SEED = 20281
_DRAIN = 25.0
_WORDS_AFTERWARDS = 20
_OF_PEOPLE = ("contact", "orders", "consents", "transcript", "address", "account", "meter", "enrolled", "case", "cases")
_OF_THE_HOUSE = ("audit", "ledger", "notes", "delivery", "call", "timers", "stopped", "seen")
_KEPT = frozenset((*_OF_PEOPLE, *_OF_THE_HOUSE))
"""The keys that a backup is for, by their first word; the others are leases, signs of life and wake-ups."""


async def _rolling(*, long: bool) -> list[Measure]:
    messages, seconds, every, least = (10_000, 600.0, 30.0, 90) if long else (400, 40.0, 12.0, 5)
    async with stage() as house:
        roller = Roller(house.house, every)
        outcome = await Storm(house, _SEED, messages, seconds, orderers=4).run(roller.run)
        statuses = house.postman.statuses
    tell(roller.told())
    name = f"every process restarted each {every:.0f} s"
    failed, restarts = sum(n for status, n in statuses.items() if status // 100 != 2), sum(roller.ended.values())
    if failed:
        tell(f"answers: {dict(statuses)}")
    return [
        injected(f"{name}: restarts", restarts, least, "SIGTERM", _SEED),
        zero(f"{name}: failed webhooks", failed, f"of {statuses.total()}", _SEED),
        at_most(f"{name}: until a process has ended, the slowest", roller.longest, _DRAIN, "s", seed=_SEED),
        *judged(name, outcome, _SEED),
    ]


@dataclass(frozen=True, slots=True)
class _Used:
    """What the store had used when it was asked."""

    processor: float
    memory: int
    turns: int
    contacts: int


async def _restored(*, long: bool) -> list[Measure]:
    messages, seconds, people = (20_000, 300.0, 2_000) if long else (300, 12.0, 60)
    name = "a backup brought back"
    async with stage() as house:
        before = await _used(house.house)
        outcome = await Storm(house, _SEED, messages, seconds, orderers=4, people=people).run()
        used = await _used(house.house)
        there = await _everything(house.house.redis)
        copied = await _copied(house.house)
        took = await _brought_back(house, there)
        broken = await asyncio.to_thread(_audit, house.house)
        heard = await _go_on(house)
        left = await verdict.left(house.house, ())
    lost = [key for key, value in there.items() if took.found.get(key) != value]
    for key in lost[:3]:
        tell(key)
    tell(f"{len(there)} keys, {copied.size / 1e6:.1f} MB; audit: {broken or 'holds'}")
    of = f"of {len(there)} keys"
    turns, contacts = used.turns - before.turns, max(1, used.contacts - before.contacts)
    return [
        injected(f"{name}: orders in it", len(left.orders), 1, "orders", _SEED),
        zero(f"{name}: lost or changed of what was there when the copy began", len(lost), of, _SEED),
        Measure(f"{name}: the audit's chain holds", broken is None, "", "True", broken is None),
        zero(f"{name}: turns lost or doubled before", outcome.turns_wrong, "contacts", _SEED),
        at_most(f"{name}: copying", copied.seconds, 60.0, "s"),
        at_most(f"{name}: from an empty disk until ready", took.seconds, 120.0, "s"),
        zero(f"{name}: customers not answered afterwards", _WORDS_AFTERWARDS - heard, f"of {_WORDS_AFTERWARDS}"),
        at_most("CPU of Redis a turn", (used.processor - before.processor) / max(1, turns) * 1000, 10.0, "ms"),
        at_most("memory a customer", (used.memory - before.memory) / contacts / 1000, 200.0, "kB"),
    ]


async def _used(house: House) -> _Used:
    facts = await house.redis.info()
    processor = facts["used_cpu_user"] + facts["used_cpu_sys"]
    contacts = [one async for one in house.redis.scan_iter("contact:*", count=1000)]
    return _Used(processor, int(facts["used_memory_dataset"]), await house.turns(), len(contacts))


@dataclass(frozen=True, slots=True)
class _Copied:
    seconds: float
    size: int


async def _copied(house: House) -> _Copied:
    """Let `wattline backup` copy while everything runs."""
    begun, target = time.monotonic(), house.folder / "copy"
    pid = await house.wattline("backup", str(target))
    await gone(pid)
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    return _Copied(time.monotonic() - begun, size)


@dataclass(frozen=True, slots=True)
class _Back:
    seconds: float
    found: Mapping[str, object]


async def _brought_back(house: Stage, there: Mapping[str, object]) -> _Back:
    """Lose the machine of the store, and do what docs/running.md says: stop all, put the copy there, start."""
    inside, folder = house.house, house.house.folder
    inside.crew.held |= set(ROLES)
    pids = [pid for role in ROLES for pid in inside.crew.pids(role)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    await asyncio.gather(*(gone(pid) for pid in pids))
    await inside.stop_redis()
    await asyncio.to_thread(shutil.rmtree, folder / "redis")
    begun = time.monotonic()
    await asyncio.to_thread(shutil.copytree, folder / "copy", folder / "redis")
    await inside.start_redis()
    found = await _everything(inside.redis)
    tell(f"{len(found.keys() & there.keys())} keys are there again")
    inside.crew.held -= set(ROLES)
    await inside.ready()
    return _Back(time.monotonic() - begun, found)


async def _everything(redis: Redis) -> dict[str, object]:
    """Return what lies in the store of people and of what was done."""
    found: dict[str, object] = {}
    async for raw in redis.scan_iter(count=1000):
        key = stored(raw).decode()
        if key.partition(":")[0] in _KEPT:
            found[key] = await _content(redis, key)
    return found


async def _content(redis: Redis, key: str) -> object:
    match stored(await redis.type(key)):
        case b"hash":
            return await redis.hgetall(key)
        case b"list":
            return await redis.lrange(key, 0, -1)
        case b"set":
            return await redis.smembers(key)
        case b"zset":
            return await redis.zrange(key, 0, -1, withscores=True)
        case b"stream":
            return await redis.xrange(key)
    return await redis.get(key)


def _audit(house: House) -> str | None:
    store = wiring.store(house.settings)
    try:
        return keeping.broken(store.runner, store.mailbox.audit)
    finally:
        store.runner.close()


async def _go_on(house: Stage) -> int:
    """Let customers write who wrote before, and count who is answered."""
    lines = [person.line for person in Crowd.gather(_WORDS_AFTERWARDS, _SEED).people]
    read = {line: len(house.outside.messages(line)) for line in lines}
    for line in lines:
        await house.postman.post(Webhook(line, next(house.numbers), "help"))

    async def all_answered() -> bool:
        return _answered() == len(lines)

    def _answered() -> int:
        return sum(len(house.outside.messages(line)) > read[line] for line in lines)

    await until(all_answered, 60.0, 0.2)
    return _answered()


def _run(measure: Callable[..., Awaitable[list[Measure]]]) -> Callable[[bool], Iterable[Measure]]:
    async def measured(long: bool) -> list[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
        return await measure(long=long)

    return lambda long: asyncio.run(measured(long))


MEASUREMENTS = (
    Measurement("every process restarted again and again", _run(_rolling)),
    Measurement("a backup brought back on an empty disk", _run(_restored)),
)
