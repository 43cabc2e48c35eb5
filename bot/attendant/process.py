"""The attend process: its lanes, the wake-ups, the sweeps, and an orderly end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from bot.attendant.easing import Pace, ease
from bot.attendant.lane import Lane
from bot.attendant.sends import Sends
from bot.attendant.sweeps import Sweeps
from bot.attendant.turns import Turns
from bot.store.away import Unavailable
from bot.store.beating import BEAT_SECONDS, Pulse
from bot.store.leases import fire_timers, renew
from bot.store.mailbox import Claimed
from bot.store.outbox import Attempt
from bot.store.runners import Awaiting

log = structlog.get_logger()

CONTACTS = 200
"""Contacts that one lane attends to at once."""
BULK_CONTACTS = 50
"""Fewer where nobody waits, and slower while answers would wait behind them (easing.py)."""
DRAIN = 20.0


class Attendant:
    """Runs until told to stop. `pulse` keeps leases on a connection of its own, which no load makes wait."""

    def __init__(
        self,
        runner: Awaiting,
        turns: Turns,
        boxes: tuple[Sends, Sends, Sends],
        *,
        pulse: Pulse,
        sweeps: Sweeps,
        lease_ms: int,
    ) -> None:
        self._runner = runner
        self._pulse = pulse
        self._turns = turns
        self._sweeps = sweeps
        self._lease_ms = lease_ms
        sends, bulk, codes = boxes
        self._pace = Pace(BULK_CONTACTS)
        self._bulk = Lane[Attempt]("bulk", bulk, BULK_CONTACTS, self._pace)
        self._lanes: tuple[Lane[Claimed] | Lane[Attempt], ...] = (
            Lane[Claimed]("turns", turns, CONTACTS),
            Lane[Attempt]("sends", sends, CONTACTS),
            self._bulk,
            Lane[Attempt]("codes", codes, CONTACTS),
        )
        self._stopping = asyncio.Event()

    async def run(
        self, waits: Callable[[], float] = lambda: 0.0, /, **beside: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        """Attend until SIGTERM or SIGINT, then let what is under way end. `waits` is as in easing.py.

        Whatever ends by itself, also of what runs `beside`, ends the process, so that all of it is started again.
        """
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        chores = [
            asyncio.create_task(self._listen()),
            asyncio.create_task(self._every(self._lease_ms / 3000, self._renew)),
            asyncio.create_task(self._every(0.25, self._timers)),
            asyncio.create_task(self._every(1.0, self._overdue)),
            asyncio.create_task(self._every(0.5, self._sweeps.campaigns)),
            asyncio.create_task(self._every(BEAT_SECONDS, self._pulse.beat)),
            asyncio.create_task(ease(self._pace, waits, self._bulk.wake)),
        ]
        chores += [asyncio.create_task(run(), name=name) for name, run in beside.items()]
        lanes = [asyncio.create_task(lane.run()) for lane in self._lanes]
        log.info("attending")
        stopping = asyncio.create_task(self._stopping.wait())
        done, _ = await asyncio.wait([stopping, *lanes, *chores], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*(lane.drain(DRAIN) for lane in self._lanes))
        tasks = (*chores, *lanes, stopping)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # what ended by itself and badly is raised below
        log.info("stopped")
        ended = done - {stopping}
        for task in ended:
            log.error("ended_by_itself", task=task.get_name())
        for task in ended:
            task.result()

    async def _listen(self) -> None:
        while True:
            try:
                async for lane in self._runner.listen("wake"):
                    for one in self._lanes:
                        if one.name == lane:
                            one.wake()
            except Unavailable:
                log.warning("wake_ups_lost")
                await asyncio.sleep(0.5)

    async def _every(self, seconds: float, chore: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await chore()
            except Unavailable:
                log.warning("chore_put_off", chore=chore.__name__)
            await asyncio.sleep(seconds)

    async def _renew(self) -> None:
        """Keep what we hold; what somebody else may hold by now is let go before it does any more."""
        leases = [(lane, lease) for lane in self._lanes for lease in lane.leases()]
        if leases:
            held = await self._pulse.runner.run(renew([lease for _, lease in leases], self._lease_ms))
            for (lane, lease), ours in zip(leases, held, strict=True):
                if not ours and lane.let_go(lease):
                    log.warning("lease_lost", lane=lease.lane, contact=lease.contact)

    async def _timers(self) -> None:
        await self._runner.run(fire_timers(100))

    async def _overdue(self) -> None:
        await self._turns.wake_workers(await self._sweeps.overdue())
