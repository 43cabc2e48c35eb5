"""Callbacks on a real server: to whoever waits, else to the contact whose order it is, each once; others nowhere."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from bot.inbox import Boxes, Inbox
from bot.model.event import NetworkCalledBack
from bot.model.ids import CallId, OrderId
from bot.model.order import Order, OrderState
from bot.model.turn import ToolCall
from bot.store import callbacks
from bot.store.away import Unavailable
from bot.store.callbacks import CallbackBox, Waiting
from bot.store.outbox import Outbox
from bot.store.persons import Persons
from bot.store.runners import Blocking
from bot.store.spool import Spool
from bot.store.vitals import counters
from sandbox.embedded import free_port
from tests.store.building import NOW, House, turn_saying
from tests.tools.market import TRANSACTION, entry, order
from tools.beckn.callbacks import Callback, read_callback
from tools.contract import OrderConfirmed, SearchOffers
from tools.exchange import NotSent
from tools.offers import Kind, Progress
from tools.reading import mapping

_LISTENERS: list[Blocking] = []
CONFIRMED = OrderConfirmed(Progress("9001", ""))


def callback(action: str = "confirm", transaction: str = TRANSACTION, number: str = "9001") -> Callback:
    return read_callback(entry(action, order(id=number), transaction=transaction))


@pytest.fixture
def away() -> Iterator[Blocking]:
    runner = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    yield runner
    runner.close()


def box(house: House) -> CallbackBox:
    return CallbackBox(house.codec, house.mailbox)


def waiting_in(house: House) -> Waiting:
    """Wait on connections of its own: its listener lives as long as the process."""
    host = house.runner.redis.get_connection_kwargs()
    named = f"client_name={_named(len(_LISTENERS))}"
    _LISTENERS.append(Blocking(f"redis://{host['host']}:{host['port']}/{host['db']}?{named}"))
    return Waiting(_LISTENERS[-1], box(house))


def _named(number: int) -> str:
    return f"listener-{number}"


def listens(house: House) -> bool:
    """Say whether the newest listener has begun."""
    name = _named(len(_LISTENERS) - 1)
    return any(one["name"] == name and one["sub"] != "0" for one in house.runner.redis.client_list())


def inbox(house: House, folder: Path, runner: Blocking | None = None) -> Inbox:
    boxes = Boxes(house.mailbox, Outbox(house.codec), box(house))
    return Inbox(runner or house.runner, boxes, Spool(folder), clock=lambda: NOW, new_id=lambda: "0" * 32)


def ordered(house: House) -> None:
    """Let contact c1 place an order in the transaction."""
    house.accept("1")
    (claimed,) = house.claim()
    placed = Order(
        OrderId("o1"), Kind.SOLAR, TRANSACTION, "Roof set", "Halden", None, "d", OrderState.CONFIRMING, placed_at=NOW
    )
    house.commit(claimed, replace(turn_saying(claimed.contact), orders=(placed,)))


def late(house: House) -> list[NetworkCalledBack]:
    events = [house.mailbox.event(entry) for claimed in house.claim() for entry in claimed.entries]
    return [event for event in events if isinstance(event, NetworkCalledBack)]


def counted(house: House, what: str) -> int:
    return house.runner.run(counters()).get(f"callbacks:{what}", 0)


def test_who_waits_gets_a_callback_once_however_often_it_comes(house: House, tmp_path: Path) -> None:
    awaited = waiting_in(house).expect(TRANSACTION, "confirm", 5)
    for _ in range(20):
        inbox(house, tmp_path).called_back(callback())
    assert [orjson.loads(body) for body in awaited.next(1)] == [entry("confirm", order(id="9001"))]
    assert awaited.next(0) == ()
    assert (counted(house, "awaited"), counted(house, "repeated")) == (1, 19)


def test_who_waits_is_woken_at_once(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "LOOK", 30.0)
    awaited = waiting_in(house).expect(TRANSACTION, "confirm", 60)
    while not listens(house):
        time.sleep(0.01)
    threading.Timer(0.1, lambda: inbox(house, tmp_path).called_back(callback())).start()
    begun = time.monotonic()
    assert len(awaited.next(60)) == 1
    assert time.monotonic() - begun < callbacks.LOOK


def test_what_is_kept_is_sealed_and_ends_by_itself(house: House, tmp_path: Path) -> None:
    waiting_in(house).expect(TRANSACTION, "confirm", 5)
    inbox(house, tmp_path).called_back(callback())
    (key,) = house.runner.redis.keys("callbacks:*")
    assert b"Roof set" not in house.ask("LINDEX", key, 0)
    assert 0 < house.runner.redis.pttl(key) <= callbacks.HELD_MS
    assert all(0 < house.runner.redis.pttl(key) <= 6000 for key in house.runner.redis.keys("awaited:*"))


def test_a_call_takes_so_many_callbacks_and_so_many_bytes_and_no_more(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "MOST", 2)
    awaited = waiting_in(house).expect(TRANSACTION, "search", 5)
    for number in ("1", "2", "3"):
        inbox(house, tmp_path).called_back(callback("search", number=number))
    assert len(awaited.next(0)) == 2
    monkeypatch.setattr(callbacks, "MOST_BYTES", 10)
    other = waiting_in(house).expect(TRANSACTION, "select", 5)
    inbox(house, tmp_path).called_back(callback("select"))
    assert other.next(0) == ()
    assert counted(house, "too_many") == 2


def test_a_later_question_does_not_get_the_answers_to_an_earlier_one(house: House, tmp_path: Path) -> None:
    waiting = waiting_in(house)
    waiting.expect(TRANSACTION, "select", 5)
    inbox(house, tmp_path).called_back(callback("select"))
    again = waiting.expect(TRANSACTION, "select", 5)
    assert again.next(0) == ()
    inbox(house, tmp_path).called_back(callback("select"))
    assert len(again.end()) == 1


def test_what_comes_after_the_end_is_an_event_of_the_orders_contact_once(house: House, tmp_path: Path) -> None:
    ordered(house)
    awaited = waiting_in(house).expect(TRANSACTION, "confirm", 5)
    assert awaited.end() == ()
    assert awaited.end() == ()
    for _ in range(20):
        inbox(house, tmp_path).called_back(callback())
    assert [(event.transaction, event.result) for event in late(house)] == [(TRANSACTION, CONFIRMED)]
    assert (counted(house, "late"), counted(house, "repeated")) == (1, 19)


def test_another_transaction_is_counted_and_dropped(house: House, tmp_path: Path) -> None:
    ordered(house)
    awaited = waiting_in(house).expect(TRANSACTION, "confirm", 5)
    inbox(house, tmp_path).called_back(callback(transaction="3b241101-e2bb-4255-8caf-4136c566a999"))
    assert awaited.end() == ()
    assert late(house) == []
    assert counted(house, "unexpected") == 1


def test_what_says_nothing_of_an_order_and_is_not_awaited_is_dropped(house: House, tmp_path: Path) -> None:
    ordered(house)
    inbox(house, tmp_path).called_back(callback("select"))
    assert counted(house, "unexpected") == 1


def test_a_call_of_a_worker_that_died_is_answered_by_what_came_meanwhile(house: House, tmp_path: Path) -> None:
    waiting = waiting_in(house)
    waiting.expect(TRANSACTION, "confirm", 5)
    inbox(house, tmp_path).called_back(callback())
    assert len(waiting.kept(TRANSACTION, "confirm")) == 1
    ordered(house)
    inbox(house, tmp_path).called_back(callback(number="9002"))
    assert len(late(house)) == 1


def test_callbacks_that_wait_go_with_the_person(house: House, tmp_path: Path) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    call = ToolCall(CallId("call1"), SearchOffers(Kind.SOLAR, TRANSACTION))
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(call,)))
    waiting_in(house).expect(TRANSACTION, "search", 5)
    inbox(house, tmp_path).called_back(callback("search"))
    persons = Persons(house.codec, house.mailbox)
    dossier = house.runner.run(persons.dossier(claimed.contact))
    assert {one.key.partition(":")[0] for one in dossier.found} >= {"transaction", "callbacks"}
    token = house.runner.run(persons.seize(claimed.contact))
    assert token is not None
    assert house.runner.run(persons.erase(dossier, token, None))
    assert house.runner.redis.keys("transaction:*") == house.runner.redis.keys("callbacks:*") == []


def test_while_the_store_is_away_what_is_said_of_an_order_waits_on_the_disk(
    house: House, away: Blocking, tmp_path: Path
) -> None:
    ordered(house)
    inbox(house, tmp_path, away).called_back(callback())
    with pytest.raises(Unavailable):
        inbox(house, tmp_path, away).called_back(callback("search"))
    assert inbox(house, tmp_path).flush() == 1
    assert [event.result for event in late(house)] == [CONFIRMED]


def test_while_the_store_is_away_nothing_is_sent_and_nothing_comes(house: House, away: Blocking) -> None:
    waiting = Waiting(away, box(house))
    with pytest.raises(NotSent):
        waiting.expect(TRANSACTION, "confirm", 5)
    assert waiting.kept(TRANSACTION, "confirm") == ()


def test_a_damaged_line_of_a_callback_does_not_hold_up_the_others(house: House, tmp_path: Path) -> None:
    Spool(tmp_path).put(b"chalf a callback")
    assert inbox(house, tmp_path).flush() == 1


def fresh(message: str, number: str, seller: str = "bpp.example") -> Callback:
    said = entry("confirm", order(id=number), seller=seller)
    said["context"] = {**mapping(said["context"]), "message_id": message}
    return read_callback(said)


def test_what_is_said_late_again_is_one_whatever_its_message_id_and_by_whom_is_told(
    house: House, tmp_path: Path
) -> None:
    ordered(house)
    for place in range(20):
        for seller in ("bpp.example", "evil.example"):
            inbox(house, tmp_path).called_back(fresh(f"m{place}", "9001", seller))
    assert sorted(str(event.bpp_id) for event in late(house)) == ["bpp.example", "evil.example"]
    assert (counted(house, "late"), counted(house, "repeated")) == (2, 38)


def test_a_transaction_takes_so_many_late_ones_and_no_more(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "MOST_LATE", 3)
    ordered(house)
    for number in range(10):
        inbox(house, tmp_path).called_back(fresh("m", str(number)))
    assert len(late(house)) == 3
    assert counted(house, "too_many") == 7
    assert all(house.runner.redis.ttl(key) > 0 for key in house.runner.redis.keys("seen:transaction:*"))


def test_what_is_too_many_for_a_call_leaves_no_mark(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "MOST", 2)
    waiting_in(house).expect(TRANSACTION, "confirm", 5)
    for number in range(10):
        inbox(house, tmp_path).called_back(fresh("m", str(number)))
    (key,) = house.runner.redis.keys("awaited:*")
    assert sum(name.startswith(b"mark:") for name in house.ask("HKEYS", key)) == 2
