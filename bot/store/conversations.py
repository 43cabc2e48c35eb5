"""A conversation as an operator sees it: lines with the receipts of what carried them, remarks, and who speaks now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.model.contact import Contact
from bot.model.ids import ContactId, EventId
from bot.model.session import Session
from bot.model.transcript import Line, Remark
from bot.store.codec import Codec, Damaged, Stored, UnknownSchema
from bot.store.mailbox import KEPT, REMEMBERED
from bot.store.operation import Operation, operation

MOST_REMARKS = 100
"""Remarks that are kept about a contact."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far a delivery came, and what policy or its provider said of it."""

    status: str
    attempts: int
    error: str = ""
    repeated: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line, and the receipt of what carried it, if that is still kept."""

    line: Line
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said and noted, oldest first, and where the conversation stands; what is damaged is left out."""

    said: tuple[Told, ...]
    remarks: tuple[Remark, ...]
    contact: Contact
    session: Session


@dataclass(frozen=True, slots=True)
class Glance:
    """A conversation as it is stored: `stamp` differs as soon as anything of it does."""

    stamp: str
    answer: tuple[Any, ...]


class Conversations:
    """Operations on what operators see and note."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def glance(self, contact: ContactId, lines: int) -> Operation[Glance]:
        """Look whether a conversation changed, without opening any seal."""
        return operation("read_conversation", (), (contact, lines), _glanced)

    def read(self, contact: ContactId, glance: Glance) -> Conversation:
        """Open what was glanced at."""
        lines, remarks, record, session = glance.answer
        told = [(self._opened(line, Line), _receipt(sent)) for line, sent in lines]
        noted = [self._opened(one, Remark) for one in remarks]
        return Conversation(
            tuple(Told(line, receipt) for line, receipt in told if line),
            tuple(one for one in noted if one),
            (record and self._opened(record, Contact)) or Contact(contact),
            (session and self._opened(session, Session)) or Session(contact),
        )

    def remark(self, contact: ContactId, once: EventId, remark: Remark) -> Operation[bool]:
        """Keep a remark about a contact, once for each id; answers whether it is new."""
        arguments = (REMEMBERED, contact, self._codec.write(remark), MOST_REMARKS, KEPT)
        return operation("remark", (f"seen:{once}",), arguments, lambda answer: answer == 1)

    def _opened(self, stored: bytes, kind: type[Stored]) -> Stored | None:
        try:
            return self._codec.read(stored, kind)
        except (Damaged, UnknownSchema):
            return None


def _glanced(answer: list[Any]) -> Glance:
    return Glance(hashlib.sha256(repr(answer).encode()).hexdigest()[:32], tuple(answer))


def _receipt(sent: Sequence[bytes | None]) -> Receipt | None:
    if not sent or sent[0] is None:
        return None
    status, attempts, error, repeated, not_before = (one.decode() if one else "" for one in sent)
    later = datetime.fromtimestamp(int(not_before) / 1000, UTC) if not_before else None
    return Receipt(status, int(attempts or 0), error, repeated == "1", later)
