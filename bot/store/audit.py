"""The audit: append-only, each entry chained to the one before, under a keyed mark of its own; see decision 8.

`audit` is a stream of (body, mark, hash) under its number; `audit:head` the last number and hash; `audit:seals` keyed
marks over the head, made every minute; `audit:start` what stood before the first entry that is still kept.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from bot.model.audit import Note
from bot.store.operation import Operation, operation
from bot.store.sealing import Sealer

SEALS = 1000
READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored."""

    number: str
    body: bytes
    mark: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain: a number, and the hash of everything up to it."""

    number: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What stands beside the entries: where the chain begins and ends, and its seals."""

    start: tuple[bytes, ...]
    head: tuple[bytes, ...]
    seals: tuple[bytes, ...]


class Broken(Exception):
    """The audit was changed; the message names the first place where it shows."""


class Audit:
    """Operations on the audit. Its keyed marks come from the sealer's key, which Redis never sees."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def fields(self, note: Note) -> dict[str, str]:
        """Return an entry as the scripts want it: its body without a name, and its mark."""
        body = {
            "id": note.id,
            "at": note.at.isoformat(),
            "act": note.act.value,
            "who": self._sealer.pseudonym("audit", note.contact) if note.contact else "",
            "about": note.about,
            "by": self._sealer.pseudonym("operator", note.by) if note.by else "",
        }
        text = orjson.dumps(body).decode()
        return {"body": text, "mark": self._mark("entry", text)}

    def append(self, note: Note) -> Operation[int]:
        """Write one entry that belongs to no turn; answers its number."""
        fields = self.fields(note)
        return operation("audit_append", (), (fields["body"], fields["mark"]), int)

    def read(self, after: str) -> Operation[tuple[Entry, ...]]:
        """Return entries after a number ("0" for all), oldest first; not all of them at once."""
        return operation("audit_read", (), (after, READ_AT_ONCE), _read_entries)

    def state(self) -> Operation[State]:
        """Return what stands beside the entries."""
        return operation("audit_state", (), (), _read_state)

    def head(self) -> Operation[Head]:
        """Return the last place of the chain."""
        return operation("audit_state", (), (), lambda answer: _head(tuple(answer[1])))

    def seal(self, head: Head, at: datetime) -> Operation[None]:
        """Put a keyed mark over everything up to a place, so that nobody without the key can shorten or redo it."""
        seal = f"{head.number}|{head.hash}|{at.isoformat()}"
        return operation("audit_seal", (), (f"{seal}|{self._mark('seal', seal)}", SEALS), lambda _: None)

    def forget(self, until: Entry) -> Operation[bool]:
        """Drop the entries up to and with this one: their time is over. The rest stays verifiable."""
        start = f"{until.number.partition('-')[0]}|{until.hash.decode()}"
        arguments = (until.number, *start.split("|"), self._mark("start", start))
        return operation("audit_forget", (), arguments, lambda answer: answer == 1)

    def begin(self, state: State) -> Head:
        """Return the place before the first entry that is kept. Raises Broken."""
        if not state.start:
            return Head()
        number, hashed, mark = (one.decode(errors="replace") for one in state.start)
        if not hmac.compare_digest(self._mark("start", f"{number}|{hashed}"), mark):
            raise Broken("the mark of where the audit begins")
        return Head(int(number), hashed)

    def follow(self, head: Head, entry: Entry) -> Head:
        """Return the place after an entry. Raises Broken."""
        number = head.number + 1
        if entry.number != f"{number}-0":
            raise Broken(f"entry {number}: {entry.number} stands in its place")
        mark = self._mark("entry", entry.body.decode(errors="replace"))
        if not hmac.compare_digest(mark.encode(), entry.mark):
            raise Broken(f"entry {number}: it is not what was written")
        hashed = _chained(head.hash, number, entry)
        if not hmac.compare_digest(hashed.encode(), entry.hash):
            raise Broken(f"entry {number}: the chain does not hold")
        return Head(number, hashed)

    def sealed(self, state: State) -> dict[int, str]:
        """Return the hashes that the seals vouch for, by number. Raises Broken."""
        found: dict[int, str] = {}
        for place, seal in enumerate(state.seals, 1):
            said, _, mark = seal.decode(errors="replace").rpartition("|")
            if not hmac.compare_digest(self._mark("seal", said).encode(), mark.encode()):
                raise Broken(f"seal {place}: it is not what was written")
            number, hashed, _ = said.split("|")
            found[int(number)] = hashed
        return found

    def _mark(self, kind: str, text: str) -> str:
        return self._sealer.mac("audit", kind, text)


def ends_well(head: Head, state: State, vouched: dict[int, str]) -> None:
    """Hold the end of a followed chain against what stands beside it. Raises Broken."""
    if _head(state.head) != head:
        raise Broken(f"entry {head.number + 1}: the head names another end")
    if vouched and max(vouched) > head.number:
        raise Broken(f"entry {head.number + 1}: it was sealed and is missing")


def _chained(before: str, number: int, entry: Entry) -> str:
    said = b"|".join((before.encode(), str(number).encode(), entry.mark, entry.body))
    return hashlib.sha1(said, usedforsecurity=False).hexdigest()


def _read_entries(answer: Iterable[Any]) -> tuple[Entry, ...]:
    return tuple(Entry(number.decode(), *_three(fields)) for number, fields in answer)


def _three(fields: list[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return body, mark and hash, whatever somebody made of their names."""
    found = dict(zip(fields[::2], fields[1::2], strict=False))
    return found.get(b"body", b""), found.get(b"mark", b""), found.get(b"hash", b"")


def _read_state(answer: list[Any]) -> State:
    start, head, seals = answer
    return State(tuple(start), tuple(head), tuple(seals))


def _head(stored: tuple[bytes, ...]) -> Head:
    if not stored:
        return Head()
    number, hashed = stored
    return Head(int(number) if number.isdigit() else -1, hashed.decode(errors="replace"))
