"""A tool call is run by one worker at a time, gives one result, and is found again when none came."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.event import ToolFinished
from bot.model.ids import CallId, EventId
from bot.model.turn import ToolCall
from bot.store import runners
from bot.store.calls import Calls
from tests.store.building import NOW, House, turn_saying
from tools.contract import AccountFound, FindAccount

CALL = CallId("call1")
ASKED = FindAccount("MTR-0001")


@pytest.fixture
def house(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house that waits for a slow disk."""
    monkeypatch.setattr(runners, "TIMEOUT", 30.0)
    monkeypatch.setattr(runners, "DURABLE_MS", 20_000)
    house = House(redis_url)
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, replace(turn_saying(claimed.contact), calls=(ToolCall(CALL, ASKED),)))
    yield house
    house.runner.close()


@pytest.fixture
def calls(house: House) -> Calls:
    return Calls(house.codec, house.mailbox)


def test_one_worker_at_a_time_runs_a_call(house: House, calls: Calls) -> None:
    started = house.runner.run(calls.start(CALL, 60_000))

    assert started is not None
    assert (started.contact, started.request, started.attempted) == ("c1", ASKED, False)
    assert house.runner.run(calls.start(CALL, 60_000)) is None


def test_a_call_whose_worker_died_is_started_again(house: House, calls: Calls) -> None:
    house.runner.run(calls.start(CALL, 0))

    again = house.runner.run(calls.start(CALL, 60_000))

    assert again is not None
    assert not again.attempted


def test_a_write_that_was_begun_is_known_as_attempted(house: House, calls: Calls) -> None:
    house.runner.run(calls.start(CALL, 0))
    assert house.runner.durably(calls.journal(CALL))

    again = house.runner.run(calls.start(CALL, 60_000))

    assert again is not None
    assert again.attempted
    assert not house.runner.durably(calls.journal(CALL))


def test_what_is_run_durably_is_on_the_disk_when_it_answers(house: House, calls: Calls) -> None:
    house.runner.run(calls.start(CALL, 0))
    house.runner.durably(calls.journal(CALL))

    folder = Path(str(house.runner.redis.config_get("dir")["dir"]))
    written = b"".join(file.read_bytes() for file in folder.glob("appendonlydir/*"))
    assert b"journal" in written


def test_a_call_that_is_held_belongs_to_its_worker_for_longer(house: House, calls: Calls) -> None:
    house.runner.run(calls.start(CALL, 0))

    house.runner.run(calls.hold([CALL, CallId("unknown")], 60_000))

    assert house.runner.run(calls.start(CALL, 60_000)) is None
    assert house.runner.run(calls.overdue(10, 60_000)) == ()


def test_a_call_that_waits_or_is_done_is_not_held(house: House, calls: Calls) -> None:
    house.runner.run(calls.hold([CALL], 60_000))
    assert house.runner.run(calls.start(CALL, 60_000)) is not None

    house.runner.run(calls.finish(ToolFinished(EventId("finished"), NOW, CALL, AccountFound(None))))
    house.runner.run(calls.hold([CALL], 0))

    assert house.runner.run(calls.overdue(10, 60_000)) == ()


def test_a_result_becomes_one_event(house: House, calls: Calls) -> None:
    finished = ToolFinished(EventId("finished"), NOW, CALL, AccountFound(None))
    house.runner.run(calls.start(CALL, 60_000))

    assert house.runner.run(calls.finish(finished))
    assert not house.runner.run(calls.finish(finished))

    (claimed,) = house.claim()
    assert house.mailbox.event(claimed.entries[0]) == finished
    assert house.commit(claimed).following == ()
    assert house.runner.run(calls.start(CALL, 60_000)) is None


def test_a_call_without_a_result_is_found_when_its_time_is_over(house: House, calls: Calls) -> None:
    assert house.runner.run(calls.overdue(10, 60_000)) == ()
    house.runner.run(calls.start(CALL, 0))

    assert house.runner.run(calls.overdue(10, 60_000)) == (CALL,)
    assert house.runner.run(calls.overdue(10, 60_000)) == ()


def test_an_unknown_call_is_not_started(house: House, calls: Calls) -> None:
    assert house.runner.run(calls.start(CallId("unknown"), 1)) is None
