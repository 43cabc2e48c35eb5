"""Mailboxes and outboxes against simple models: whatever happens in whatever order, on a real server."""

from collections import deque
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from bot.model.ids import ContactId
from bot.store.leases import Lease, release
from bot.store.mailbox import Claimed
from bot.store.outbox import Attempt, Doubt, Ended, Outbox
from channels.messages import Status, StatusUpdate
from tests.store.building import LEASE, turn_saying
from tests.store.machine import PEOPLE, WHO, Machine, hold


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

    @rule()
    def claim(self) -> None:
        for claimed in self.house.claim():  # all that are due: which come first is a matter of milliseconds
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
        self.sent_after_all = False
        """The first is known to be sent, by a receipt or a late word, and lies in the outbox all the same."""

    @rule(count=st.integers(1, 3))
    def reply(self, count: int) -> None:
        texts = [f"text {self.number()}" for _ in range(count)]
        self.house.accept(str(self.number()), "c1")
        (claimed,) = self.house.claim()
        assert self.house.commit(claimed, turn_saying(ContactId("c1"), *texts)).done
        self.waiting.extend(texts)

    def passed(self) -> None:
        self.waiting.popleft()
        self.doubt, self.sent_after_all = Doubt.NONE, False

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
        if self.sent_after_all:
            self.passed()
        self.took(found[0] if found else None)

    @precondition(lambda self: self.held)
    @rule(status=st.sampled_from([Status.SENT, Status.FAILED, Status.WITHHELD, Status.UNCONFIRMED]))
    def end(self, status: Status) -> None:
        attempt = self._current()
        recorded = self.house.runner.run(self.outbox.record(attempt, Ended(status, provider_id=attempt.id), LEASE))
        assert recorded.done
        self.settled.append(attempt)
        self.passed()
        self.took(recorded.following)

    @precondition(lambda self: self.held)
    @rule(doubtful=st.booleans())
    def put_off(self, doubtful: bool) -> None:  # noqa: FBT001 -- drawn
        again = Ended(Status.QUEUED, again=0, doubtful=doubtful)
        recorded = self.house.runner.run(self.outbox.record(self._current(), again, LEASE))
        assert recorded.done
        if self.sent_after_all:
            self.passed()
            self.took(recorded.following)
            return
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
    @rule(data=st.data(), status=st.sampled_from([Status.SENT, Status.FAILED]))
    def end_late(self, data: st.DataObject, status: Status) -> None:
        late = data.draw(st.sampled_from(self.stale))
        assert not self.house.runner.run(self.outbox.record(late, Ended(status, provider_id=late.id), LEASE)).done
        self.sent_after_all |= status is Status.SENT and self._is_first(late)

    @precondition(lambda self: self.held)
    @rule()
    def hear_of_it_meanwhile(self) -> None:
        attempt = self._current()
        assert self.house.runner.run(
            self.outbox.receipt(self.outbox.line(StatusUpdate(attempt.id, attempt.id, Status.SENT)))
        )
        self.sent_after_all = True

    @precondition(lambda self: self.settled)
    @rule(data=st.data(), status=st.sampled_from([Status.SENT, Status.DELIVERED, Status.READ]))
    def hear_of(self, data: st.DataObject, status: Status) -> None:
        attempt = data.draw(st.sampled_from(self.settled))
        before = self._rank(attempt)
        line = self.outbox.line(StatusUpdate(attempt.id, attempt.id, status))
        assert self.house.runner.run(self.outbox.receipt(line))
        assert self._rank(attempt) >= before

    def _is_first(self, attempt: Attempt) -> bool:
        return self.outbox.known(attempt)[1].message.text in list(self.waiting)[:1]

    def _rank(self, attempt: Attempt) -> int:
        forward = ["unconfirmed", "sent", "returned", "failed", "withheld", "delivered", "read"]
        found = self.house.runner.redis.hget(f"delivery:{attempt.id}", "status")
        assert isinstance(found, bytes)
        return forward.index(found.decode())

    def _current(self) -> Attempt:
        assert self.held is not None
        return self.held


def test_mailboxes_keep_their_promise_in_any_order_of_events(redis_url: str) -> None:
    hold(Mailboxes, redis_url)


def test_outboxes_keep_their_promise_in_any_order_of_events(redis_url: str) -> None:
    hold(Outboxes, redis_url)
