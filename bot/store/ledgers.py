"""The ledgers of campaigns: who is in them, what became of each, and what is put into outboxes when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from bot.model.campaign import Campaign
from bot.model.contact import Contact
from bot.model.delivery import Delivery
from bot.model.ids import ContactId
from bot.model.order import Order
from bot.model.turn import Case
from bot.store.codec import Codec, Damaged, UnknownSchema
from bot.store.effects import address_hash, case_fields, delivery_fields, text
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation
from channels.messages import Address

LONGEST = 400 * 86400
"""Seconds that a ledger lives at most, also one that nobody ever ends."""
AT_ONCE = 20
"""Chunks of one campaign that are given out in one look."""
AGAIN_MS = 15_000
"""A chunk that a worker took and did not finish is given out again after so long."""
PHONES = ("sms", "whatsapp")
CONTACTS = 200
"""Contacts that one step of a scan looks at."""


class State(StrEnum):
    """Where a campaign stands."""

    LISTING = "listing"  # its recipients are being written down; nothing is sent
    RUNNING = "running"
    FAILING = "failing"  # it failed too often: nothing is sent, and a case is about to be opened
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipient as it is written down: `fate` is "pending", or why nothing is sent."""

    contact: ContactId
    due: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    fate: str = "pending"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that waits. `contact` is None for somebody who is here no more; `tried` are channels that failed."""

    number: int
    contact: Contact | None
    due: datetime
    values: Mapping[str, str]
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of a chunk that are due; nothing is sent of one that is not running."""

    state: State | None
    campaign: Campaign | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """A row's delivery, the channels tried with it, whether another is left, its segments, and what a "yes" starts."""

    row: int
    delivery: Delivery
    tried: tuple[str, ...]
    more: bool
    units: int
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A row that gets nothing, and why."""

    row: int
    fate: str


@dataclass(frozen=True, slots=True)
class Due:
    """Chunks to be put into outboxes now, and campaigns that fail too often."""

    chunks: tuple[tuple[str, int], ...]
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A ledger without its rows: how many have each fate; the sum is `total`."""

    state: State
    campaign: Campaign
    total: int
    fates: Mapping[str, int]
    did: Mapping[str, int]
    units: int
    billed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody that a scan came by."""

    contact: Contact
    orders: tuple[Order, ...]


class Ledgers:
    """Operations on ledgers."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def open(self, campaign: Campaign) -> Operation[bool]:
        """Begin a campaign's ledger; answers whether there was none of its name."""
        body, stops = self._codec.write(campaign), campaign.stops
        bounds = (stops.failed_percent, stops.after, stops.opted_out_percent)
        words = (campaign.ledger, body, LONGEST, campaign.speed, *bounds)
        return operation("open_ledger", (), words, lambda answer: answer == 1)

    def enlist(self, ledger: str, listed: Sequence[Listed]) -> Operation[int]:
        """Write recipients down, each once; answers how many were new, -1 where the ledger is closed."""
        rows = [
            {"contact": one.contact, "at": _ms(one.due), "values": self._sealed(one.values), "fate": one.fate}
            for one in listed
        ]
        return operation("enlist", (), (ledger, LONGEST, orjson.dumps(rows)), int)

    def turn(self, ledger: str, to: State, of: Sequence[State], case: Case | None = None) -> Operation[bool]:
        """Bring a ledger into another state; answers whether it was in one of these."""
        fields = "" if case is None else orjson.dumps(case_fields(self._codec, case))
        return operation("turn_ledger", (), (ledger, to.value, orjson.dumps(of), fields), lambda answer: answer == 1)

    def due(self) -> Operation[Due]:
        """Give out chunks whose rows should go into outboxes now."""
        return operation("due_chunks", (), (AT_ONCE, AGAIN_MS, KEPT), _read_due)

    def chunk(self, ledger: str, chunk: int) -> Operation[Chunk]:
        """Return what is due of a chunk."""
        return operation("read_chunk", (), (ledger, chunk), self._read_chunk)

    def put(self, ledger: str, chunk: int, rows: Sequence[Put | Settled], last: int | None) -> Operation[int]:
        """Put a part of a chunk's rows into outboxes or settle them, each once; answers how many still waited.

        `last`: with the last part, how many rows were due in all.
        """
        fields = orjson.dumps([self._put(one) for one in rows])
        return operation("put_rows", (), (ledger, chunk, KEPT, fields, "" if last is None else last), int)

    def count(self, ledger: str) -> Operation[Count | None]:
        """Return how a ledger stands; None where there is none."""
        return operation("read_ledger", (), (ledger,), self._read_count)

    def names(self, most: int = 1000) -> Operation[tuple[str, ...]]:
        """Return the names of the last ledgers, oldest first."""
        return operation("list_ledgers", (), (most,), lambda names: tuple(name.decode() for name in names))

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
            yield Row(int(number), contact, _time(at), self._opened(values), channels)

    def _contact(self, record: bytes) -> Contact | None:
        """Read a person; one whose record is damaged is set aside at their next word, and gets nothing until then."""
        try:
            return self._codec.read(record, Contact)
        except (Damaged, UnknownSchema):
            return None

    def _read_count(self, answer: list[bytes]) -> Count | None:
        fields = {name.decode(): value for name, value in zip(answer[::2], answer[1::2], strict=True)}
        if "body" not in fields:
            return None

        def counted(prefix: str) -> Mapping[str, int]:
            found = {name.removeprefix(prefix): int(n) for name, n in fields.items() if name.startswith(prefix)}
            return {name: number for name, number in sorted(found.items()) if number}

        return Count(
            State(fields["state"].decode()),
            self._codec.read(fields["body"], Campaign),
            int(fields["total"]),
            counted("fate:"),
            counted("did:"),
            int(fields.get("units", 0)),
            counted("billed:"),
        )

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
    chunks, failing = answer
    return Due(tuple((name.decode(), int(chunk)) for name, chunk in chunks), tuple(name.decode() for name in failing))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _time(milliseconds: bytes) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
