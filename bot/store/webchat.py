"""The web chat's streams and the tickets that open its socket."""

from typing import Any

from bot.store.operation import Operation, operation

FRAMES = 500
SECONDS = 30 * 86400
TICKET_SECONDS = 30


def append(visitor: str, delivery: str, frame: bytes) -> Operation[str]:
    """Append a frame to a visitor's stream, exactly once per delivery; answers the entry's id."""
    keys = (f"chat:{visitor}", f"chat:sent:{delivery}")
    return operation("chat_append", keys, (visitor, frame, FRAMES, SECONDS), bytes.decode)


def read(visitor: str, after: str, limit: int = 200) -> Operation[tuple[tuple[str, bytes], ...]]:
    """Return the frames after an entry id ("0" for all), oldest first."""
    return operation("chat_read", (f"chat:{visitor}",), (after, limit), _pairs)


def issue_ticket(ticket: str, visitor: str) -> Operation[None]:
    """Keep a ticket for half a minute. `ticket` is the hash of what the browser holds."""
    return operation("ticket_issue", (f"ticket:{ticket}",), (visitor, TICKET_SECONDS), lambda _: None)


def redeem_ticket(ticket: str) -> Operation[str | None]:
    """Return whose ticket it is, once."""
    return operation("ticket_redeem", (f"ticket:{ticket}",), (), lambda was: None if was is None else was.decode())


def _pairs(answer: list[Any]) -> tuple[tuple[str, bytes], ...]:
    return tuple((answer[i].decode(), answer[i + 1]) for i in range(0, len(answer), 2))
