"""What waits for an address that its contact lets go, on a real server: it is not sent there any more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.command import Choose, Say
from bot.model.contact import Purpose
from bot.model.ids import ContactId
from bot.model.notice import OWN
from bot.model.turn import Reply
from bot.store.outbox import Attempt, Ended, Outbox
from channels.messages import Address, OutboundMessage, Status
from tests.store.building import LEASE, House, turn_saying
from tests.store.town import Town

SMS = Address("sms", "+12025550142")
TELEGRAM = Address("telegram", "4242")
METER = "MTR-0042"
NEWS = "Your panels are on the roof."
SENT = Ended(Status.SENT, provider_id="SM1")


@pytest.fixture
def town(redis_url: str) -> Iterator[Town]:
    house = House(redis_url)
    yield Town(house)
    house.runner.close()


@pytest.fixture
def bulk(town: Town) -> Outbox:
    return Outbox(town.house.codec, "bulk")


def _news(town: Town, bulk: Outbox) -> Attempt:
    """Let news wait for the SMS address of an account that is proven there and on Telegram; it is begun."""
    town.proves(TELEGRAM, METER)
    town.proves(SMS, METER)
    account, house = ContactId(town.owner(SMS) or ""), town.house
    _sent(town, bulk)
    house.accept("news", contact=account, address=TELEGRAM)
    (claimed,) = house.claim()
    known = house.mailbox.known(claimed)
    reply = Reply(SMS, OutboundMessage(NEWS), Purpose.SERVICE, notice=OWN)
    turn = replace(turn_saying(account), contact=known.contact, session=known.session, replies=(reply,))
    house.commit(claimed, turn)
    (attempt,) = house.runner.run(bulk.claim(10, LEASE))
    return attempt


def _sent(town: Town, outbox: Outbox) -> list[str]:
    """Send what is due; the words that went to the SMS address."""
    said: list[str] = []
    for attempt in town.house.runner.run(outbox.claim(10, LEASE)):
        following: Attempt | None = attempt
        while following is not None:
            delivery = outbox.known(following)[1]
            said += [delivery.message.text] if delivery.address == SMS else []
            following = town.house.runner.run(outbox.record(following, SENT, LEASE)).following
    return said


def _ends(town: Town, bulk: Outbox, attempt: Attempt, ended: Ended) -> None:
    assert town.house.runner.run(bulk.record(attempt, ended, LEASE)).done


def _waits(town: Town, bulk: Outbox, attempt: Attempt) -> None:
    """Let it wait for quiet hours."""
    ahead = datetime.now(UTC) + timedelta(hours=1)
    _ends(town, bulk, attempt, Ended(Status.QUEUED, error="quiet_hours", not_before=ahead))


def _in_the_morning(town: Town, attempt: Attempt) -> None:
    town.house.ask("HSET", f"delivery:{attempt.id}", "not_before", 0)
    town.house.ask("ZADD", "bulk", 0, attempt.contact)


def _lets_go(town: Town) -> None:
    town.says(TELEGRAM, Say("unlink"))
    town.says(TELEGRAM, Choose("unlink_others"))
    assert town.owner(SMS) is None


def _fate(town: Town, attempt: Attempt) -> list[bytes]:
    found = town.house.ask("HMGET", f"delivery:{attempt.id}", "status", "error")
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("stored_before", [False, True])
def test_what_waits_for_its_hours_is_not_sent_to_an_address_that_was_let_go(
    town: Town, bulk: Outbox, *, stored_before: bool
) -> None:
    attempt = _news(town, bulk)
    _waits(town, bulk, attempt)
    if stored_before:
        town.house.ask("HDEL", f"delivery:{attempt.id}", "at")
    _lets_go(town)
    _in_the_morning(town, attempt)

    (farewell,) = _sent(town, bulk)

    assert farewell != NEWS
    assert _fate(town, attempt) == [b"withheld", b"unlinked"]


def test_what_waits_until_somebody_writes_is_not_read_by_whoever_has_the_number_next(town: Town, bulk: Outbox) -> None:
    attempt = _news(town, bulk)
    _ends(town, bulk, attempt, Ended(Status.QUEUED, error="outside_window", parked=True))
    _lets_go(town)
    assert len(_sent(town, bulk)) == 1

    town.says(SMS, Say("greet"))

    assert _sent(town, bulk) == []
    assert _fate(town, attempt) == [b"withheld", b"unlinked"]


def test_what_was_begun_when_its_address_was_let_go_is_ended(town: Town, bulk: Outbox) -> None:
    attempt = _news(town, bulk)
    _lets_go(town)
    _ends(town, bulk, attempt, Ended(Status.ATTEMPTING, error="read", again=0, doubtful=True))

    assert NEWS in _sent(town, bulk)
    assert _fate(town, attempt)[0] == b"sent"


def test_what_was_refused_and_is_to_be_tried_again_is_not(town: Town, bulk: Outbox) -> None:
    attempt = _news(town, bulk)
    _lets_go(town)
    _ends(town, bulk, attempt, Ended(Status.QUEUED, error="429", again=0))

    assert NEWS not in _sent(town, bulk)


@pytest.mark.parametrize("stored_before", [False, True])
def test_what_waits_for_an_address_that_stays_goes(town: Town, bulk: Outbox, *, stored_before: bool) -> None:
    attempt = _news(town, bulk)
    _waits(town, bulk, attempt)
    if stored_before:
        town.house.ask("HDEL", f"delivery:{attempt.id}", "at")
    _in_the_morning(town, attempt)

    assert _sent(town, bulk) == [NEWS]


def test_whoever_proves_an_address_again_is_told_there_again(town: Town, bulk: Outbox) -> None:
    attempt = _news(town, bulk)
    _waits(town, bulk, attempt)
    _lets_go(town)
    town.proves(SMS, METER)
    _in_the_morning(town, attempt)

    assert NEWS in _sent(town, bulk)
    assert not town.house.runner.redis.keys("left:*")
