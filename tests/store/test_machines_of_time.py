"""Confirms and timers against simple models: whatever happens in whatever order, on a real server."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from bot.model.event import TimeUp, ToolFinished
from bot.model.ids import CallId, EventId, TimerId
from bot.model.turn import Timer, ToolCall
from bot.store.away import Unavailable
from bot.store.calls import Calls, Started
from bot.store.leases import fire_timers
from bot.store.mailbox import Claimed, event_id
from tests.store.building import turn_saying
from tests.store.machine import Machine, hold
from tools.contract import FindAccount, OffersFound


class Confirms(Machine):
    """Workers race and die: a write reaches the wire at most once, and its result the mailbox exactly once."""

    call = CallId("call1")

    def __init__(self) -> None:
        super().__init__()
        self.calls = Calls(self.house.codec, self.house.mailbox)
        self.house.accept("1")
        (claimed,) = self.house.claim()
        turn = replace(turn_saying(claimed.contact), calls=(ToolCall(self.call, FindAccount("MTR-0001")),))
        self.house.commit(claimed, turn)
        self.at_it: list[Started] = []
        self.may_write = 0
        self.wire = 0
        self.results = 0

    @rule()
    def start(self) -> None:
        started = self.house.runner.run(self.calls.start(self.call, 60_000))
        if started is not None:
            assert self.results == 0
            assert started.attempted >= (self.wire > 0)
            self.at_it.append(started)

    @rule()
    def time_passes(self) -> None:
        if self.house.runner.redis.hget(f"call:{self.call}", "until") is not None:
            self.house.runner.redis.hset(f"call:{self.call}", "until", 0)

    @precondition(lambda self: self.at_it)
    @rule()
    def journal(self) -> None:
        if self.at_it[0].attempted:
            return
        with suppress(Unavailable):  # what is not known to be on the disk allows no write
            self.may_write += self.house.runner.durably(self.calls.journal(self.call))

    @precondition(lambda self: self.may_write)
    @rule()
    def write(self) -> None:
        self.may_write -= 1
        self.wire += 1

    @precondition(lambda self: self.at_it)
    @rule(dies=st.booleans())
    def finish(self, dies: bool) -> None:  # noqa: FBT001 -- drawn
        self.at_it.pop()
        if not dies:
            done = ToolFinished(EventId("call1.finished"), datetime.now(UTC), self.call, OffersFound(()))
            self.results += self.house.runner.run(self.calls.finish(done))

    @invariant()
    def once(self) -> None:
        assert self.wire <= 1
        assert self.results <= 1
        assert self.house.runner.redis.llen("mailbox:c1") == self.results


class Timers(Machine):
    """A timer fires once, when it is due and not before, in the order of their times."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.now(UTC)
        self.set: list[tuple[datetime, str]] = []
        self.fired: list[str] = []

    @rule(minutes=st.integers(-60, 60).filter(lambda one: one != 0))
    def wind(self, minutes: int) -> None:
        number = self.number()
        due = self.now + timedelta(minutes=minutes, milliseconds=number)
        timer = Timer(TimerId(f"timer{number}"), due, "solar", "terms", 1, due)
        self.house.accept(str(number), "c1")
        self._take_all(timer)
        self.set.append((due, timer.id))

    @rule(limit=st.integers(1, 5))
    def fire(self, limit: int) -> None:
        due = sorted(one for one in self.set if one[0] <= self.now)[:limit]
        assert self.house.runner.run(fire_timers(limit)) == len(due)
        self.set = [one for one in self.set if one not in due]
        for claimed in self.house.claim():
            self._commit(claimed, None)
        assert self.fired[len(self.fired) - len(due) :] == [one for _, one in due]

    def _take_all(self, timer: Timer) -> None:
        for claimed in self.house.claim():
            self._commit(claimed, timer)

    def _commit(self, claimed: Claimed, timer: Timer | None) -> None:
        at: Claimed | None = claimed
        while at is not None and at.entries:
            event = self.house.mailbox.event(at.entries[0])
            if isinstance(event, TimeUp):
                self.fired.append(event_id(at.entries[0]))
            turn = turn_saying(claimed.contact)
            committed = self.house.commit(at, turn if timer is None else replace(turn, timers=(timer,)))
            at = replace(claimed, entries=committed.following)

    @invariant()
    def each_fires_once(self) -> None:
        assert len(set(self.fired)) == len(self.fired)
        assert self.house.runner.redis.zcard("timers") == len(self.set)


def test_a_confirm_is_made_at_most_once_whoever_dies(redis_url: str) -> None:
    hold(Confirms, redis_url)


def test_timers_fire_once_in_time(redis_url: str) -> None:
    hold(Timers, redis_url)
