"""Open cases, for the desk."""

from dataclasses import dataclass
from typing import Any

from bot.model.ids import CaseId, ContactId
from bot.model.turn import Case
from bot.store.codec import Codec
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case and whose it is."""

    contact: ContactId
    case: Case


class Cases:
    """Operations on cases."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def open(self, limit: int = 100) -> Operation[tuple[OpenCase, ...]]:
        """Return open cases, oldest first."""
        return operation("list_cases", (), (limit,), self._read)

    def close(self, case: CaseId) -> Operation[bool]:
        """Close a case; answers whether it was open."""
        return operation("close_case", (), (case, KEPT), lambda answer: answer == 1)

    def _read(self, answer: list[list[Any]]) -> tuple[OpenCase, ...]:
        return tuple(
            OpenCase(ContactId(contact.decode()), self._codec.read(body, Case)) for _, contact, _, body in answer
        )
