"""One event, one turn, one commit: what happens while we hold a contact's mailbox."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.conversation import hearing, step
from bot.delivery import deliveries
from bot.flows.scene import Say, Scene
from bot.model.code import Codes
from bot.model.command import Reading
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived
from bot.model.ids import CallId, CaseId, ContactId, Ids
from bot.model.order import Order
from bot.model.session import Session
from bot.model.turn import Case, CaseKind, Turn
from bot.queue import Jobs, QueueAway
from bot.store.leases import Lease, release
from bot.store.mailbox import Claimed, Mailbox, event_id
from bot.store.runners import Awaiting
from bot.understanding.contract import Reader
from channels.contract import Channel

log = structlog.get_logger()

TRIES = 3
"""An event that fails so often is a dead letter; later ones go on."""
PAUSE_MS = 200


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that a turn is computed with. `clock` gives aware UTC times."""

    reader: Reader
    say: Say
    codes: Codes
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]

    async def turn(self, event: Event, contact: Contact, session: Session, orders: tuple[Order, ...]) -> Turn:
        """Read the event, if it is a message, and step the conversation."""
        reading: Reading | None = None
        if isinstance(event, MessageReceived):
            message = event.message
            reading = await self.reader.read(hearing(session, contact, message.body, message.language))
        scene = Scene(
            event=event,
            contact=contact,
            session=session,
            orders=orders,
            reading=reading,
            now=self.clock(),
            ids=Ids(event.id),
            say=self.say,
            codes=self.codes,
        )
        return step(scene)


class Turns:
    """Takes a claimed contact's events in order until none is left."""

    def __init__(self, engine: Engine, runner: Awaiting, mailbox: Mailbox, jobs: Jobs, lease_ms: int) -> None:
        self._engine = engine
        self._runner = runner
        self._mailbox = mailbox
        self._jobs = jobs
        self._lease_ms = lease_ms

    def claim(self, limit: int) -> "asyncio.Future[tuple[Claimed, ...]]":
        """Lease contacts that have something to say."""
        return asyncio.ensure_future(self._runner.run(self._mailbox.claim(limit, self._lease_ms)))

    async def attend(self, claimed: Claimed) -> None:
        """Take the events of one contact."""
        contact, session, orders = self._mailbox.known(claimed)
        entry: bytes | None = claimed.entry
        while entry is not None:
            event = self._mailbox.event(entry)
            turn = await self._engine.turn(event, contact, session, orders)
            ids = Ids(event.id)
            parts = deliveries(turn, ids, self._engine.channels, self._engine.clock())
            committed = await self._runner.run(
                self._mailbox.commit(turn, token=claimed.token, event=event, deliveries=parts, lease_ms=self._lease_ms)
            )
            if not committed.done:
                log.warning("commit_refused", contact=claimed.contact, event_id=event.id)
                return
            log.info("turn", contact=contact.id, event_id=event.id, kind=type(event).__name__, flow=turn.session.flow)
            await self.wake_workers([call.id for call in turn.calls])
            contact, session, orders = turn.contact, turn.session, _merged(orders, turn.orders)
            entry = committed.following

    async def wake_workers(self, calls: Sequence[CallId]) -> None:
        """Put jobs for these calls. A failure is only logged: the sweep finds calls without a result."""
        if not calls:
            return
        try:
            await asyncio.to_thread(self._jobs.run_tools, calls)
        except QueueAway:
            log.warning("workers_not_woken", calls=list(calls))

    async def failed(self, claimed: Claimed) -> None:
        """An event could not be taken: try again soon, and after three tries put it aside with a case."""
        event = event_id(claimed.entry)
        tries = await self._runner.run(self._mailbox.tries(event))
        if tries < TRIES:
            await self._runner.run(release(Lease("turns", claimed.contact, claimed.token), PAUSE_MS))
            return
        case = Case(CaseId(f"dead-{event}"), CaseKind.DEAD_LETTER, self._engine.clock(), subject=event)
        await self._runner.run(self._mailbox.bury(ContactId(claimed.contact), claimed.token, event, case))
        log.error("dead_letter", contact=claimed.contact, event_id=event)


def _merged(before: Sequence[Order], changed: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders after a turn, oldest first."""
    merged = {order.id: order for order in (*before, *changed)}
    return tuple(sorted(merged.values(), key=lambda order: order.placed_at))
