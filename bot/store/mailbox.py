"""A contact's mailbox: events in, in order, one turn each; and the commit of a turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.model.audit import Note
from bot.model.contact import Contact
from bot.model.delivery import Delivery
from bot.model.event import DeliveryRefused, Event, MessageReceived, OrderDue, ReminderDue, TimeUp
from bot.model.ids import CaseId, ContactId, EventId
from bot.model.order import Order
from bot.model.question import Question
from bot.model.reminder import Reminder
from bot.model.session import Session
from bot.model.transcript import Line
from bot.model.turn import Case, Timer, Turn, Watch
from bot.store.asking import answer_fields, read_questions
from bot.store.audit import Audit
from bot.store.binding import bind_effects, found_by, seen_hash
from bot.store.called import event_effects
from bot.store.codec import Codec, Damaged, Stored
from bot.store.codes import LIMITS, Limits, code_effects
from bot.store.consents import consent_effects
from bot.store.effects import address_hash, call_fields, case_fields, delivery_fields, lines, order_fields, text
from bot.store.leases import Lease
from bot.store.operation import Operation, operation
from channels.messages import Address

REMEMBERED = 48 * 3600
"""Seconds that a provider's message id is known: Telegram repeats for 24 hours."""
KEPT = 90 * 86400
"""Seconds that deliveries, transcripts and closed cases are kept."""
LINES = 200
"""Lines of a conversation that are kept for the desk."""
RAISED = 2
"""Tries that an event counts for which raised. One that took its process along is one: that may have died of else."""
CALL_GRACE_MS = 5_000
"""After this long without a worker, a call is put before one again."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased contact with its first events, still as stored: one that cannot be read must not stop the others.

    `tries` counts how often the first event was tried in vain; a `suspect` was there when a process vanished.
    `stopped_at`: when the first event's address opted out, which may have been another contact's word. `asked`: what
    campaigns asked last at that address.
    """

    contact: ContactId
    token: str
    record: bytes | None
    session: bytes | None
    orders: tuple[bytes, ...]
    entries: tuple[bytes, ...]
    tries: int
    suspect: bool
    stopped_at: datetime | None = None
    asked: bytes = b""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a contact before a turn, its orders oldest first, and what of it was `damaged`."""

    contact: Contact
    session: Session
    orders: tuple[Order, ...]
    damaged: tuple[str, ...] = ()
    asked: tuple[Question, ...] = ()

    def after(self, turn: Turn) -> "Known":
        """Return what is known after a turn."""
        merged = {order.id: order for order in (*self.orders, *turn.orders)}
        return Known(turn.contact, turn.session, tuple(sorted(merged.values(), key=lambda order: order.placed_at)))


@dataclass(frozen=True, slots=True)
class Committed:
    """Whether a commit took place, and the contact's next entries where the lease was kept for them."""

    done: bool
    following: tuple[bytes, ...] = ()
    tries: int = 0
    suspect: bool = False


def event_id(entry: bytes) -> EventId:
    """Return the id of a mailbox entry without reading the event."""
    return EventId(entry.partition(b"|")[0].decode())


class Mailbox:
    """Operations on mailboxes."""

    def __init__(self, codec: Codec, limits: Limits = LIMITS) -> None:
        self._codec = codec
        self._limits = limits
        self.audit = Audit(codec.sealer)

    def entry(self, event: Event) -> bytes:
        """Return `event id|address hash|event` as it lies in a mailbox."""
        address = event.message.address if isinstance(event, MessageReceived) else None
        return self._entry(event, self.address_hash(address))

    def event(self, entry: bytes) -> Event:
        """Read an entry's event. Raises UnknownSchema."""
        return self._codec.read_event(entry.split(b"|", 2)[2])

    def address_hash(self, address: Address | None) -> str:
        """Return what stands for an address in keys; nothing stands for none."""
        return address_hash(self._codec, address)

    def seen(self, address: Address, native_id: str) -> str:
        """Return what stands for a message's id at its provider."""
        return seen_hash(self._codec, address, native_id)

    def line(self, event: MessageReceived, fresh: ContactId) -> bytes:
        """Return a customer's message as one line that can be spooled; `fresh` is the contact's id if it is new."""
        return self._line(event, event.message.address, event.message.native_id, fresh)

    def refusal_line(self, event: DeliveryRefused, native_id: str, fresh: ContactId) -> bytes:
        """Return what a provider says of a person's will, under its own id, as such a line."""
        return self._line(event, event.address, native_id, fresh)

    def _line(self, event: Event, address: Address, native_id: str, fresh: ContactId) -> bytes:
        seen, stands_for = self.seen(address, native_id), self.address_hash(address)
        return b" ".join((seen.encode(), stands_for.encode(), fresh.encode(), self._entry(event, stands_for)))

    def accept(self, line: bytes) -> Operation[bool]:
        """Keep a customer's message once; answers whether it was new. Raises Damaged for what is no line."""
        try:
            seen, address, fresh, entry = line.split(b" ", 3)
        except ValueError:
            raise Damaged("no spooled message") from None
        keys = (f"seen:{seen.decode()}", f"address:{address.decode()}")
        return operation("accept", keys, (REMEMBERED, fresh, entry), lambda answer: answer[0] == 1)

    def append(self, contact: ContactId, event: Event) -> Operation[bool]:
        """Put an event of ours into a mailbox, once."""
        arguments = (REMEMBERED, contact, self.entry(event))
        return operation("append", (f"seen:{event.id}",), arguments, lambda answer: answer == 1)

    def append_owned(self, contact: ContactId, event: Event, case: CaseId, owner: str) -> Operation[bool]:
        """Do the same if a case is this operator's, who is named as the cases' index does; answers whether it is."""
        arguments = (REMEMBERED, contact, self.entry(event), case, owner)
        return operation("append", (f"seen:{event.id}",), arguments, lambda answer: answer == 1)

    def claim(self, limit: int, lease_ms: int) -> Operation[tuple[Claimed, ...]]:
        """Lease contacts that have something to say."""
        return operation("claim_turns", (), (limit, lease_ms), _read_claimed)

    def commit(
        self,
        turn: Turn,
        *,
        token: str,
        events: Sequence[Event],
        deliveries: Sequence[Delivery],
        lease_ms: int,
        notes: Sequence[Note] = (),
    ) -> Operation[Committed]:
        """Do all that a turn says, at once, if the lease is still ours and its events are still the first."""
        write = self._codec.write
        effects = {
            "keep": KEPT,
            "call_grace": CALL_GRACE_MS,
            "lines_kept": LINES,
            "deliveries": [delivery_fields(self._codec, delivery) for delivery in deliveries],
            "calls": [call_fields(self._codec, call) for call in turn.calls],
            "timers": [self._timer(one) for timers in (turn.timers, turn.watches, turn.reminders) for one in timers],
            "orders": [order_fields(self._codec, order) for order in turn.orders],
            "cases": [case_fields(self._codec, case) for case in turn.cases],
            "closed": list(turn.closed),
            "lines": [text(write(line)) for line in lines(events, deliveries, turn.why)],
            **bind_effects(self._codec, turn, events),
            **code_effects(self._codec, turn, events, deliveries, self._limits),
            "consents": consent_effects(self._codec, turn.changes),
            "found_by": found_by(self._codec, events),
            **event_effects(turn),
            "audit": [self.audit.fields(note) for note in notes],
            "answer": answer_fields(turn.answer),
        }
        arguments = (
            turn.contact.id,
            token,
            events[0].id,
            len(events),
            lease_ms,
            write(turn.contact),
            write(turn.session),
            orjson.dumps(effects),
        )
        return operation("commit", (), arguments, _read_committed)

    def bury(self, lease: Lease, event: EventId, case: Case, apology: Sequence[Delivery]) -> Operation[bool]:
        """Take an event that always fails out of the way, with a case and an apology."""
        said = orjson.dumps([delivery_fields(self._codec, delivery) for delivery in apology])
        fields = orjson.dumps(case_fields(self._codec, case))
        arguments = (lease.contact, lease.token, event, fields, KEPT, said)
        return operation("bury", (), arguments, lambda answer: answer == 1)

    def revive(self, event: EventId, case: CaseId, *, replay: bool) -> Operation[bool]:
        """Put a dead letter back into its mailbox, or discard it; answers whether there was one."""
        return operation("revive", (), (event, "1" if replay else "", case, KEPT), lambda answer: answer == 1)

    def tries(self, event: EventId) -> Operation[int]:
        """Count a try at an event that raised."""
        return operation("tries", (), (event, RAISED, 86400), int)

    def suspect(self, lease: Lease, event: EventId) -> Operation[bool]:
        """Open an event under suspicion: if this process vanishes now, that counts as a try."""
        return operation("suspect", (), (lease.contact, lease.token, event), lambda answer: answer == 1)

    def known(self, claimed: Claimed) -> Known:
        """Read what is stored of a claimed contact; what is new or damaged is made anew. Raises UnknownSchema."""
        damaged: list[str] = []

        def read(what: str, stored: bytes | None, kind: type[Stored]) -> Stored | None:
            try:
                return None if stored is None else self._codec.read(stored, kind)
            except Damaged:
                damaged.append(what)
                return None

        contact = read("contact", claimed.record, Contact) or Contact(claimed.contact)
        session = read("session", claimed.session, Session) or Session(claimed.contact)
        found = (read("order", order, Order) for order in claimed.orders)
        orders = sorted((order for order in found if order is not None), key=lambda order: order.placed_at)
        return Known(contact, session, tuple(orders), tuple(damaged), read_questions(claimed.asked))

    def quarantine(self, claimed: Claimed, case: Case) -> Operation[None]:
        """Set a contact's stored values aside as they are, with a case: a person must look."""
        kept = orjson.dumps([None if value is None else value.hex() for value in (claimed.record, claimed.session)])
        fields = orjson.dumps(case_fields(self._codec, case))
        return operation("quarantine", (), (claimed.contact, kept, KEPT, fields), lambda _: None)

    def transcript(self, contact: ContactId, most: int = LINES) -> Operation[tuple[Line, ...]]:
        """Return the last lines of a conversation."""
        return operation("read_transcript", (), (contact, most), self._read_lines)

    def _read_lines(self, answer: Iterable[bytes]) -> tuple[Line, ...]:
        return tuple(self._codec.read(line, Line) for line in answer)

    def _entry(self, event: Event, address_hash: str) -> bytes:
        return b"|".join((event.id.encode(), address_hash.encode(), self._codec.write(event, Event)))

    def _timer(self, timer: Timer | Watch | Reminder) -> dict[str, object]:
        up: Event
        match timer:
            case Timer(number, due, flow, step, version, expires_at):
                up = TimeUp(EventId(number), due, number, flow, step, version, expires_at)
            case Watch(number, due, order, duty, attempt):
                up = OrderDue(EventId(number), due, order, duty, attempt)
            case Reminder(number, due, occasion, about, attempt):
                up = ReminderDue(EventId(number), due, occasion, about, attempt)
        return {"due": int(timer.due.timestamp() * 1000), "entry": text(self.entry(up))}


def _read_claimed(answer: list[list[Any]]) -> tuple[Claimed, ...]:
    return tuple(
        Claimed(
            ContactId(contact.decode()),
            token.decode(),
            record,
            session,
            tuple(orders),
            tuple(entries),
            tries,
            suspect=suspect == 1,
            stopped_at=datetime.fromtimestamp(int(stopped) / 1000, UTC) if stopped else None,
            asked=asked,
        )
        for contact, token, record, session, orders, entries, tries, suspect, stopped, asked in answer
    )


def _read_committed(answer: list[Any]) -> Committed:
    if len(answer) == 1:
        return Committed(done=answer[0] == 1)
    return Committed(done=True, following=tuple(answer[1]), tries=answer[2], suspect=answer[3] == 1)
