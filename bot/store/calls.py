"""Tool calls: asked for in a turn, run by a worker, and put again when no result came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.model.event import ToolFinished
from bot.model.ids import CallId, ContactId
from bot.store.codec import Codec
from bot.store.mailbox import KEPT, Mailbox
from bot.store.operation import Operation, operation
from tools.contract import Request


@dataclass(frozen=True, slots=True)
class Started:
    """A call that a worker took. `attempted`: a write of it was begun before, and nobody knows how it ended."""

    contact: ContactId
    request: Request
    attempted: bool


class Calls:
    """Operations on tool calls."""

    def __init__(self, codec: Codec, mailbox: Mailbox) -> None:
        self._codec = codec
        self._mailbox = mailbox

    def start(self, call: CallId, limit_ms: int) -> Operation[Started | None]:
        """Take a call; None: it is done, or another worker is at it."""
        return operation("start_call", (), (call, limit_ms), self._read_started)

    def hold(self, calls: Sequence[CallId], limit_ms: int) -> Operation[None]:
        """Say that these calls still are under way, each for so long from now."""
        return operation("hold_calls", (), (limit_ms, *calls), lambda _: None)

    def journal(self, call: CallId) -> Operation[bool]:
        """Note that a write is begun, before it is; to be run durably. False: one was begun before."""
        return operation("journal", (), (call,), lambda answer: answer == 1)

    def finish(self, event: ToolFinished) -> Operation[bool]:
        """Put the result into the contact's mailbox, once."""
        arguments = (event.call, self._mailbox.entry(event), KEPT)
        return operation("finish_call", (), arguments, lambda answer: answer == 1)

    def overdue(self, limit: int, pause_ms: int) -> Operation[tuple[CallId, ...]]:
        """Return calls that should have a result and have none."""
        return operation(
            "overdue_calls", (), (limit, pause_ms), lambda found: tuple(CallId(call.decode()) for call in found)
        )

    def _read_started(self, answer: list[Any] | None) -> Started | None:
        if answer is None:
            return None
        contact, request, journal = answer
        asked = self._codec.read(request, cast("type[Any]", Request))
        return Started(ContactId(contact.decode()), asked, attempted=journal != b"")
