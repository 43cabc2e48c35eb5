"""Events out of a feed: called, changed, and called off where the feed surely has them no more."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.attendant.feeding import Feeding
from bot.events import Announcements
from bot.store.called import CalledEvents
from bot.store.runners import Blocking
from tests.store.building import NOW, House
from tools.contract import Failure, ToolError
from tools.feed import Called, FlexibilityEvent

HOUR = timedelta(hours=1)
OURS = FlexibilityEvent("e1", "458", NOW + HOUR, NOW + 3 * HOUR, NOW + HOUR, NOW + 4 * HOUR)
THEIRS = replace(OURS, id="f1", source="listed")


class Listed:
    """A feed in memory; `there` are further ids that it lists, and `failing` is raised instead."""

    source = "listed"

    def __init__(
        self,
        *events: FlexibilityEvent,
        there: frozenset[str] | None = frozenset(),
        failing: Exception | None = None,
    ) -> None:
        self.events = events
        self.there = there
        self.failing = failing

    def called(self) -> Called:
        if self.failing is not None:
            raise self.failing
        return Called(self.events, ("event x: no intervals",), self.there)


@pytest.fixture
def desk(house: House) -> Announcements:
    return Announcements(house.runner, CalledEvents(house.codec), clock=lambda: NOW, new_id=lambda: "note")


def called_off(desk: Announcements) -> dict[str, bool]:
    return {one.event.id: one.event.called_off for one in desk.latest(5)}


def test_a_feed_calls_what_is_new_and_calls_off_what_it_has_no_more(desk: Announcements) -> None:
    desk.announce(OURS)
    over, wrong = replace(THEIRS, id="f0", end=NOW), replace(THEIRS, id="f2", programme="")
    assert desk.take(Listed(THEIRS, over, wrong)) == 1
    assert desk.take(Listed(THEIRS)) == 0
    assert [desk.take(Listed()) for _ in range(3)] == [0, 1, 0]
    assert called_off(desk) == {"e1": False, "f1": True}


def test_what_a_feed_misses_once_is_not_called_off(desk: Announcements) -> None:
    for look in (Listed(THEIRS), Listed(), Listed(THEIRS), Listed()):
        desk.take(look)
    assert called_off(desk) == {"f1": False}


def test_what_a_feed_has_but_nobody_can_read_is_not_called_off(desk: Announcements) -> None:
    for look in (Listed(THEIRS), *2 * (Listed(there=frozenset({"f1"})),)):
        desk.take(look)
    assert called_off(desk) == {"f1": False}


def test_what_a_feed_may_have_beyond_what_was_read_is_not_called_off(desk: Announcements) -> None:
    for look in (Listed(THEIRS), *2 * (Listed(there=None),), Listed()):
        desk.take(look)
    assert called_off(desk) == {"f1": False}


def test_what_a_feed_moved_into_the_past_is_called_off(desk: Announcements) -> None:
    over = replace(THEIRS, start=NOW - 2 * HOUR, end=NOW, revision=1)
    for look in (Listed(THEIRS), *2 * (Listed(over, there=frozenset({"f1"})),)):
        desk.take(look)
    assert called_off(desk) == {"f1": True}


def test_what_a_feed_cannot_say_now_it_says_in_a_minute(house: House, desk: Announcements) -> None:
    feeding = Feeding(desk, ())
    with capture_logs() as logs:
        feeding.once(Listed(failing=ToolError(Failure.UNAVAILABLE, "no answer")))
        feeding.once(Listed(THEIRS))
        house.runner.close()
    assert [line["event"] for line in logs] == ["feed_away", "events_not_taken", "events_taken"]
    away = Announcements(
        Blocking("redis://127.0.0.1:1/0"), CalledEvents(house.codec), clock=lambda: NOW, new_id=lambda: "note"
    )
    with capture_logs() as logs:
        Feeding(away, ()).once(Listed(THEIRS))
    assert "feed_put_off" in [line["event"] for line in logs]


async def test_a_feed_that_breaks_is_looked_at_again_and_the_others_too(desk: Announcements) -> None:
    broken = Listed(failing=OverflowError("date value out of range"))
    with capture_logs() as logs:
        feeding = asyncio.create_task(Feeding(desk, (broken, Listed(THEIRS))).run(0.01))
        async with asyncio.timeout(10):
            while sum(line["event"] == "feed_broke" for line in logs) < 2:  # noqa: ASYNC110 -- a log has no event to wait for
                await asyncio.sleep(0.01)
        feeding.cancel()
    assert logs[0]["source"] == "listed"
    assert called_off(desk) == {"f1": False}
