"""What Prometheus reads: how much waits, who lives, and what was done, whichever process did it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.event import ToolFinished
from bot.model.ids import CallId, ContactId, EventId
from bot.model.turn import ToolCall
from bot.store.calls import Calls
from bot.store.leases import beat
from bot.store.metrics import exposition
from bot.store.outbox import Ended, Outbox
from bot.store.runners import Blocking, Unavailable
from bot.store.tally import Tally
from channels.messages import Status
from sandbox.embedded import free_port
from tests.store.building import LEASE, NOW, House, turn_saying
from tools.contract import AccountFound, FindAccount


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    house = House(redis_url)
    yield house
    house.runner.close()


def read(house: House) -> dict[str, float]:
    lines = [line for line in exposition(house.runner).decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_an_empty_store_waits_for_nothing_and_nobody_lives(house: House) -> None:
    found = read(house)
    assert found['wattline_process_alive{process="attend"}'] == 0
    assert found["wattline_oldest_turn_seconds"] == 0
    waiting = {name: value for name, value in found.items() if name.startswith("wattline_waiting")}
    assert len(waiting) == 7
    assert not any(waiting.values())


def test_what_waits_and_who_lives_is_told(house: House) -> None:
    house.accept("1", contact="c1")
    house.accept("1", contact="c1")
    house.runner.run(beat("attend", 60))
    found = read(house)
    assert found['wattline_waiting{what="turns"}'] == 1
    assert found["wattline_oldest_turn_seconds"] >= 0
    assert found['wattline_process_alive{process="attend"}'] == 1
    assert found['wattline_process_alive{process="worker"}'] == 0
    assert found['wattline_events_total{what="accepted"}'] == 1
    assert found['wattline_events_total{what="repeated"}'] == 1


def test_deliveries_are_counted_by_channel_and_status(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(ContactId("c1"), "hello"))
    outbox = Outbox(house.codec)
    assert read(house)['wattline_waiting{what="sends"}'] == 1
    (attempt,) = house.runner.run(outbox.claim(1, LEASE))
    house.runner.run(outbox.record(attempt, Ended(Status.SENT, provider_id="SM1"), LEASE))
    found = read(house)
    assert found['wattline_deliveries_total{channel="sms",status="sent"}'] == 1
    assert found['wattline_events_total{what="turns"}'] == 1
    assert found['wattline_waiting{what="sends"}'] == 0


def test_while_the_store_is_away_there_are_no_figures() -> None:
    runner = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(Unavailable):
        exposition(runner)
    runner.close()


def test_what_a_worker_counted_comes_with_its_next_result(house: House) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    call = ToolCall(CallId("call1"), FindAccount("MTR-0001"))
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(call,)))
    tally = Tally()
    for name in ("beckn_answers:search:answered", "beckn_deviation:rating_is_no_number", "searches_joined"):
        tally.count(name)
    tally.put_back(tally.take())
    finished = ToolFinished(EventId("finished"), NOW, call.id, AccountFound(None))
    house.runner.run(Calls(house.codec, house.mailbox).finish(finished, tally.take()))
    found = read(house)
    assert found['wattline_beckn_answers_total{action="search",outcome="answered"}'] == 1
    assert found['wattline_beckn_deviation_total{kind="rating_is_no_number"}'] == 1
    assert found['wattline_events_total{what="searches_joined"}'] == 1
    assert tally.take() == {}
