"""What nobody waits for makes room for answers."""

import asyncio
import contextlib

from bot.attendant.easing import BATCH, LONG, SLOWEST, STEP, TICK, Pace, ease

MOST = 50


def emptied() -> Pace:
    pace = Pace(MOST)
    pace.take(MOST)
    return pace


def test_contacts_are_taken_on_a_batch_at_a_time_as_they_are_saved_up() -> None:
    pace = emptied()
    rooms = []
    for _ in range(8):
        pace.look(LONG)
        rooms.append(pace.room())
    assert Pace(MOST).room() == MOST
    assert rooms[:3] == [0, 0, 0]
    assert rooms[-1] >= BATCH


def test_it_goes_a_step_faster_while_the_pace_is_what_holds_it_and_no_faster_while_it_rests() -> None:
    pace = emptied()
    pace.look(LONG)
    assert pace.rate == SLOWEST + STEP
    resting = Pace(MOST)
    resting.look(0.0)
    assert resting.rate == SLOWEST
    assert resting.room() == MOST, "nothing is saved up beyond the most"


def test_it_goes_a_quarter_slower_while_answers_wait_but_never_slower_than_the_slowest() -> None:
    pace = emptied()
    pace.rate = 400.0
    rates = []
    for took in range(2, 8):
        pace.look(LONG * took)
        pace.look(LONG * took)  # nothing new is known
        rates.append(pace.rate)
    assert rates[:2] == [300.0, 225.0]
    assert rates[-1] == SLOWEST


async def test_the_lane_is_woken_once_a_batch_may_be_taken_on() -> None:
    pace, woken = emptied(), asyncio.Event()
    easing = asyncio.create_task(ease(pace, lambda: 0.0, woken.set))
    await asyncio.wait_for(woken.wait(), 50 * TICK)
    assert pace.room() >= BATCH
    easing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await easing
