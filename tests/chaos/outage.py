"""The store away, a process dead in the middle of a turn, far more messages than usual."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.model.contact import Purpose
from tests.chaos import verdict
from tests.chaos.crowd import Crowd
from tests.chaos.house import until
from tests.chaos.notices import notice, put
from tests.chaos.outside import Line
from tests.chaos.posting import Webhook
from tests.chaos.storm import Stage, tell
from tests.chaos.verdict import Compared

_LOOK = 0.005
_PEOPLE = 200
_MIDDLE = ("hear.before", "hear.after", "step.after", "commit.before")


@dataclass(frozen=True, slots=True)
class Resumed:
    """Seconds from the death of a process in a turn to that turn's commit; `missed` deaths that did not happen."""

    seconds: tuple[float, ...]
    missed: int

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds) if self.seconds else 999.0


async def orphans(stage: Stage, times: int) -> Resumed:
    """Kill whoever holds a turn, in its middle, and see how soon another one commits it."""
    seconds, missed = [], 0
    for number in range(times):
        line: Line = ("telegram", str(700_120_000 + number))
        before = await stage.house.turns()
        stage.house.crash_file.write_text(f"{_MIDDLE[number % len(_MIDDLE)]} 1")
        await stage.postman.post(Webhook(line, next(stage.numbers), "help"))
        died = await _seen(lambda: not stage.house.crash_file.exists(), 5.0)
        if died is None:
            missed += 1
            stage.house.crash_file.unlink(missing_ok=True)
            continue

        async def resumed(before: int = before) -> bool:
            return await stage.house.turns() > before

        await until(resumed, 30.0, _LOOK)
        seconds.append(time.monotonic() - died)
        await stage.quiet()
        await stage.house.ready()
        await until(stage.house.both_attend, 30.0)
    tell(f"{len(seconds)} turns resumed after {', '.join(f'{one:.2f}' for one in seconds)} s")
    return Resumed(tuple(seconds), missed)


async def _seen(happened: Callable[[], bool], within: float) -> float | None:
    end = time.monotonic() + within
    while not happened():
        if time.monotonic() > end:
            return None
        await asyncio.sleep(_LOOK)
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class Away:
    """What became of messages that came while the store was away."""

    posted: int
    refused: int
    slowest: float
    flushed: float
    drained: float | None
    compared: Compared
    turns_wrong: int


async def without_the_store(stage: Stage, seconds: float, rate: float) -> Away:
    """Post `rate` webhooks a second while the store is away, then bring it back."""
    messages = int(seconds * rate)
    crowd = Crowd.gather(_PEOPLE, 3)
    crowd.plan(messages, seconds, stage.numbers)
    stage.postman.statuses.clear()
    stage.postman.seconds.clear()
    await stage.house.stop_redis()
    await crowd.write(stage.postman)
    statuses, slowest = dict(stage.postman.statuses), max(stage.postman.seconds)
    tell(f"{messages} messages while the store was away: {statuses}, the slowest took {slowest:.2f} s")
    await stage.house.start_redis()
    back = time.monotonic()
    spool = stage.house.folder / "spool" / "spool"
    flushed = await _seen(lambda: not spool.stat().st_size, 60.0)
    quiet = None if await stage.quiet() is None else time.monotonic() - back
    compared, wrong = await _compared(stage, crowd)
    tell(f"in the store again after {(flushed or back) - back:.1f} s, all said after {quiet or 0:.1f} s")
    refused = sum(times for status, times in statuses.items() if status // 100 != 2)
    return Away(messages, refused, slowest, 999.0 if flushed is None else flushed - back, quiet, compared, wrong)


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of a burst, and how long answers took while `waiting` contacts had notices to come."""

    posted: int
    refused: int
    compared: Compared
    turns_wrong: int
    drained: float | None
    waiting: int
    answer_seconds: float


async def burst(stage: Stage, seconds: float, usual: float, times: int) -> Burst:
    """Write `times` as much as usual, while as many notices as messages wait to be sent as well."""
    crowd = Crowd.gather(_PEOPLE, 4)
    messages = int(seconds * usual * times)
    crowd.plan(messages, seconds, stage.numbers)
    stage.postman.statuses.clear()
    notices = [
        notice(person.line, f"notice {number}", Purpose.MARKETING)
        for number in range(2 * messages // _PEOPLE)
        for person in crowd.people
    ]
    alone = await _answer_time(stage, 0)
    await put(stage.house, notices)
    writing = asyncio.create_task(crowd.write(stage.postman))
    await asyncio.sleep(1.0)
    waiting = int(await stage.house.redis.zcard("bulk"))
    busy = await _answer_time(stage, 1)
    await writing
    statuses = dict(stage.postman.statuses)
    drained = await stage.quiet()
    compared, wrong = await _compared(stage, crowd, without="notice ")
    gone = sum(call.text.startswith("notice ") for calls in stage.outside.heard.values() for call in calls)
    tell(
        f"{messages} messages, {statuses}; {gone} of {len(notices)} notices went out;"
        f" an answer took {busy:.2f} s, {alone:.2f} s before"
    )
    refused = sum(times for status, times in statuses.items() if status // 100 != 2)
    return Burst(messages, refused, compared, wrong, drained, waiting, busy)


async def _answer_time(stage: Stage, number: int) -> float:
    """Return the median seconds that some new customers wait for their answer."""
    return statistics.median([await _waited(stage, 10 * number + one) for one in range(5)])


async def _waited(stage: Stage, number: int) -> float:
    line: Line = ("telegram", str(700_130_000 + number))
    begun = time.monotonic()
    await stage.postman.post(Webhook(line, next(stage.numbers), "help"))
    while not stage.outside.messages(line) and time.monotonic() - begun < 60:
        await stage.outside.wait(0.05)
    return time.monotonic() - begun


async def _compared(stage: Stage, crowd: Crowd, without: str = "\0") -> tuple[Compared, int]:
    compared, replayed = verdict.compare(crowd.people, stage.outside, stage.model, without)
    left = await verdict.left(stage.house, replayed)
    for example in compared.examples[:3]:
        tell(example)
    return compared, sum(left.versions[line] != one.turns for line, one in replayed.items())
