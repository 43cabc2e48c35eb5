"""What the core promises, measured on real processes under real faults: `make evidence TOPIC=core`, or `make chaos`."""

import asyncio
from collections.abc import Iterable

from tests.chaos.killer import Killer
from tests.chaos.storm import Outcome, Storm, stage, tell
from tests.measuring import Measure, Measurement

_SEED = 20261


def exactly(measure: str, value: int, unit: str, *, seed: int | None = None) -> Measure:
    """A figure that must be zero."""
    return Measure(measure, value, unit, "0", value == 0, seed)


def injected(measure: str, value: int, least: int, unit: str, *, seed: int | None = None) -> Measure:
    """How much was really done to the house: a run that hurt nothing proves nothing."""
    return Measure(measure, value, unit, f">= {least}", value >= least, seed)


def _judged(name: str, outcome: Outcome, seed: int) -> Iterable[Measure]:
    compared, tally, left = outcome.compared, outcome.tally, outcome.left
    lost = compared.lost + len(tally.wrong)
    yield exactly(f"{name}: turns lost or doubled", outcome.turns_wrong, f"contacts of {len(left.versions)}", seed=seed)
    yield exactly(f"{name}: replies lost or wrong", lost, f"after {outcome.accepted} messages", seed=seed)
    yield exactly(f"{name}: replies out of order", compared.disordered, "contacts", seed=seed)
    yield exactly(f"{name}: replies doubled where Twilio could be asked", compared.doubled, "replies", seed=seed)
    repeated = compared.repeated + tally.repeated
    yield exactly(
        f"{name}: repeated on Telegram without a record ({repeated} with one)", outcome.unexplained, "replies", seed=seed
    )
    orders = f"of {outcome.tally.approved} approved"
    yield exactly(f"{name}: orders confirmed twice", outcome.confirmed_twice, orders, seed=seed)
    yield exactly(f"{name}: orders in doubt without a case", outcome.orders_astray, orders, seed=seed)
    yield exactly(f"{name}: one-time codes sent twice", outcome.codes_twice, "codes", seed=seed)
    yield exactly(f"{name}: keys that never end, boxes not emptied", len(left.immortal) + len(left.undone), "keys")
    seconds = 999.0 if outcome.drained is None else round(outcome.drained, 1)
    yield Measure(f"{name}: all quiet after the last fault", seconds, "s", "<= 60", outcome.drained is not None, seed)


async def _killing(long: bool) -> list[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    messages, seconds = (10_000, 270.0) if long else (1500, 36.0)
    async with stage() as house:
        killer = Killer(house.house, _SEED, rate=1.0)
        outcome = await Storm(house, _SEED, messages, seconds).run(killer.run)
        tell(killer.told())
        name = "a kill a second"
        return [
            injected(f"{name}: processes killed", killer.kills, int(seconds * 0.8), "kills", seed=_SEED),
            *_judged(name, outcome, _SEED),
        ]


async def _raging(long: bool) -> list[Measure]:  # noqa: FBT001 -- as above
    messages, seconds, every = (10_000, 400.0, 20.0) if long else (700, 26.0, 10.0)
    seed = _SEED + 1
    async with stage() as house:
        killer = Killer(house.house, seed, rate=5.0, freezing=0.01, store_every=every)
        outcome = await Storm(house, seed, messages, seconds, orderers=4).run(killer.run)
        tell(killer.told())
        frozen = sum(times for what, times in killer.done.items() if what.startswith("SIGSTOP"))
        name = "five kills a second"
        return [
            injected(f"{name}: processes killed", killer.kills, int(seconds * 3.5), "kills", seed=seed),
            injected(f"{name}: times the store was killed", killer.done["SIGKILL redis"], 2, "kills", seed=seed),
            injected(f"{name}: processes frozen", frozen, 1, "processes", seed=seed),
            *_judged(name, outcome, seed),
        ]


MEASUREMENTS = (
    Measurement("a kill -9 a second", lambda long: asyncio.run(_killing(long))),
    Measurement("five kills a second, the store killed, processes frozen", lambda long: asyncio.run(_raging(long))),
)
