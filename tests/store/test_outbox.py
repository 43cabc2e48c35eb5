"""Deliveries leave in order, one attempt at a time; an interrupted one is known to be doubtful."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.contact import Purpose
from bot.model.ids import CaseId
from bot.model.turn import Case, CaseKind
from bot.store.leases import Lease, release
from bot.store.operation import Operation
from bot.store.outbox import Attempt, Doubt, Ended, Outbox
from bot.store.vitals import gauges
from channels.messages import Status, StatusUpdate
from tests.store.building import LEASE, NOW, House, turn_saying

SENT = Ended(Status.SENT, provider_id="SM1")
CLAIMED = 10.0
"""Seconds in which something to send is claimed."""


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    house = House(redis_url)
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(claimed.contact, "one", "two"))
    yield house
    house.runner.close()


@pytest.fixture
def outbox(house: House) -> Outbox:
    return Outbox(house.codec)


def claim(house: House, outbox: Outbox, lease_ms: int = LEASE) -> Attempt:
    end = time.monotonic() + CLAIMED
    while not (claimed := house.runner.run(outbox.claim(10, lease_ms))):
        assert time.monotonic() < end, "there is nothing to send"
    return claimed[0]


def note(outbox: Outbox, update: StatusUpdate) -> Operation[bool]:
    return outbox.receipt(outbox.line(update))


def text(outbox: Outbox, attempt: Attempt | None) -> str:
    assert attempt is not None
    return outbox.known(attempt)[1].message.text


def test_deliveries_leave_in_order(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    assert text(outbox, attempt) == "one"

    recorded = house.runner.run(outbox.record(attempt, SENT, LEASE))

    assert text(outbox, recorded.following) == "two"
    assert recorded.following is not None
    last = house.runner.run(outbox.record(recorded.following, SENT, LEASE))
    assert last.following is None
    assert house.runner.run(gauges()).many("sends") == 0


def test_a_delivery_to_try_again_stays_first(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)

    house.runner.run(outbox.record(attempt, Ended(Status.QUEUED, error="429", again=0), LEASE))

    again = claim(house, outbox)
    assert text(outbox, again) == "one"
    assert (again.attempts, again.doubt, again.repeated) == (2, Doubt.NONE, False)


def test_a_doubtful_attempt_knows_what_the_provider_has_of_the_contacts_other_deliveries(
    house: House, outbox: Outbox
) -> None:
    first = claim(house, outbox)
    second = house.runner.run(outbox.record(first, SENT, LEASE)).following
    assert second is not None
    assert second.others == frozenset()
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.DELIVERED)))
    house.runner.run(release(Lease("sends", second.contact, second.token), 0))

    again = claim(house, outbox)

    assert (again.id, again.others) == (second.id, frozenset({"SM1"}))


def test_what_a_provider_took_is_known_however_often_it_says_so(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.SENT)))
    house.runner.run(outbox.record(first, SENT, LEASE))

    assert house.runner.redis.lrange("taken:c1", 0, -1) == [b"SM1"]


def test_an_attempt_that_may_repeat_one_is_counted_before_it_is_made(house: House, outbox: Outbox) -> None:
    doubtful = Ended(Status.ATTEMPTING, again=0, doubtful=True)
    house.runner.run(outbox.record(claim(house, outbox), doubtful, LEASE))
    again = claim(house, outbox)
    house.runner.run(outbox.record(again, doubtful, LEASE))
    claim(house, outbox)

    assert house.runner.redis.hget(f"delivery:{again.id}", "again") == b"2"


def test_an_interrupted_attempt_is_doubtful(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    house.runner.run(release(Lease("sends", attempt.contact, attempt.token), 0))

    again = claim(house, outbox)

    assert again.doubt is Doubt.FRESH
    assert again.begun_at == attempt.begun_at


def test_a_late_word_of_who_lost_the_lease_is_noted_but_moves_nothing(house: House, outbox: Outbox) -> None:
    late = claim(house, outbox)
    house.runner.run(release(Lease("sends", late.contact, late.token), 0))
    claim(house, outbox)

    assert not house.runner.run(outbox.record(late, SENT, LEASE)).done

    assert house.runner.redis.hget(f"delivery:{late.id}", "status") == b"sent"
    assert house.runner.redis.lindex(f"sends:outbox:{late.contact}", 0) == late.id.encode()


@pytest.mark.parametrize("doubtful", [True, False])
def test_a_late_word_that_it_was_sent_is_not_unsaid_by_who_asks_about_it(
    house: House, outbox: Outbox, *, doubtful: bool
) -> None:
    late = claim(house, outbox)
    house.runner.run(release(Lease("sends", late.contact, late.token), 0))
    asking = claim(house, outbox)
    house.runner.run(outbox.record(late, SENT, LEASE))

    recorded = house.runner.run(outbox.record(asking, Ended(Status.ATTEMPTING, again=5, doubtful=doubtful), LEASE))

    assert house.runner.redis.hget(f"delivery:{late.id}", "status") == b"sent"
    assert text(outbox, recorded.following) == "two"


def test_a_receipt_that_comes_while_somebody_gives_up_needs_no_case(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    house.runner.run(note(outbox, StatusUpdate(attempt.id, "SM1", Status.DELIVERED)))

    case = Case(CaseId("c"), CaseKind.UNCONFIRMED_DELIVERY, NOW)
    house.runner.run(outbox.record(attempt, Ended(Status.UNCONFIRMED, case=case), LEASE))

    assert house.runner.redis.hget(f"delivery:{attempt.id}", "status") == b"delivered"
    assert house.runner.run(gauges()).many("cases") == 0


def test_a_doubtful_delivery_stays_first_and_is_known_to_have_waited(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)

    house.runner.run(outbox.record(attempt, Ended(Status.ATTEMPTING, again=0, doubtful=True), LEASE))

    again = claim(house, outbox)
    assert (text(outbox, again), again.doubt) == ("one", Doubt.WAITED)


def test_a_receipt_settles_a_doubt_and_the_next_one_goes_on(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    house.runner.run(outbox.record(attempt, Ended(Status.ATTEMPTING, again=0, doubtful=True), LEASE))

    house.runner.run(note(outbox, StatusUpdate(attempt.id, "SM1", Status.SENT)))

    assert text(outbox, claim(house, outbox)) == "two"


def test_receipts_move_forward_only(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    house.runner.run(outbox.record(attempt, SENT, LEASE))

    for status in (Status.DELIVERED, Status.READ, Status.SENT):
        house.runner.run(note(outbox, StatusUpdate(attempt.id, "SM1", status)))

    assert house.runner.redis.hget(f"delivery:{attempt.id}", "status") == b"read"


def test_a_receipt_for_nothing_of_ours_is_said_to_be_so(house: House, outbox: Outbox) -> None:
    assert not house.runner.run(note(outbox, StatusUpdate("unknown", "SM1", Status.READ)))


def test_a_receipt_settles_an_unconfirmed_delivery(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    case = Case(CaseId("c"), CaseKind.UNCONFIRMED_DELIVERY, NOW)
    house.runner.run(outbox.record(attempt, Ended(Status.UNCONFIRMED, case=case), LEASE))
    assert house.runner.run(gauges()).many("cases") == 1

    assert house.runner.run(note(outbox, StatusUpdate(attempt.id, "SM1", Status.DELIVERED)))

    assert house.runner.redis.hget(f"delivery:{attempt.id}", "status") == b"delivered"


def test_a_delivery_kept_no_longer_is_passed_over(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    house.runner.run(release(Lease("sends", first.contact, first.token), 0))
    house.runner.redis.delete(f"delivery:{first.id}")

    assert text(outbox, claim(house, outbox)) == "two"


def test_what_nobody_waits_for_never_stands_before_an_answer(house: House, outbox: Outbox) -> None:
    bulk = Outbox(house.codec, "bulk")
    house.accept("2")
    (claimed,) = house.claim()
    notice = turn_saying(claimed.contact, "good news")
    house.commit(claimed, replace(notice, replies=(replace(notice.replies[0], purpose=Purpose.MARKETING),)))

    (waiting,) = house.runner.run(bulk.claim(10, LEASE))

    assert text(bulk, waiting) == "good news"
    assert text(outbox, claim(house, outbox)) == "one"
    assert house.runner.run(bulk.record(waiting, SENT, LEASE)).done
    assert house.runner.run(gauges()).many("bulk") == 0


def test_a_person_may_send_again_what_was_never_confirmed(house: House, outbox: Outbox) -> None:
    attempt = claim(house, outbox)
    case = Case(CaseId("c"), CaseKind.UNCONFIRMED_DELIVERY, NOW)
    assert not house.runner.run(outbox.resend(attempt.id, case.id))
    recorded = house.runner.run(outbox.record(attempt, Ended(Status.UNCONFIRMED, case=case), LEASE))
    assert recorded.following is not None
    house.runner.run(outbox.record(recorded.following, SENT, LEASE))

    assert house.runner.run(outbox.resend(attempt.id, case.id))

    again = claim(house, outbox)
    assert (text(outbox, again), again.doubt, again.repeated) == ("one", Doubt.NONE, True)
    assert house.runner.run(gauges()).many("cases") == 0
