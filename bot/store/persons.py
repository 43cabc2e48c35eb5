"""Everything that lies here about one person: found, read, and taken away."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from bot.model.audit import Note
from bot.model.consent import Entry
from bot.model.contact import Contact
from bot.model.ids import ContactId
from bot.model.order import Order
from bot.store.codec import Codec, Damaged, UnknownSchema
from bot.store.mailbox import Mailbox
from bot.store.operation import Operation, operation
from channels.messages import Address

Read = TypeVar("Read")

HELD_MS = 60_000
"""How long a person who is to go stays in our hands."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One key with what it holds: pairs for a hash, a sorted set or a stream, single values for the rest."""

    key: str
    kind: str
    content: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it, as it is stored."""

    contact: ContactId
    found: tuple[Stored, ...]

    @property
    def fields(self) -> dict[bytes, bytes]:
        """Return the contact's own record, empty where there is none."""
        return dict(next((one.content for one in self.found if one.key == f"contact:{self.contact}"), ()))

    def values(self, name: str) -> tuple[bytes, ...]:
        """Return the stored values of the contact's `orders` or `consents`."""
        found = next((one for one in self.found if one.key == f"{name}:{self.contact}"), Stored("", "", ()))
        return tuple(dict(found.content).values()) if found.kind == "hash" else found.content

    @property
    def former(self) -> tuple[ContactId, ...]:
        """Return contacts whose address went over to this one when its account was proven."""
        return tuple(ContactId(name) for name in self._named("was:"))

    def came_from(self, former: ContactId) -> frozenset[str]:
        """Return what stands for the addresses that came over from a former contact, as long as that can be undone."""
        merges = self.fields.get(f"was:{former}".encode(), b"").decode().split()
        return frozenset(merge.partition("@")[0] for merge in merges)

    @property
    def visitors(self) -> tuple[str, ...]:
        """Return who this person was in the web chat."""
        return tuple(value.decode() for name, value in self.fields.items() if name.startswith(b"at:") and value)

    @property
    def look_ups(self) -> tuple[str, ...]:
        """Return the keys that may name this contact."""
        boxes = (one.content for one in self.found if one.key == f"mailbox:{self.contact}")
        waiting = {f"address:{entry.split(b'|')[1].decode()}" for entries in boxes for entry in entries}
        return (*sorted(waiting), *(f"address:{name}" for name in self._named("at:")), *self._named("by:"))

    @property
    def timers(self) -> tuple[bytes, ...]:
        """Return its timers, whole."""
        return next((one.content for one in self.found if one.key == "timers"), ())

    def _named(self, prefix: str) -> tuple[str, ...]:
        names = (name.decode() for name in self.fields)
        return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as an operator looks at them: who they are, their orders, and what they ever said of consents.

    `contact` is None where the record cannot be read. Orders are newest first, consents oldest first.
    """

    contact: Contact | None
    orders: tuple[Order, ...]
    consents: tuple[Entry, ...]


class Persons:
    """Operations on all of a person."""

    def __init__(self, codec: Codec, mailbox: Mailbox) -> None:
        self._codec = codec
        self._mailbox = mailbox
        self.sealer = codec.sealer

    def by_phone(self, phone: str) -> Operation[ContactId | None]:
        """Find who writes from a number (E.164), by SMS or WhatsApp."""
        hashes = [self._mailbox.address_hash(Address(channel, phone)) for channel in ("sms", "whatsapp")]
        return operation("find_contact", tuple(f"address:{one}" for one in hashes), (), _found)

    def by_meter(self, meter: str) -> Operation[ContactId | None]:
        """Find who proved to own a meter."""
        key = f"meter:{self._codec.sealer.pseudonym('meter', meter)}"
        return operation("find_contact", (key,), (), _found)

    def seize(self, contact: ContactId) -> Operation[str | None]:
        """Take a contact out of everybody's hands; answers the token, None while somebody is at it."""
        arguments = (contact, HELD_MS)
        return operation("seize", (), arguments, lambda tokens: None if tokens is None else tokens[0].decode())

    def dossier(self, contact: ContactId) -> Operation[Dossier]:
        """Read everything about a contact."""
        return operation("dossier", (), (contact,), lambda answer: Dossier(contact, tuple(_stored(answer))))

    def record(self, contact: ContactId) -> Operation[Dossier]:
        """Read who a contact is, their orders and their consents: as quick in a large town as in a small one."""
        return operation("dossier", (), (contact, 1), lambda answer: Dossier(contact, tuple(_stored(answer))))

    def erase(self, dossier: Dossier, token: str, note: Note | None) -> Operation[bool]:
        """Take everything away at once, under the token of `seize`; with a note, leave a tombstone."""
        entry = {"body": "", "mark": ""} if note is None else self._mailbox.audit.fields(note)
        keys = [one.key for one in dossier.found if one.key != "timers"]
        arguments = (
            dossier.contact,
            token,
            orjson.dumps(keys),
            orjson.dumps([timer.decode() for timer in dossier.timers]),
            orjson.dumps(dossier.look_ups),
            orjson.dumps(dossier.visitors),
            "" if note is None else self.pseudonym(dossier.contact),
            entry["body"],
            entry["mark"],
            orjson.dumps(self._stopped(dossier)),
        )
        return operation("erase", (), arguments, lambda answer: answer == 1)

    def pseudonym(self, contact: ContactId) -> str:
        """Return what stands for a contact in the audit and on its tombstone."""
        return self._codec.sealer.pseudonym("audit", contact)

    def has_account(self, dossier: Dossier) -> bool:
        """Whether this contact proved an account of its own; what cannot be read counts as one."""
        try:
            record = self._record(dossier)
        except (Damaged, UnknownSchema):
            return True
        return record is not None and record.identity is not None

    def _stopped(self, dossier: Dossier) -> dict[str, int]:
        """Return where this person opted out, and when in ms, by hash: also what was said before there was a list."""
        try:
            record = self._record(dossier)
        except (Damaged, UnknownSchema):
            return {}  # the list of stopped addresses holds it already
        return {
            self._mailbox.address_hash(known.address): int(known.opted_out_at.timestamp() * 1000)
            for known in (record.addresses if record else ())
            if known.opted_out_at is not None
        }

    def _record(self, dossier: Dossier) -> Contact | None:
        record = dossier.fields.get(b"contact")
        return None if record is None else self._codec.read(record, Contact)

    def profile(self, dossier: Dossier, formers: Iterable[Dossier] = ()) -> Profile:
        """Return a person; `formers` are contacts that were only another name of theirs."""
        contact = next(iter(self._readable((dossier.fields.get(b"contact", b""),), Contact)), None)
        orders = self._readable(dossier.values("orders"), Order)
        entries = [one for some in (*formers, dossier) for one in self._readable(some.values("consents"), Entry)]
        return Profile(
            contact,
            tuple(sorted(orders, key=lambda order: order.placed_at, reverse=True)),
            tuple(sorted(entries, key=lambda entry: entry.at)),
        )

    def _readable(self, stored: Iterable[bytes], kind: type[Read]) -> Iterable[Read]:
        """Yield what can be read; what is damaged is set aside at the person's next word."""
        for one in stored:
            with suppress(Damaged, UnknownSchema):
                yield self._codec.read(one, kind)

    def merged(self, dossier: Dossier, former: ContactId) -> tuple[Address, ...]:
        """Return the addresses that came over from a former contact and are still this one's."""
        found, record = dossier.came_from(former), dossier.fields.get(b"contact")
        if not found or record is None:
            return ()
        known = self._codec.read(record, Contact).addresses
        return tuple(one.address for one in known if self._mailbox.address_hash(one.address) in found)

    def clear(self, dossier: Dossier) -> dict[str, object]:
        """Return everything with its seals opened, as JSON's types, by key."""
        return {one.key: self._opened(one) for one in dossier.found if one.content}

    def _opened(self, one: Stored) -> object:
        opened = self._codec.sealer.opened
        if one.kind in {"hash", "zset"}:
            return {name.decode(): opened(value) for name, value in one.content}
        if one.kind == "stream":
            return {number.decode(): [opened(value) for value in values] for number, values in one.content}
        return [opened(value) for value in one.content]


def _found(answer: bytes | None) -> ContactId | None:
    return None if answer is None else ContactId(answer.decode())


def _stored(answer: Iterable[list[Any]]) -> Iterable[Stored]:
    for key, kind, content in answer:
        pairs: Sequence[Any] = content
        if kind in {b"hash", b"zset"}:
            pairs = list(zip(content[::2], content[1::2], strict=True))
        if kind == b"stream":
            pairs = [(number, fields[1::2]) for number, fields in content]
        yield Stored(key.decode(), kind.decode(), tuple(pairs))
