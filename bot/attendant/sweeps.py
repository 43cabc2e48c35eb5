"""What attend looks for once in a while: calls without a result, and chunks of campaigns whose time has come."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.crash import crashpoint
from bot.model.ids import CallId, CaseId
from bot.model.turn import Case, CaseKind
from bot.queue import Jobs, QueueAway
from bot.store.calls import Calls
from bot.store.counts import State
from bot.store.ledgers import Ledgers
from bot.store.runners import Awaiting

log = structlog.get_logger()

CALL_PAUSE_MS = 10_000


class Sweeps:
    """All of it raises Unavailable. A look that is lost costs a campaign no pace: that is reckoned in the store."""

    def __init__(
        self, runner: Awaiting, calls: Calls, ledgers: Ledgers, jobs: Jobs, clock: Callable[[], datetime]
    ) -> None:
        self._runner = runner
        self._calls = calls
        self._ledgers = ledgers
        self._jobs = jobs
        self._clock = clock

    async def overdue(self) -> tuple[CallId, ...]:
        """Return calls that should have a result and have none."""
        found = await self._runner.run(self._calls.overdue(100, CALL_PAUSE_MS))
        if found:
            log.warning("calls_put_again", calls=list(found))
        return found

    async def campaigns(self) -> None:
        """Wake workers for what is due of campaigns, and hold up those that fail too often."""
        due = await self._runner.run(self._ledgers.due())
        for ledger in due.failing:
            await self._hold_up(ledger)
        if due.chunks or due.listing:
            try:
                crashpoint("enqueue_batches.before")
                await asyncio.to_thread(self._jobs.send_batches, due.chunks)
                await asyncio.to_thread(self._jobs.list_recipients, due.listing)
                crashpoint("enqueue_batches.after")
            except QueueAway:
                log.warning("workers_not_woken", chunks=len(due.chunks), listing=len(due.listing))

    async def _hold_up(self, ledger: str) -> None:
        name = ledger.partition(":")[2]
        case = Case(CaseId(f"campaign-{name}"), CaseKind.CAMPAIGN_FAILS, self._clock(), subject=name)
        if await self._runner.run(self._ledgers.turn(ledger, State.PAUSED, (State.FAILING,), case=case)):
            log.error("campaign_fails", ledger=ledger)
