"""Claims contacts in one lane and attends to many at once, each under a lease that is renewed while it is needed."""

import asyncio
from collections.abc import Awaitable
from typing import Generic, Protocol, TypeVar

import structlog

from bot.attendant.easing import Pace
from bot.model.ids import ContactId
from bot.store.away import Unavailable
from bot.store.leases import Lane as LaneName
from bot.store.leases import Lease

log = structlog.get_logger()

POLL = 0.25
"""Seconds between two looks when nobody wakes us: a lost wake-up costs no more."""


class Leased(Protocol):
    """What a claim gives: whose it is, and the token."""

    @property
    def contact(self) -> ContactId:
        """Whose it is."""
        ...

    @property
    def token(self) -> str:
        """The lease's token."""
        ...


Work = TypeVar("Work", bound=Leased)


class Worker(Protocol[Work]):
    """Does a lane's work."""

    def claim(self, limit: int) -> Awaitable[tuple[Work, ...]]:
        """Lease up to so many contacts."""
        ...

    async def attend(self, work: Work) -> None:
        """Do what there is to do for one contact."""
        ...

    async def failed(self, work: Work) -> None:
        """Say what becomes of work that raised."""
        ...


class Lane(Generic[Work]):
    """One lane of the attend process, with at most `limit` contacts at a time, and at its pace if it has one."""

    def __init__(self, name: LaneName, worker: Worker[Work], limit: int, pace: Pace | None = None) -> None:
        self.name: LaneName = name
        self._worker = worker
        self._limit = limit
        self._pace = pace
        self._wake = asyncio.Event()
        self._stopping = False
        self._active: dict[asyncio.Task[None], Lease] = {}

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def leases(self) -> tuple[Lease, ...]:
        """Return the leases held now."""
        return tuple(self._active.values())

    def let_go(self, lease: Lease) -> bool:
        """Stop the work under a lease that is no longer ours; False where it has ended by itself."""
        task = next((task for task, held in self._active.items() if held == lease), None)
        return task is not None and task.cancel()

    async def run(self) -> None:
        """Claim and attend until stopped."""
        while not self._stopping:
            self._wake.clear()
            room = max(0, self._limit - len(self._active))
            if self._pace is not None:
                room = min(room, self._pace.room())
            claimed = await self._claim(room) if room else ()
            if self._pace is not None:
                self._pace.take(len(claimed))
            if not room or len(claimed) < room:
                await self._pause()

    async def drain(self, seconds: float) -> None:
        """Claim nothing more and let what is under way end; what does not is redone after its lease."""
        self._stopping = True
        self._wake.set()
        if self._active:
            await asyncio.wait(tuple(self._active), timeout=seconds)

    async def _claim(self, room: int) -> tuple[Work, ...]:
        try:
            claimed = await self._worker.claim(room)
        except Unavailable:
            log.warning("claim_failed", lane=self.name)
            return ()
        for work in claimed:
            task = asyncio.create_task(self._attend(work))
            self._active[task] = Lease(self.name, work.contact, work.token)
            task.add_done_callback(self._ended)
        return claimed

    async def _attend(self, work: Work) -> None:
        try:
            await self._worker.attend(work)
        except Unavailable:
            log.warning("store_away", lane=self.name, contact=work.contact)
        except Exception:
            log.exception("work_failed", lane=self.name, contact=work.contact)
            await self._worker.failed(work)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._active[task]
        self._wake.set()
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("work_lost", lane=self.name, reason=type(problem).__name__)

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), POLL)
        except TimeoutError:
            return
