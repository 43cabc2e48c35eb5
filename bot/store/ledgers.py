"""The ledgers of campaigns: who is in them, what became of each, and what is put into outboxes when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any

import orjson

from bot.model.audit import Note
from bot.model.campaign import Campaign
from bot.model.contact import Contact
from bot.model.ids import ContactId
from bot.model.order import Order
from bot.model.turn import Case
from bot.store.audit import Audit
from bot.store.codec import Codec, Damaged, UnknownSchema
from bot.store.counts import Count, State, named, read_count, read_counts, time_of
from bot.store.effects import address_hash, case_fields, delivery_fields, text
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation
from bot.store.rows import Chunk, Put, Rest, Row, Seen, Settled
from channels.messages import Address

LONGEST = 400 * 86400
"""Seconds that a ledger lives at most, also one that nobody ever ends."""
AT_ONCE = 20
"""Chunks of one campaign that are given out in one look."""
WAITING = 1000
"""Rows that may wait to leave: more than that would only be in the way of an event's notices."""
AGAIN_MS = 15_000
"""A chunk that a worker took and did not finish is given out again after so long."""
PHONES = ("sms", "whatsapp")
CONTACTS = 200
"""Contacts that one step of a scan looks at."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipient as it is written down: `fate` is "pending", or why nothing is sent.

    `plan` says what was planned (bot/store/counts.py), `units` are its SMS segments.
    """

    contact: ContactId
    due: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    fate: str = "pending"
    plan: str = ""
    units: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A worker's step over all contacts: from which cursor to which (b"0": that was all), and how many it looked at.

    `hold_ms`: after so long without another step, the next one is given to any worker.
    """

    before: bytes
    after: bytes
    looked: int
    hold_ms: int


@dataclass(frozen=True, slots=True)
class Due:
    """Chunks to be put into outboxes, campaigns that fail too often, and those whose recipients are to be listed."""

    chunks: tuple[tuple[str, int], ...]
    failing: tuple[str, ...]
    listing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody that a scan came by."""

    contact: Contact
    orders: tuple[Order, ...]


class Ledgers:
    """Operations on ledgers."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._audit = Audit(codec.sealer)

    def open(self, campaign: Campaign, note: Note | None = None, *, by_worker: bool = False) -> Operation[bool]:
        """Begin a campaign's ledger; answers whether there was none of its name.

        With a note it is proposed by its operator. `by_worker`: workers write its recipients down, step by step.
        """
        words = (campaign.ledger, self._codec.write(campaign), LONGEST, campaign.speed, *astuple(campaign.stops))
        return operation("open_ledger", (), (*words, *self._noted(note), int(by_worker)), lambda answer: answer == 1)

    def enlist(self, ledger: str, listed: Sequence[Listed], step: Step | None = None) -> Operation[int]:
        """Write recipients down, each once; answers how many were new, -1 where the ledger is closed.

        A worker's `step` is done once, and the last one proposes the campaign; -1 where another worker did it.
        """
        rows = [
            {
                "contact": one.contact,
                "at": _ms(one.due),
                "values": self._sealed(one.values),
                "fate": one.fate,
                "plan": one.plan,
                "units": one.units,
            }
            for one in listed
        ]
        words = (step.before, step.after, step.looked, step.hold_ms) if step else ()
        return operation("enlist", (), (ledger, LONGEST, orjson.dumps(rows), *words), int)

    def turn(
        self, ledger: str, to: State, of: Sequence[State], note: Note | None = None, case: Case | None = None
    ) -> Operation[bool]:
        """Bring a ledger into another state, noting in the audit who did it; answers whether it was in one of these.

        Out of PROPOSED, nobody launches what they proposed themselves: that is asked in the same step.
        """
        fields = "" if case is None else orjson.dumps(case_fields(self._codec, case))
        words = (ledger, to.value, orjson.dumps(of), fields, *self._noted(note))
        return operation("turn_ledger", (), words, lambda answer: answer == 1)

    def rows(self, ledger: str, first: int, many: int, *, ordered: bool = False) -> Operation[tuple[Seen, ...]]:
        """Return rows to look at, from a number on; `ordered`: with the orders of each."""
        return operation("read_rows", (), (ledger, first, many, int(ordered)), self._read_seen)

    def due(self) -> Operation[Due]:
        """Give out chunks whose rows should go into outboxes now."""
        return operation("due_chunks", (), (AT_ONCE, AGAIN_MS, KEPT, WAITING), _read_due)

    def chunk(self, ledger: str, chunk: int) -> Operation[Chunk]:
        """Return what is due of a chunk."""
        return operation("read_chunk", (), (ledger, chunk), self._read_chunk)

    def put(self, ledger: str, chunk: int, rows: Sequence[Put | Settled], rest: Rest | None) -> Operation[int]:
        """Put a part of a chunk's rows into outboxes or settle them, each once; answers how many still waited.

        `rest` goes with the last part.
        """
        fields = orjson.dumps([self._put(one) for one in rows])
        decided, until = ("", "{}") if rest is None else (rest.decided, _until(rest))
        return operation("put_rows", (), (ledger, chunk, KEPT, fields, decided, until), int)

    def count(self, ledger: str) -> Operation[Count | None]:
        """Return how a ledger stands; None where there is none."""
        return operation("read_ledger", (), (ledger,), lambda answer: read_count(self._codec, answer))

    def latest(self, most: int, after: int = 0) -> Operation[tuple[Count, ...]]:
        """Return how ledgers stand, the newest first, after so many."""
        return operation("list_ledgers", (), (most, after), lambda answer: read_counts(self._codec, answer))

    def scan(self, cursor: bytes = b"0") -> Operation[tuple[bytes, tuple[Person, ...]]]:
        """Return the next contacts of all, and where to go on (b"0": that was all); one may come twice."""
        return operation("scan_contacts", (), (cursor, CONTACTS), self._read_people)

    def person(self, *, contact: str = "", phone: str = "", meter: str = "") -> Operation[Person | None]:
        """Find one person, by the contact's id, the number they write from, or the meter they proved."""
        keys = [f"address:{address_hash(self._codec, Address(channel, phone))}" for channel in PHONES] if phone else []
        if meter:
            keys.append(f"meter:{self._codec.sealer.pseudonym('meter', meter)}")

        def read(answer: list[Any] | None) -> Person | None:
            return None if answer is None else next(self._people([(None, *answer)]), None)

        return operation("find_person", tuple(keys), (contact,), read)

    def _noted(self, note: Note | None) -> tuple[str, ...]:
        """Return who does something, as the scripts want it: pseudonym, sealed name, and the audit's entry."""
        if note is None:
            return "", "", "", ""
        entry, who = self._audit.fields(note), self._codec.sealer.pseudonym("operator", note.by)
        return who, named(self._codec, note.by), entry["body"], entry["mark"]

    def _put(self, one: Put | Settled) -> dict[str, object]:
        if isinstance(one, Settled):
            return {"row": str(one.row), "fate": one.fate}
        extra = {"tried": ",".join(one.tried), "more": "1" if one.more else "", "units": str(one.units)}
        delivery = {**delivery_fields(self._codec, one.delivery), **extra, "starts": one.starts}
        return {"row": str(one.row), "contact": one.delivery.contact, "delivery": delivery}

    def _sealed(self, values: Mapping[str, str]) -> str:
        return self._codec.sealer.seal(orjson.dumps(values)) if values else ""

    def _opened(self, values: bytes) -> Mapping[str, str]:
        found: Mapping[str, str] = orjson.loads(self._codec.sealer.open(text(values))) if values else {}
        return found

    def _read_chunk(self, answer: list[Any]) -> Chunk:
        state, body, rows = answer
        if not state:
            return Chunk(None, None, ())
        return Chunk(State(state.decode()), self._codec.read(body, Campaign), tuple(self._rows(rows)))

    def _rows(self, rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
        for number, _, at, values, tried, record in rows:
            contact = None if record is None else self._contact(record)
            channels = tuple(one for one in tried.decode().split(",") if one)
            yield Row(int(number), contact, time_of(at), self._opened(values), channels)

    def _read_seen(self, answer: list[list[Any]]) -> tuple[Seen, ...]:
        found = []
        for who, at, values, fate, record, orders in answer:
            contact = None if record is None else self._contact(record)
            ordered = tuple(self._orders(orders))
            due, opened = time_of(at), self._opened(values)
            found.append(Seen(ContactId(who.decode()), contact, due, opened, fate.decode(), ordered))
        return tuple(found)

    def _contact(self, record: bytes) -> Contact | None:
        """Read a person; one whose record is damaged is set aside at their next word, and gets nothing until then."""
        try:
            return self._codec.read(record, Contact)
        except (Damaged, UnknownSchema):
            return None

    def _read_people(self, answer: list[Any]) -> tuple[bytes, tuple[Person, ...]]:
        cursor, found = answer
        return cursor, tuple(self._people(found))

    def _people(self, found: Sequence[Sequence[Any]]) -> Iterator[Person]:
        for _, record, orders in found:
            contact = self._contact(record)
            if contact is not None:
                yield Person(contact, tuple(self._orders(orders)))

    def _orders(self, stored: Sequence[bytes]) -> Iterator[Order]:
        for one in stored:
            try:
                yield self._codec.read(one, Order)
            except (Damaged, UnknownSchema):
                continue


def _read_due(answer: list[Any]) -> Due:
    chunks, *names = answer
    failing, listing = (tuple(name.decode() for name in some) for some in names)
    return Due(tuple((name.decode(), int(chunk)) for name, chunk in chunks), failing, listing)


def _until(rest: Rest) -> bytes:
    return orjson.dumps({str(one.row): _ms(one.until) for one in rest.waits})


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
