"""What nobody asked for waits for its time without keeping anything else, and counts for the caps once it is out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.contact import Purpose
from bot.model.ids import CaseId
from bot.model.notice import OWN, ROUTINE, Notice
from bot.model.turn import Case, CaseKind, Reply
from bot.store.outbox import Attempt, Ended, Outbox
from channels.messages import OutboundMessage, Status, StatusUpdate
from tests.store.building import LEASE, NOW, SMS, House, turn_saying

SENT = Ended(Status.SENT, provider_id="SM1")


@pytest.fixture
def bulk(house: House) -> Outbox:
    return Outbox(house.codec, "bulk")


def tell(house: House, *texts: str, notice: Notice = ROUTINE) -> None:
    """Let the house write first."""
    house.accept(str(house.runner.redis.incr("told")))
    (claimed,) = house.claim()
    replies = tuple(Reply(SMS, OutboundMessage(text), Purpose.SERVICE, notice=notice) for text in texts)
    house.commit(claimed, replace(turn_saying(claimed.contact), replies=replies))


def claim(house: House, bulk: Outbox) -> Attempt | None:
    claimed = house.runner.run(bulk.claim(10, LEASE))
    return claimed[0] if claimed else None


def text(bulk: Outbox, attempt: Attempt | None) -> str:
    assert attempt is not None
    return bulk.known(attempt)[1].message.text


def later(**ahead: float) -> Ended:
    return Ended(Status.QUEUED, error="quiet_hours", not_before=datetime.now(UTC) + timedelta(**ahead))


def test_what_waits_for_its_time_lets_others_by(house: House, bulk: Outbox) -> None:
    tell(house, "a campaign", "news")
    first = claim(house, bulk)
    assert first is not None

    recorded = house.runner.run(bulk.record(first, later(days=2), LEASE))

    assert text(bulk, recorded.following) == "news"
    assert recorded.following is not None
    assert house.runner.run(bulk.record(recorded.following, SENT, LEASE)).following is None
    assert claim(house, bulk) is None
    due = house.runner.redis.zscore("bulk", "c1")
    assert due is not None
    assert timedelta(hours=47) < datetime.fromtimestamp(due / 1000, UTC) - datetime.now(UTC) <= timedelta(days=2)
    tell(house, "an emergency")
    assert text(bulk, claim(house, bulk)) == "an emergency"


def test_what_waited_goes_at_its_time_and_the_wait_was_no_attempt(house: House, bulk: Outbox) -> None:
    tell(house, "a campaign")
    first = claim(house, bulk)
    assert first is not None
    house.runner.run(bulk.record(first, later(seconds=2), LEASE))
    while (again := claim(house, bulk)) is None:
        pass

    assert (again.id, again.attempts, again.begun_at > first.begun_at) == (first.id, 1, True)


def test_what_may_be_out_counts_whoever_says_so(house: House, bulk: Outbox) -> None:
    tell(house, "one", "two", "three", "four")
    following = claim(house, bulk)
    seen = []
    case = Case(CaseId("c"), CaseKind.UNCONFIRMED_DELIVERY, NOW)
    for ended in (SENT, Ended(Status.UNCONFIRMED, case=case), Ended(Status.FAILED), Ended(Status.WITHHELD)):
        assert following is not None
        seen.append(len(following.told))
        following = house.runner.run(bulk.record(following, ended, LEASE)).following
    assert seen == [0, 1, 2, 2]

    tell(house, "five", "six")
    fifth = claim(house, bulk)
    assert fifth is not None
    update = StatusUpdate(fifth.id, "SM5", Status.DELIVERED)
    house.runner.run(bulk.receipt(bulk.line(update)))
    recorded = house.runner.run(bulk.record(fifth, SENT, LEASE))

    assert recorded.following is not None
    assert len(recorded.following.told) == 3
    assert 0 < house.runner.redis.ttl("told:c1") <= 7 * 86400


def test_neither_answers_nor_news_of_ones_order_count(house: House, bulk: Outbox) -> None:
    tell(house, "your panels are on the roof", notice=OWN)
    first = claim(house, bulk)
    assert first is not None
    house.runner.run(bulk.record(first, SENT, LEASE))

    assert not house.runner.redis.exists("told:c1")


def test_the_parts_of_one_message_count_once_and_do_not_keep_each_other(house: House, bulk: Outbox) -> None:
    tell(house, "word " * 400)
    first = claim(house, bulk)
    assert first is not None
    second = house.runner.run(bulk.record(first, SENT, LEASE)).following
    assert second is not None

    assert second.told == ()
    assert bulk.known(second)[1].first == first.id
    house.runner.run(bulk.record(second, SENT, LEASE))
    assert house.runner.redis.zcard("told:c1") == 1
