"""The web chat's streams, what was said before, and the tickets that open its socket."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag

from bot.model.transcript import Line
from bot.store.codec import Codec, Damaged, UnknownSchema
from bot.store.effects import address_hash
from bot.store.operation import Operation, operation
from bot.store.runners import Blocking
from bot.store.sealing import Sealer
from bot.store.visitors import Visit, VisitEnded
from channels.messages import Address
from channels.webchat import CHANNEL, Told

FRAMES = 500
READ_AT_ONCE = 200
LINES = 200
SECONDS = 30 * 86400
TICKET_SECONDS = 30

log = structlog.get_logger()


def append(visitor: str, delivery: str, frame: bytes, sealer: Sealer) -> Operation[str]:
    """Append a frame, sealed, to a visitor's stream, exactly once per delivery; answers the entry's id."""
    keys = (f"chat:{visitor}", f"chat:sent:{delivery}")
    return operation("chat_append", keys, (visitor, sealer.seal(frame), FRAMES, SECONDS), bytes.decode)


def read(visitor: str, after: str, sealer: Sealer, key: str | None = None) -> Operation[tuple[tuple[str, bytes], ...]]:
    """Return the frames after an entry id ("0" for all), oldest first, without those that cannot be opened.

    `key` is the hash of the token of whoever reads; without one, the house itself does. Raises VisitEnded.
    """
    keys = (f"chat:{visitor}",) if key is None else (f"chat:{visitor}", f"token:{key}")

    def frames(answer: list[Any] | None) -> tuple[tuple[str, bytes], ...]:
        if answer is None:
            raise VisitEnded
        return tuple(_opened(answer, sealer))

    return operation("chat_read", keys, (after, READ_AT_ONCE), frames)


def history(visit: Visit, codec: Codec) -> Operation[tuple[Told, ...]]:
    """Return what was said in the web chat so far and does not lie on the visitor's stream. Raises VisitEnded.

    Before a proof that is what this visitor said; afterwards also earlier visits of the account's.
    """
    keys = (f"token:{visit.key}", f"address:{address_hash(codec, Address(CHANNEL, visit.visitor))}")

    def told(answer: list[Any] | None) -> tuple[Told, ...]:
        if answer is None:
            raise VisitEnded
        return tuple(_told(_lines(answer, codec), visit))

    return operation("chat_history", keys, (visit.visitor, LINES), told)


def issue_ticket(ticket: str, visitor: str) -> Operation[None]:
    """Keep a ticket for half a minute. `ticket` is the hash of what the browser holds."""
    return operation("ticket_issue", (f"ticket:{ticket}",), (visitor, TICKET_SECONDS), lambda _: None)


def redeem_ticket(ticket: str) -> Operation[str | None]:
    """Return whose ticket it is, once."""
    return operation("ticket_redeem", (f"ticket:{ticket}",), (), lambda was: None if was is None else was.decode())


class ChatStreams:
    """The web chat's frames, for the sockets of one process."""

    def __init__(self, runner: Blocking, codec: Codec) -> None:
        self._runner = runner
        self._codec = codec

    def read(self, visitor: str, after: str, key: str | None = None) -> tuple[tuple[str, bytes], ...]:
        """Return a visitor's frames after an entry id, oldest first. Raises Unavailable, VisitEnded."""
        return self._runner.run(read(visitor, after, self._codec.sealer, key))

    def history(self, visit: Visit) -> tuple[Told, ...]:
        """Return what was said before, oldest first. Raises Unavailable, VisitEnded."""
        return self._runner.run(history(visit, self._codec))

    def listen(self) -> Iterator[str]:
        """Yield visitors that have something new, for ever. Raises Unavailable when the connection is lost."""
        return self._runner.listen("chat")


class Tickets:
    """Single-use tickets that open a socket; the store sees only their hashes."""

    def __init__(self, runner: Blocking) -> None:
        self._runner = runner

    def issue(self, visitor: str) -> str:
        """Return a ticket for half a minute. Raises Unavailable."""
        ticket = secrets.token_urlsafe(24)
        self._runner.run(issue_ticket(_hashed(ticket), visitor))
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """Return whose ticket it is, once. Raises Unavailable."""
        return self._runner.run(redeem_ticket(_hashed(ticket)))


def _lines(answer: Iterable[bytes], codec: Codec) -> Iterator[Line]:
    for line in answer:
        try:
            yield codec.read(line, Line)
        except (Damaged, UnknownSchema):
            log.exception("line_damaged")


def _told(lines: Iterable[Line], visit: Visit) -> Iterator[Told]:
    for line in lines:
        own, earlier = line.who == "customer", line.address.id != visit.visitor
        shown = visit.proven if earlier else own  # the bot's words of this visit lie on the stream
        if line.address.channel == CHANNEL and shown:
            yield Told(line.text, line.at, own=own, earlier=earlier)


def _opened(answer: list[Any], sealer: Sealer) -> Iterator[tuple[str, bytes]]:
    for place in range(0, len(answer), 2):
        entry = answer[place].decode()
        try:
            yield entry, sealer.open(answer[place + 1].decode())
        except (KeyError, ValueError, InvalidTag):
            log.exception("chat_frame_damaged", entry=entry)


def _hashed(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
