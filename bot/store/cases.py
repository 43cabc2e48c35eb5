"""Open cases, for the desk: found by age, kind and owner, and claimed by one operator at a time."""

from dataclasses import dataclass
from typing import Any

from bot.model.audit import Note
from bot.model.ids import CaseId, ContactId
from bot.model.turn import Case, CaseKind, Owner
from bot.store.audit import Audit
from bot.store.codec import Codec
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation

NOBODY = ""
"""Owns what no operator has taken yet."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case, whose it is, and who sees to it; `open` is False once it was closed."""

    contact: ContactId
    case: Case
    owner: Owner | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list: those of a kind, of an owner (NOBODY: that nobody has taken), or all."""

    kind: CaseKind | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the cases that were wanted, oldest first, and how many there are."""

    total: int
    cases: tuple[OpenCase, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a case is the operator's now, and whose it is otherwise."""

    done: bool
    owner: Owner | None = None


class Cases:
    """Operations on cases."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._audit = Audit(codec.sealer)

    def some(self, wanted: Wanted, first: int, most: int) -> Operation[Listed]:
        """Return `most` open cases from the `first` on, counted from 0."""
        owner = "" if wanted.owner is None else self.owner(wanted.owner)
        arguments = (wanted.kind or "", "any" if wanted.owner is None else "of", owner, first, most)
        return operation("list_cases", (), arguments, lambda answer: Listed(answer[0], self._read_all(answer[1])))

    def open(self, limit: int = 100) -> Operation[tuple[OpenCase, ...]]:
        """Return open cases, oldest first."""
        arguments = ("", "any", "", 0, limit)
        return operation("list_cases", (), arguments, lambda answer: self._read_all(answer[1]))

    def find(self, case: CaseId) -> Operation[OpenCase | None]:
        """Return a case, open or closed."""
        return operation("read_case", (), (case,), lambda answer: None if answer is None else self._read(answer))

    def claim(self, case: CaseId, seen: str, owner: Owner | None, note: Note) -> Operation[Claim | None]:
        """Give a case from the operator who was `seen` to have it (NOBODY) to another, or to nobody.

        The audit notes it in the same step. None: the case is not open.
        """
        entry = self._audit.fields(note)
        new, owned = ("", "") if owner is None else (self.owner(owner.name), self._codec.write(owner))
        arguments = (case, self.owner(seen), new, owned, entry["body"], entry["mark"])
        return operation("claim_case", (), arguments, self._claimed)

    def close(self, case: CaseId) -> Operation[bool]:
        """Close a case; answers whether it was open."""
        return operation("close_case", (), (case, KEPT), lambda answer: answer == 1)

    def owner(self, name: str) -> str:
        """Return what stands for an operator in the index."""
        return self._codec.sealer.pseudonym("operator", name) if name else NOBODY

    def _claimed(self, answer: list[Any] | None) -> Claim | None:
        return None if answer is None else Claim(answer[0] == 1, self._owner(answer[1]))

    def _owner(self, stored: bytes) -> Owner | None:
        return self._codec.read(stored, Owner) if stored else None

    def _read_all(self, answer: list[list[Any]]) -> tuple[OpenCase, ...]:
        return tuple(self._read(one) for one in answer)

    def _read(self, found: list[Any]) -> OpenCase:
        _, contact, body, owned, is_open = found
        case = self._codec.read(body, Case)
        return OpenCase(ContactId(contact.decode()), case, self._owner(owned), is_open == 1)
