"""What could not be delivered comes back, and what would not be taken now waits until somebody writes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.ids import DeliveryId
from bot.store.leases import Lease, release
from bot.store.outbox import Attempt, Doubt, Ended, Outbox
from bot.store.vitals import gauges
from channels.messages import Status, StatusUpdate
from tests.store.building import LEASE, House, turn_saying
from tests.store.test_outbox import SENT, claim, note


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


def test_what_the_provider_could_not_deliver_comes_back_once_for_each_of_its_ids(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    second = house.runner.run(outbox.record(first, SENT, LEASE)).following
    assert second is not None
    house.runner.run(outbox.record(second, Ended(Status.SENT, provider_id="SM2"), LEASE))

    for _ in range(3):
        house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.FAILED, "63016")))

    back = claim(house, outbox)
    assert (back.id, back.doubt, back.error, back.attempts) == (first.id, Doubt.RETURNED, "63016", 1)
    assert outbox.known(back)[1].error == "63016"
    assert house.runner.run(outbox.record(back, Ended(Status.FAILED, error="63016"), LEASE)).following is None
    assert house.runner.redis.hget(f"delivery:{first.id}", "status") == b"failed"
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.FAILED, "63016")))
    assert house.runner.run(gauges()).many("sends") == 0


def test_who_dies_while_deciding_about_what_came_back_leaves_it_so(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    house.runner.run(outbox.record(first, SENT, LEASE))
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.FAILED)))
    house.ask("LREM", f"sends:outbox:{first.contact}", "1", claim_second(house, first))

    back = claim(house, outbox)
    house.runner.run(release(Lease("sends", back.contact, back.token), 0))

    assert claim(house, outbox).doubt is Doubt.RETURNED


def claim_second(house: House, first: Attempt) -> str:
    """Let go of the delivery behind the first, whose attempt was begun with its end."""
    token = house.runner.redis.get(f"sends:lease:{first.contact}")
    assert isinstance(token, bytes)
    house.runner.run(release(Lease("sends", first.contact, token.decode()), 0))
    waiting = house.runner.redis.lindex(f"sends:outbox:{first.contact}", 0)
    assert isinstance(waiting, bytes)
    return waiting.decode()


def test_a_failure_that_is_heard_of_during_the_attempt_is_decided_after_it(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.FAILED, "63024")))

    back = house.runner.run(outbox.record(first, SENT, LEASE)).following

    assert back is not None
    assert (back.id, back.doubt) == (first.id, Doubt.RETURNED)


def test_a_failure_that_is_heard_of_settles_a_doubt_as_well(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", Status.FAILED, "63024")))

    back = house.runner.run(outbox.record(first, Ended(Status.ATTEMPTING, again=0, doubtful=True), LEASE)).following

    assert back is not None
    assert (back.id, back.doubt) == (first.id, Doubt.RETURNED)


def test_what_arrived_never_comes_back(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    second = house.runner.run(outbox.record(first, SENT, LEASE)).following
    assert second is not None
    house.runner.run(outbox.record(second, Ended(Status.SENT, provider_id="SM2"), LEASE))
    for status in (Status.DELIVERED, Status.FAILED, Status.READ):
        house.runner.run(note(outbox, StatusUpdate(first.id, "SM1", status)))

    assert house.runner.redis.hget(f"delivery:{first.id}", "status") == b"read"
    assert house.runner.run(gauges()).many("sends") == 0


def test_a_parked_delivery_waits_until_somebody_writes_who_is_asked_once_a_day(house: House, outbox: Outbox) -> None:
    first = claim(house, outbox)
    message = replace(outbox.known(first)[1], id=DeliveryId("asking"))
    parked = Ended(Status.QUEUED, error="outside_window", parked=True, following=(message,))

    second = house.runner.run(outbox.record(first, parked, LEASE)).following
    assert second is not None
    asking = house.runner.run(outbox.record(second, parked, LEASE)).following

    assert asking is not None
    assert asking.id == "asking"
    assert house.runner.run(outbox.record(asking, SENT, LEASE)).following is None
    house.accept("2")
    again = claim(house, outbox)
    assert (again.id, again.doubt) == (first.id, Doubt.NONE)
    assert again.heard_at is not None
    following = house.runner.run(outbox.record(again, SENT, LEASE)).following
    assert following is not None
    assert following.id == second.id


def test_what_is_kept_of_the_window_ends_by_itself(house: House, outbox: Outbox) -> None:
    parked = Ended(Status.QUEUED, parked=True)
    house.runner.run(outbox.record(claim(house, outbox), parked, LEASE))

    for kind, longest in {"heard": 86_400, "parked": 90 * 86_400, "nudged": 86_400}.items():
        (key,) = house.runner.redis.scan_iter(f"{kind}:*")
        assert 0 < house.runner.redis.ttl(key) <= longest
