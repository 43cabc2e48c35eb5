"""The store against simple models: whatever happens in whatever order, on a real server."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import redis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.model.event import TimeUp, ToolFinished
from bot.model.ids import CallId, ContactId, EventId, TimerId
from bot.model.turn import Timer, ToolCall
from bot.store.calls import Calls, Started
from bot.store.leases import Lease, fire_timers, release
from bot.store.mailbox import Claimed, event_id
from bot.store.outbox import Attempt, Doubt, Ended, Outbox
from channels.messages import Address, Status, StatusUpdate
from tests.store.building import LEASE, House, turn_saying
from tools.contract import FindAccount, OffersFound

FAST = settings(max_examples=25, stateful_step_count=40, deadline=None, derandomize=True)
PEOPLE = {"c1": Address("sms", "+12025550101"), "c2": Address("telegram", "700100001")}
WHO = st.sampled_from(sorted(PEOPLE))


class Machine(RuleBasedStateMachine):
    """A house on an emptied server; `url` is set by the test."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        with redis.Redis.from_url(self.url) as client:
            client.flushall()
        self.house = House(self.url)
        self.numbers = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def teardown(self) -> None:
        self.house.runner.close()


class Mailboxes(Machine):
    """Every message has one turn, in order, whoever dies; a late holder commits nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, deque[str]] = {who: deque() for who in PEOPLE}
        self.seen: list[tuple[str, str]] = []
        self.held: dict[str, Claimed] = {}
        self.stale: list[Claimed] = []

    @rule(who=WHO)
    def write(self, who: str) -> None:
        native = str(self.number())
        assert self.house.accept(native, who, PEOPLE[who], text=native)
        self.seen.append((who, native))
        self.waiting[who].append(native)

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        who, native = data.draw(st.sampled_from(self.seen))
        assert not self.house.accept(native, who, PEOPLE[who], text=native)

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        for claimed in self.house.claim(limit):
            who = str(claimed.contact)
            assert who not in self.held
            assert self.house.texts(claimed.entries) == list(self.waiting[who])[:5]
            self.held[who] = claimed

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def commit(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.held)))
        claimed = self.held.pop(who)
        committed = self.house.commit(claimed)
        assert committed.done
        self.waiting[who].popleft()
        assert self.house.texts(committed.following) == list(self.waiting[who])[:5]
        if committed.following:
            self.held[who] = replace(claimed, entries=committed.following)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.held)))
        self.stale.append(self.held.pop(who))
        self.house.runner.redis.delete(f"turns:lease:{who}")
        self.house.runner.redis.zadd("turns", {who: 0})

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.held)))
        claimed = self.held.pop(who)
        assert self.house.runner.run(release(Lease("turns", claimed.contact, claimed.token), 0))
        self.stale.append(claimed)

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def commit_late(self, data: st.DataObject) -> None:
        assert not self.house.commit(data.draw(st.sampled_from(self.stale))).done

    @invariant()
    def nothing_is_lost(self) -> None:
        for who, waiting in self.waiting.items():
            lying = [one for one in self.house.runner.redis.lrange(f"mailbox:{who}", 0, -1) if isinstance(one, bytes)]
            assert self.house.texts(tuple(lying)) == list(waiting)


class Outboxes(Machine):
    """Deliveries are begun in order, one at a time; an attempt whose end nobody told is in doubt; nothing goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.outbox = Outbox(self.house.codec)
        self.waiting: deque[str] = deque()
        self.settled: list[Attempt] = []
        self.doubt = Doubt.NONE
        self.held: Attempt | None = None
        self.stale: list[Attempt] = []

    @rule(count=st.integers(1, 3))
    def reply(self, count: int) -> None:
        texts = [f"text {self.number()}" for _ in range(count)]
        self.house.accept(str(self.number()), "c1")
        (claimed,) = self.house.claim()
        assert self.house.commit(claimed, turn_saying(ContactId("c1"), *texts)).done
        self.waiting.extend(texts)

    def took(self, attempt: Attempt | None) -> None:
        self.held = attempt
        if attempt is None:
            assert not self.waiting
            return
        assert self.outbox.known(attempt)[1].message.text == self.waiting[0]
        assert attempt.doubt is self.doubt
        assert (attempt.others != frozenset()) <= (self.doubt is not Doubt.NONE)

    @precondition(lambda self: self.held is None)
    @rule()
    def claim(self) -> None:
        found = self.house.runner.run(self.outbox.claim(5, LEASE))
        self.took(found[0] if found else None)

    @precondition(lambda self: self.held)
    @rule(status=st.sampled_from([Status.SENT, Status.FAILED, Status.WITHHELD, Status.UNCONFIRMED]))
    def end(self, status: Status) -> None:
        attempt = self._current()
        recorded = self.house.runner.run(self.outbox.record(attempt, Ended(status, provider_id=attempt.id), LEASE))
        assert recorded.done
        self.settled.append(attempt)
        self.waiting.popleft()
        self.doubt = Doubt.NONE
        self.took(recorded.following)

    @precondition(lambda self: self.held)
    @rule(doubtful=st.booleans())
    def put_off(self, doubtful: bool) -> None:  # noqa: FBT001 -- drawn
        again = Ended(Status.QUEUED, again=0, doubtful=doubtful)
        assert self.house.runner.run(self.outbox.record(self._current(), again, LEASE)).done
        self.doubt = Doubt.WAITED if doubtful else Doubt.NONE
        self.held = None

    @precondition(lambda self: self.held)
    @rule()
    def die(self) -> None:
        self.stale.append(self._current())
        self.held, self.doubt = None, Doubt.FRESH
        self.house.runner.redis.delete("sends:lease:c1")
        self.house.runner.redis.zadd("sends", {"c1": 0})

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def end_late(self, data: st.DataObject) -> None:
        late = data.draw(st.sampled_from(self.stale))
        assert not self.house.runner.run(self.outbox.record(late, Ended(Status.FAILED), LEASE)).done

    @precondition(lambda self: self.settled)
    @rule(data=st.data(), status=st.sampled_from([Status.SENT, Status.DELIVERED, Status.READ]))
    def hear_of(self, data: st.DataObject, status: Status) -> None:
        attempt = data.draw(st.sampled_from(self.settled))
        before = self._rank(attempt)
        line = self.outbox.line(StatusUpdate(attempt.id, attempt.id, status))
        assert self.house.runner.run(self.outbox.receipt(line))
        assert self._rank(attempt) >= before

    def _rank(self, attempt: Attempt) -> int:
        forward = ["unconfirmed", "sent", "delivered", "read", "failed", "withheld"]
        found = self.house.runner.redis.hget(f"delivery:{attempt.id}", "status")
        assert isinstance(found, bytes)
        return forward.index(found.decode())

    def _current(self) -> Attempt:
        assert self.held is not None
        return self.held


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
        if not self.at_it[0].attempted and self.house.runner.durably(self.calls.journal(self.call)):
            self.may_write += 1

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


def _hold(machine: type[Machine], url: str) -> None:
    machine.url = url
    run_state_machine_as_test(machine, settings=FAST)


def test_mailboxes_keep_their_promise_in_any_order_of_events(redis_url: str) -> None:
    _hold(Mailboxes, redis_url)


def test_outboxes_keep_their_promise_in_any_order_of_events(redis_url: str) -> None:
    _hold(Outboxes, redis_url)


def test_a_confirm_is_made_at_most_once_whoever_dies(redis_url: str) -> None:
    _hold(Confirms, redis_url)


def test_timers_fire_once_in_time(redis_url: str) -> None:
    _hold(Timers, redis_url)
