"""One turn, one commit: what happens while we hold a contact's mailbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.attendant.engine import Engine, Heard, Wait
from bot.crash import crashpoint
from bot.delivery import apology, deliveries
from bot.model.audit import notes
from bot.model.event import Event, MessageReceived, TimeUp
from bot.model.ids import CallId, CaseId, EventId, Ids
from bot.model.turn import Case, CaseKind
from bot.queue import Jobs, QueueAway
from bot.store.codec import Damaged, UnknownSchema
from bot.store.leases import Lease, release
from bot.store.mailbox import Claimed, Known, Mailbox, event_id
from bot.store.runners import Awaiting

log = structlog.get_logger()

TRIES = 6
"""So many make an event a dead letter, and later ones go on: it raised three times, or took six processes along."""
PAUSE_MS = 200
PARKED_MS = 5_000
"""How often to look whether what another version wrote can be read now."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is known after a turn, and what lies in the mailbox then; `stopped_at`: see Claimed."""

    known: Known
    entries: tuple[bytes, ...]
    tries: int
    suspect: bool
    stopped_at: datetime | None = None

    def heard(self, event: Event) -> Known:
        """Return what is known, with the opt-out at the address that speaks: it outlives a deletion."""
        if not isinstance(event, MessageReceived):
            return self.known
        contact = self.known.contact.stopped(event.message.address, self.stopped_at)
        return replace(self.known, contact=contact)


class Turns:
    """Takes a claimed contact's events in order until none is left."""

    def __init__(self, engine: Engine, runner: Awaiting, mailbox: Mailbox, jobs: Jobs, lease_ms: int) -> None:
        self._engine = engine
        self._runner = runner
        self._mailbox = mailbox
        self._jobs = jobs
        self._lease_ms = lease_ms
        self._alone = asyncio.Lock()

    async def claim(self, limit: int) -> tuple[Claimed, ...]:
        """Lease contacts that have something to say."""
        return await self._runner.run(self._mailbox.claim(limit, self._lease_ms))

    async def attend(self, claimed: Claimed) -> None:
        """Take the events of one contact."""
        lease = Lease("turns", claimed.contact, claimed.token)
        try:
            known = await self._known(claimed)
            at: Next | None = Next(known, claimed.entries, claimed.tries, claimed.suspect, claimed.stopped_at)
            while at is not None and at.entries:
                if at.tries >= TRIES:
                    await self._bury(lease, event_id(at.entries[0]), at.known)
                    return
                at = await (self._take_alone(lease, at) if at.suspect else self._take(lease, at))
        except UnknownSchema as version:
            log.warning("parked", contact=claimed.contact, schema=str(version))
            await self._runner.run(release(lease, PARKED_MS))

    async def failed(self, claimed: Claimed) -> None:
        """An event could not be taken: count it and try again soon."""
        await self._runner.run(self._mailbox.tries(event_id(claimed.entries[0])))
        await self._runner.run(release(Lease("turns", claimed.contact, claimed.token), PAUSE_MS))

    async def wake_workers(self, calls: Sequence[CallId]) -> None:
        """Put jobs for these calls. A failure is only logged: the sweep finds calls without a result."""
        if not calls:
            return
        try:
            crashpoint("enqueue.before")
            await asyncio.to_thread(self._jobs.run_tools, calls)
            crashpoint("enqueue.after")
        except QueueAway:
            log.warning("workers_not_woken", calls=list(calls))

    async def _take_alone(self, lease: Lease, at: Next) -> Next | None:
        """Take a suspect while no other is taken: if this process vanishes now, it is known of what."""
        async with self._alone:
            ours = await self._runner.run(self._mailbox.suspect(lease, event_id(at.entries[0])))
            return await self._take(lease, at) if ours else None

    async def _take(self, lease: Lease, at: Next) -> Next | None:
        """Take the first event, or the first few as one. None: it waits, or it is no longer ours."""
        events = self._readable(at.entries)
        known = at.heard(events[0])
        crashpoint("hear.before")
        heard = await self._engine.hear(events, known)
        crashpoint("hear.after")
        if isinstance(heard, Wait):
            await self._runner.run(release(lease, int(heard.seconds * 1000)))
            return None
        turn = self._engine.turn(heard, known)
        crashpoint("step.after")
        parts = deliveries(turn, Ids(heard.event.id), self._engine.channels, self._engine.clock())
        committed = await self._runner.run(
            self._mailbox.commit(
                turn,
                token=lease.token,
                events=events[: heard.count],
                deliveries=parts,
                lease_ms=self._lease_ms,
                notes=notes(known.contact, known.orders, heard.event, turn),
            )
        )
        if not committed.done:
            log.warning("commit_refused", contact=lease.contact, event_id=heard.event.id)
            return None
        self._log(heard, lease)
        await self.wake_workers([call.id for call in turn.calls])
        return Next(known.after(turn), committed.following, committed.tries, committed.suspect)

    def _log(self, heard: Heard, lease: Lease) -> None:
        kind = type(heard.event).__name__
        if isinstance(heard.event, TimeUp) and self._engine.clock() > heard.event.expires_at:
            log.warning("timer_late", contact=lease.contact, event_id=heard.event.id)
        log.info("turn", contact=lease.contact, event_id=heard.event.id, kind=kind, events=heard.count)

    def _readable(self, entries: Sequence[bytes]) -> list[Event]:
        """Read events up to the first that cannot be read. Raises what the very first raises."""
        events = [self._mailbox.event(entries[0])]
        for entry in entries[1:]:
            try:
                events.append(self._mailbox.event(entry))
            except (UnknownSchema, Damaged):
                break
        return events

    async def _known(self, claimed: Claimed) -> Known:
        """Read what is known of the contact. What is damaged is set aside, and the conversation begins anew."""
        known = self._mailbox.known(claimed)
        if known.damaged:
            log.error("quarantined", contact=claimed.contact, what=list(known.damaged))
            case = Case(CaseId(f"damaged-{claimed.contact}"), CaseKind.DAMAGED, self._engine.clock())
            await self._runner.run(self._mailbox.quarantine(claimed, case))
        return known

    async def _bury(self, lease: Lease, event: EventId, known: Known) -> None:
        case = Case(CaseId(f"dead-{event}"), CaseKind.DEAD_LETTER, self._engine.clock(), subject=event)
        sorry = apology(known, event, self._engine.say, self._engine.clock())
        await self._runner.run(self._mailbox.bury(lease, event, case, sorry))
        log.error("dead_letter", contact=lease.contact, event_id=event)
