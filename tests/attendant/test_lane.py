"""A lane attends to many contacts at once, survives what goes wrong with one, and ends in order."""

import asyncio
from dataclasses import dataclass, field

from bot.attendant.easing import BATCH, Pace
from bot.attendant.lane import Lane
from bot.model.ids import ContactId
from bot.store.away import Unavailable


@dataclass(frozen=True)
class Errand:
    contact: ContactId
    token: str = "1"


@dataclass
class Desk:
    """Gives errands out and notes what becomes of them."""

    waiting: list[str]
    broken: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    failing_claims: int = 0
    attended: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    under_way: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    all_done: asyncio.Event = field(default_factory=asyncio.Event)

    async def claim(self, limit: int) -> tuple[Errand, ...]:
        if self.failing_claims:
            self.failing_claims -= 1
            raise Unavailable("claim")
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return tuple(Errand(ContactId(name)) for name in taken)

    async def attend(self, work: Errand) -> None:
        if work.contact in self.broken:
            raise ValueError(work.contact)
        if work.contact in self.away:
            raise Unavailable(work.contact)
        self.under_way.release()
        await self.hold.wait()
        self.attended.append(work.contact)
        if not self.waiting:
            self.all_done.set()

    async def failed(self, work: Errand) -> None:
        self.given_up.append(work.contact)


async def ended(lane: Lane[Errand], running: "asyncio.Task[None]") -> None:
    await lane.drain(5)
    await running


async def test_contacts_are_attended_to_at_once_up_to_the_limit() -> None:
    desk = Desk(["a", "b", "c"])
    lane = Lane[Errand]("turns", desk, limit=2)
    running = asyncio.create_task(lane.run())
    await desk.under_way.acquire()
    await desk.under_way.acquire()

    assert [lease.contact for lease in lane.leases()] == ["a", "b"]
    desk.hold.set()
    await desk.all_done.wait()
    await ended(lane, running)
    assert desk.attended == ["a", "b", "c"]


async def test_work_whose_lease_is_lost_is_let_go_and_the_others_go_on() -> None:
    desk = Desk(["a", "b"])
    lane = Lane[Errand]("turns", desk, limit=2)
    running = asyncio.create_task(lane.run())
    await desk.under_way.acquire()
    await desk.under_way.acquire()
    lost, _ = lane.leases()

    assert lane.let_go(lost)
    desk.hold.set()
    await desk.all_done.wait()
    assert not lane.let_go(lost)
    await ended(lane, running)
    assert (desk.attended, desk.given_up) == (["b"], [])


async def test_one_that_breaks_does_not_stop_the_others() -> None:
    desk = Desk(["a", "bad", "gone", "b"], broken=frozenset({"bad"}), away=frozenset({"gone"}))
    desk.hold.set()
    lane = Lane[Errand]("turns", desk, limit=1)
    running = asyncio.create_task(lane.run())
    await desk.all_done.wait()
    await ended(lane, running)

    assert desk.attended == ["a", "b"]
    assert desk.given_up == ["bad"]


async def test_a_claim_that_fails_is_made_again() -> None:
    desk = Desk(["a"], failing_claims=1)
    desk.hold.set()
    lane = Lane[Errand]("sends", desk, limit=1)
    running = asyncio.create_task(lane.run())
    lane.wake()
    await desk.all_done.wait()
    await ended(lane, running)

    assert desk.attended == ["a"]


async def test_draining_lets_what_is_under_way_end_and_claims_nothing_more() -> None:
    desk = Desk(["a", "b"])
    lane = Lane[Errand]("turns", desk, limit=1)
    running = asyncio.create_task(lane.run())
    await desk.under_way.acquire()
    draining = asyncio.create_task(lane.drain(5))
    await asyncio.sleep(0)
    desk.hold.set()
    await draining
    await running

    assert desk.attended == ["a"]
    assert desk.waiting == ["b"]


async def test_a_lane_with_a_pace_takes_on_no_more_than_that_allows() -> None:
    desk, pace = Desk(["a", "b", "c"]), Pace(most=BATCH)
    pace.take(BATCH)
    lane = Lane[Errand]("bulk", desk, limit=2, pace=pace)
    running = asyncio.create_task(lane.run())
    await asyncio.sleep(0.01)
    assert desk.waiting == ["a", "b", "c"]
    pace.take(-BATCH)
    lane.wake()
    await asyncio.wait_for(desk.under_way.acquire(), 5)
    await asyncio.wait_for(desk.under_way.acquire(), 5)
    assert (desk.waiting, pace.room()) == (["c"], 0)
    desk.hold.set()
    await ended(lane, running)
