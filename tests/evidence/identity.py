"""What we promise about identities: nothing in clear, all of it gone, nothing rewritten, no token beyond its time."""

import asyncio
from collections.abc import Iterable, Mapping

from bot import keeping, wiring
from bot.parts import Store
from bot.store.audit import Entry
from tests.chaos.storm import stage
from tests.evidence import planting, tokens
from tests.measuring import Measure, Measurement, at_most

_OF_THE_HOUSE = ("rq:", "signs:", "seen:", "codes:", "audit", "tombstones", "counters", "fence")
"""What may be left: the house's own, hashes for their hours, and pseudonyms."""


def _zero(measure: str, value: int, unit: str) -> Measure:
    return Measure(measure, value, unit, "0", value == 0)


async def _planted() -> list[Measure]:
    async with stage() as house:
        people = planting.plant(house)
        verified = await planting.serve(house, people)
        drained = await house.quiet()
        kept = await planting.kept(house)
        canaries = [canary for person in people for canary in person.canaries()]
        codes = [code for person in people for code in person.codes]
        clear, codes_clear = kept.hits(canaries), kept.code_hits(codes)
        deleted, slowest = await planting.delete(house, people)
        await house.house.redis.bgrewriteaof()
        after = await planting.kept(house)
        keys = [key.decode() async for key in house.house.redis.scan_iter(count=1000)]
        left = [key for key in keys if not key.startswith(_OF_THE_HOUSE)]
        tombs = await house.house.redis.zcard("tombstones")
        store = wiring.store(house.house.settings)
        broken = keeping.broken(store.runner, store.mailbox.audit)
        flips, found = await asyncio.to_thread(_flip, store)
        store.runner.close()
    size = sum(len(words) for words in kept.places.values()) // 1024
    return [
        Measure(
            "identities planted and verified", verified, "people", f">= {planting.PEOPLE}", verified >= planting.PEOPLE
        ),
        at_most("quiet after the journeys", 999.0 if drained is None else drained, 60, "s"),
        _zero(
            "phones, names, meters, own words in clear", clear, f"of {len(canaries)}, in {size} KiB of dump, AOF, logs"
        ),
        _zero("one-time codes in clear", codes_clear, f"of {len(codes)}"),
        Measure("people deleted", deleted, "people", f">= {planting.PEOPLE}", deleted >= planting.PEOPLE),
        at_most("a deletion, the slowest", slowest, 60, "s"),
        _zero("found in clear after the deletions", after.hits(canaries), f"of {len(canaries)}"),
        _zero("keys of people left", len(left), ", ".join(left[:3]) or "keys"),
        Measure("tombstones left", tombs, "tombstones", f"= {planting.PEOPLE}", tombs == planting.PEOPLE),
        Measure("the audit holds", broken or "yes", "", "yes", broken is None),
        Measure("bytes of the audit flipped and found", found, f"of {flips}", f"= {flips}", flips == found),
    ]


def _flip(store: Store) -> tuple[int, int]:
    """Change single bytes in the first entries that the journeys left, one after the other; count those found."""
    redis, audit = store.runner.redis, store.mailbox.audit
    entries = store.runner.run(audit.read("0"))[:3]
    redis.delete("audit:seals")
    redis.hset("audit:head", mapping={"number": str(len(entries)), "hash": entries[-1].hash.decode()})
    flips = found = 0
    for place, entry in enumerate(entries):
        fields = {"body": entry.body, "mark": entry.mark, "hash": entry.hash}
        for name, value in fields.items():
            for at in range(len(value)):
                other = value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
                flips += 1
                _write(store, [*entries[:place], _entry(entry.number, {**fields, name: other}), *entries[place + 1 :]])
                found += keeping.broken(store.runner, audit) is not None
    _write(store, entries)
    return flips, found if keeping.broken(store.runner, audit) is None else 0


def _entry(number: str, fields: Mapping[str, bytes]) -> Entry:
    return Entry(number, fields["body"], fields["mark"], fields["hash"])


def _write(store: Store, entries: Iterable[Entry]) -> None:
    with store.runner.redis.pipeline() as pipeline:
        pipeline.delete("audit")
        for entry in entries:
            pipeline.xadd("audit", {"body": entry.body, "mark": entry.mark, "hash": entry.hash}, id=entry.number)
        pipeline.execute()


async def _tokens() -> list[Measure]:
    async with stage() as house:
        people = planting.plant(house)
        came = await tokens.measure(house, people[1])
    return [Measure(f"tokens: {what}", refused, "", "True", refused is True) for what, refused in came.items()]


def _run(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    return asyncio.run(_planted())


def _run_tokens(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    return asyncio.run(_tokens())


MEASUREMENTS = (
    Measurement("200 planted identities", _run),
    Measurement("old tokens", _run_tokens),
)
