"""What comes in is kept before it is answered: in the store, and on the disk while the store is away."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.inbox import Boxes, Inbox
from bot.model.event import DeliveryRefused
from bot.model.ids import ContactId
from bot.store.away import Unavailable
from bot.store.callbacks import CallbackBox
from bot.store.outbox import Ended, Outbox
from bot.store.runners import Blocking
from bot.store.spool import Full, Spool
from channels.messages import InboundMessage, Keyword, Status, StatusUpdate, Text, Unsupported
from sandbox.embedded import free_port
from tests.store.building import LEASE, NOW, SMS, House, turn_saying


@pytest.fixture
def away() -> Iterator[Blocking]:
    runner = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    yield runner
    runner.close()


def inbox(house: House, spool: Spool, runner: Blocking | None = None) -> Inbox:
    ids = (f"{number:032x}" for number in count())
    boxes = Boxes(house.mailbox, Outbox(house.codec), CallbackBox(house.codec, house.mailbox))
    return Inbox(runner or house.runner, boxes, spool, clock=lambda: NOW, new_id=lambda: next(ids))


def message(number: int) -> InboundMessage:
    return InboundMessage(SMS, f"native{number}", Text(f"message {number}"))


def waiting(house: House) -> list[str]:
    return [text for claimed in house.claim() for text in house.texts(claimed.entries)]


def test_a_message_is_kept_once_however_often_it_comes(house: House, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in (1, 2, 1):
        inbox(house, spool).accept(message(number))
    assert not spool.waiting()
    assert waiting(house) == ["message 1", "message 2"]


def test_that_somebody_blocked_us_is_kept_once_and_is_no_message(house: House, tmp_path: Path) -> None:
    blocked = InboundMessage(SMS, "native1", Unsupported("block"), keyword=Keyword.BLOCKED)
    for _ in range(2):
        inbox(house, Spool(tmp_path)).accept(blocked)
    (claimed,) = house.claim()
    (entry,) = claimed.entries
    event = house.mailbox.event(entry)
    assert isinstance(event, DeliveryRefused)
    assert (event.address, event.at) == (SMS, NOW)


def test_while_the_store_is_away_messages_wait_on_the_disk_and_come_in_order(
    house: House, away: Blocking, tmp_path: Path
) -> None:
    spool = Spool(tmp_path)
    inbox(house, spool, away).accept(message(1))
    inbox(house, spool).accept(message(2))  # the store is back, but what waits already goes first
    assert spool.waiting()
    with pytest.raises(Unavailable):
        inbox(house, spool, away).flush()
    assert inbox(house, spool).flush() == 2
    assert not spool.waiting()
    assert waiting(house) == ["message 1", "message 2"]


def test_while_the_store_wants_a_replica_messages_wait_on_the_disk(house: House, tmp_path: Path) -> None:
    spool, store = Spool(tmp_path), house.runner.redis
    store.config_set("min-replicas-to-write", 1)
    try:
        inbox(house, spool).accept(message(1))
        with pytest.raises(Unavailable):
            inbox(house, spool).flush()
    finally:
        store.config_set("min-replicas-to-write", 0)
    assert inbox(house, spool).flush() == 1
    assert waiting(house) == ["message 1"]


def test_a_store_that_lost_its_scripts_takes_what_waits_in_order(house: House, away: Blocking, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in (1, 2, 3):
        inbox(house, spool, away).accept(message(number))
    house.runner.redis.script_flush()
    assert inbox(house, spool).flush() == 3
    assert waiting(house) == ["message 1", "message 2", "message 3"]


def test_a_receipt_waits_like_a_message(house: House, away: Blocking, tmp_path: Path) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(ContactId("c1"), "hello"))
    outbox, spool = Outbox(house.codec), Spool(tmp_path)
    (attempt,) = house.runner.run(outbox.claim(1, LEASE))
    house.runner.run(outbox.record(attempt, Ended(Status.SENT, provider_id="SM1"), LEASE))
    inbox(house, spool, away).receipt(StatusUpdate(attempt.id, "SM1", Status.DELIVERED))
    assert inbox(house, spool).flush() == 1
    assert house.runner.redis.hget(f"delivery:{attempt.id}", "status") == b"delivered"


def test_a_line_that_the_disk_damaged_does_not_hold_up_the_others(house: House, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for line in (b"mhalf a message", b"r[not json", b"x of no kind"):
        spool.put(line)
    inbox(house, spool).accept(message(1))
    assert inbox(house, spool).flush() == 4
    assert waiting(house) == ["message 1"]


def test_where_nothing_can_be_kept_nobody_is_told_that_it_was(house: House, away: Blocking, tmp_path: Path) -> None:
    full = inbox(house, Spool(tmp_path, limit=1), away)
    full.accept(message(1))
    with pytest.raises(Full):
        full.accept(message(2))
