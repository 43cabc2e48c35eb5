"""What the core promises, measured on real processes under real faults: `make evidence TOPIC=core`, or `make chaos`."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from tests.chaos import verdict
from tests.chaos.badline import BadLine
from tests.chaos.killer import Killer
from tests.chaos.labels import labels
from tests.chaos.outage import burst, orphans, without_the_store
from tests.chaos.points import Points
from tests.chaos.providers import MODES, moody
from tests.chaos.storm import Outcome, Storm, stage, tell
from tests.measuring import Measure, Measurement, at_most

_SEED = 20261
_FEWEST_POINTS = 40
_NEVER = 999.0


def zero(measure: str, value: int, unit: str, seed: int = _SEED) -> Measure:
    return Measure(measure, value, unit, "0", value == 0, seed)


def injected(measure: str, value: int, least: int, unit: str, seed: int = _SEED) -> Measure:
    """How much was really done to the house: a run that hurt nothing proves nothing."""
    return Measure(f"{measure} (injected)", value, unit, f">= {least}", value >= least, seed)


def judged(name: str, outcome: Outcome, seed: int = _SEED) -> Iterable[Measure]:
    compared, tally, left = outcome.compared, outcome.tally, outcome.left
    messages, orders = f"of {outcome.accepted} messages", f"of {tally.approved} approved orders"
    repeated = compared.repeated + tally.repeated
    yield zero(f"{name}: turns lost or doubled", outcome.turns_wrong, f"contacts of {len(left.versions)}", seed)
    lost = max(0, compared.lost + len(tally.wrong) - left.unconfirmed)
    told = f"{messages}, {left.unconfirmed} unconfirmed with a case"
    yield zero(f"{name}: replies lost or wrong", lost, told, seed)
    yield zero(f"{name}: replies out of order", compared.disordered, messages, seed)
    yield zero(f"{name}: replies doubled where the provider could be asked", compared.doubled, messages, seed)
    yield zero(f"{name}: repeated on Telegram without a record", outcome.unexplained, f"of {repeated} repeated", seed)
    yield zero(f"{name}: confirmed twice", outcome.confirmed_twice, orders, seed)
    yield zero(f"{name}: in doubt without a case", outcome.orders_astray, orders, seed)
    yield zero(f"{name}: one-time codes sent twice", outcome.codes_twice, "codes", seed)
    yield zero(f"{name}: keys without end, boxes not emptied", len(left.immortal) + len(left.undone), "keys", seed)
    yield at_most(f"{name}: quiet after the last fault", outcome.drained or _NEVER, 60, "s", seed=seed)


async def _killing(*, long: bool) -> list[Measure]:
    messages, seconds = (10_000, 270.0) if long else (1500, 36.0)
    async with stage() as house:
        killer = Killer(house.house, _SEED, rate=1.0, ending=0.1)
        outcome = await Storm(house, _SEED, messages, seconds).run(killer.run)
    tell(killer.told())
    name = "a kill a second"
    return [injected(f"{name}: kills", killer.kills, int(seconds * 0.7), "kills"), *judged(name, outcome)]


async def _raging(*, long: bool) -> list[Measure]:
    messages, seconds, every = (10_000, 400.0, 20.0) if long else (700, 26.0, 10.0)
    seed, name = _SEED + 1, "5 kills a second"
    async with stage() as house:
        killer = Killer(house.house, seed, rate=5.0, freezing=0.01, store_every=every)
        outcome = await Storm(house, seed, messages, seconds, orderers=6).run(killer.run)
    tell(killer.told())
    frozen = sum(times for what, times in killer.done.items() if what.startswith("SIGSTOP"))
    return [
        injected(f"{name}: kills", killer.kills, int(seconds * 3.5), "kills", seed),
        injected(f"{name}: the store killed", killer.done["SIGKILL redis"], 2, "times", seed),
        injected(f"{name}: processes frozen", frozen, 1, "times", seed),
        *judged(name, outcome, seed),
    ]


async def _bad_line(*, long: bool) -> list[Measure]:
    messages, seconds = (4000, 180.0) if long else (500, 20.0)
    name = "a bad line to the store"
    async with stage(behind_a_line=True) as house:
        line = BadLine(house, _SEED)
        outcome = await Storm(house, _SEED, messages, seconds, orderers=4, people=100).run(line.run)
    tell(", ".join(f"{times} {what}" for what, times in sorted(line.done.items())))
    kinds = sum(times for what, times in line.done.items() if what != "connections cut")
    return [injected(f"{name}: slow, narrow, deaf, cut", kinds, int(seconds / 4), "times"), *judged(name, outcome)]


async def _orphaned(*, long: bool) -> list[Measure]:
    times = 50 if long else 8
    async with stage() as house:
        resumed = await orphans(house, times)
    return [
        injected("an orphaned turn: processes ended in a turn", len(resumed.seconds), times, "kills"),
        at_most("an orphaned turn: resumed, the median", resumed.median, 2.0, "s", seed=_SEED),
        at_most("an orphaned turn: resumed, the slowest", max(resumed.seconds, default=_NEVER), 5.0, "s", seed=_SEED),
    ]


async def _away(*, long: bool) -> list[Measure]:
    async with stage() as house:
        away = await without_the_store(house, 60.0 if long else 15.0, 100.0)
    name = "the store away, 100 webhooks a second"
    return [
        zero(f"{name}: not answered 2xx", away.refused, f"of {away.posted} webhooks"),
        zero(f"{name}: lost", away.compared.lost + away.turns_wrong, "replies and turns"),
        zero(f"{name}: out of order or doubled", away.compared.disordered + away.compared.doubled, "contacts"),
        at_most(f"{name}: brought into the store when it is back", away.flushed, 10, "s", seed=_SEED),
        at_most(f"{name}: all of it answered when it is back", away.drained or _NEVER, 60 if long else 10, "s"),
    ]


async def _pointed(*, long: bool) -> list[Measure]:
    times = 3 if long else 1
    async with stage() as house:
        points = Points(house, _SEED)
        await points.run(times)
        drained = await house.quiet()
        house.late()
        left = await verdict.left(house.house, ())
        twice = verdict.confirmed_twice(house.outside)
    for wrong in (*house.tally.wrong[:3], *left.immortal[:3], *left.undone[:3]):
        tell(wrong)
    wanted, tried = len(labels()), f"{len(points.fired)} deaths, {house.tally.approved} approved orders"
    name = "every crash point"
    return [
        injected(f"{name}: labels", wanted, _FEWEST_POINTS, "labels"),
        zero(f"{name}: labels that nobody passed", len(points.silent), f"of {wanted * times} tries"),
        zero(f"{name}: confirmed twice", twice, tried),
        zero(f"{name}: in doubt without a case", left.in_doubt_without_a_case, tried),
        zero(f"{name}: answers lost or wrong in journeys", len(house.tally.wrong), tried),
        zero(f"{name}: keys without end, boxes not emptied", len(left.immortal) + len(left.undone), "keys"),
        at_most(f"{name}: quiet after the last", drained or _NEVER, 60, "s", seed=_SEED),
    ]


async def _moody(*, long: bool) -> list[Measure]:
    async with stage() as house:
        came = await moody(house, _SEED, *((4000, 120.0) if long else (400, 12.0)))
    name = "429, 500, garbage, silence, taken unsaid"
    kinds = sum(came.moods[mode] > 0 for mode in MODES) + (came.moods["silent"] + came.moods["taken_silent"] > 0)
    return [
        injected(f"{name}: failures", came.moods.total(), 50, "sends"),
        injected(f"{name}: kinds of failure", kinds, len(MODES) + 1, "kinds"),
        zero(f"{name}: campaign messages twice", came.twice, f"of {came.campaign} that arrived"),
        *judged(name, came.outcome),
    ]


async def _bursting(*, long: bool) -> list[Measure]:
    async with stage() as house:
        came = await burst(house, 60.0 if long else 10.0, 10.0, 20)
    name = "20 times the usual"
    lost = came.compared.lost + came.compared.disordered + came.compared.doubled + came.turns_wrong
    return [
        injected(f"{name}: messages", came.posted, 2000, "messages"),
        injected(f"{name}: notices that waited when answers were asked for", came.waiting, 100, "notices"),
        zero(f"{name}: refused", came.refused, f"of {came.posted} webhooks"),
        zero(f"{name}: dropped, doubled or out of order", lost, f"of {came.posted} messages"),
        at_most(f"{name}: an answer while notices wait (median)", came.answer_seconds, 5, "s", seed=_SEED),
        at_most(f"{name}: quiet afterwards", came.drained or _NEVER, 60, "s", seed=_SEED),
    ]


def _run(measure: Callable[..., Awaitable[list[Measure]]]) -> Callable[[bool], Iterable[Measure]]:
    async def measured(long: bool) -> list[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
        return await measure(long=long)

    return lambda long: asyncio.run(measured(long))


MEASUREMENTS = (
    Measurement("a kill -9 a second", _run(_killing)),
    Measurement("five kills a second, the store killed, processes frozen", _run(_raging)),
    Measurement("a turn whose process died", _run(_orphaned)),
    Measurement("the store away", _run(_away)),
    Measurement("a bad line to the store", _run(_bad_line)),
    Measurement("every crash point", _run(_pointed)),
    Measurement("providers in a mood", _run(_moody)),
    Measurement("a burst", _run(_bursting)),
)
