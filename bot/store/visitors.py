"""Who a browser of the web chat is: an opaque token that only the browser holds, and what the store knows of it.

The visitor's id is its address and stays; the token that opens it is exchanged when an account is proven, and the old
one is refused from then on. The store knows tokens by their hashes alone.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.store.operation import Operation, operation
from bot.store.runners import Blocking
from channels.messages import Address

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
EXCHANGE_MS = 10 * MINUTE_MS
"""How long the browser that typed a code has to fetch its new token."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a token is good, in ms: unused, with an account and without; in all, with an account.

    One that no browser has brought back yet is `unclaimed`; one without an account is exchanged at the next visit once
    it is of `renewed_after`.
    """

    account_pause: int = 30 * MINUTE_MS
    account_longest: int = DAY_MS
    pause: int = 30 * DAY_MS
    unclaimed: int = 60 * MINUTE_MS
    renewed_after: int = DAY_MS


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor under a good token; `key` is the token's hash."""

    visitor: str
    key: str
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit whose browser must be given a token that it does not have yet."""

    visit: Visit
    token: str


class VisitEnded(Exception):
    """The token is no longer good: exchange it, or begin anew."""


class Exchanged(StrEnum):
    """What became of an exchange."""

    NEW = "new"
    KEPT = "kept"
    WAIT = "wait"
    GONE = "gone"


class Wait(Exception):
    """An account was proven under this token; only the browser that typed the code goes on as its `visitor`."""

    def __init__(self, visitor: str) -> None:
        super().__init__("the token must be exchanged first")
        self.visitor = visitor


@dataclass(frozen=True, slots=True)
class _Found:
    visitor: str
    proven: bool
    exchange: bool


def key_of(token: str) -> str:
    """Return what the store knows a token by."""
    return hashlib.sha256(token.encode()).hexdigest()


class Visitors:
    """The visitors' tokens. `seen` gives what stands for a message's native id in the store. All raise Unavailable."""

    def __init__(self, runner: Blocking, seen: Callable[[Address, str], str], limits: Limits | None = None) -> None:
        self._runner = runner
        self._seen = seen
        self._limits = limits or Limits()

    def new(self) -> Opened:
        """Open a new visitor."""
        visitor, token = secrets.token_hex(32), _new_token()
        key = key_of(token)
        arguments = (visitor, key, self._limits.unclaimed)
        keys = (f"token:{key}", f"visitor:{visitor}")
        self._runner.run(operation("token_issue", keys, arguments, lambda _: None))
        return Opened(Visit(visitor, key), token)

    def look(self, token: str) -> Visit | None:
        """Return whose token it is and count it as used; None: it is not good, or not any more."""
        return self.still(key_of(token))

    def still(self, key: str) -> Visit | None:
        """Do the same by the token's hash."""
        found = self._runner.run(self._found(key, use=True))
        return None if found is None or found.exchange else Visit(found.visitor, key, found.proven)

    def exchange(self, token: str, said: Sequence[str]) -> Visit | Opened:
        """Return the visit, with a new token where it is time for one; a visitor who is gone begins anew.

        `said` are this browser's own ids of its last messages: who typed a code is known by them. Raises Wait.
        """
        key = key_of(token)
        found = self._runner.run(self._found(key, use=False))
        if found is None:
            return self.new()
        fresh, limits = _new_token(), self._limits
        times = (limits.account_pause, limits.pause, limits.account_longest, limits.renewed_after)
        own = [self._seen(Address("web", found.visitor), f"{found.visitor}:{one}") for one in said]
        keys = (f"token:{key}", f"token:{key_of(fresh)}")
        came = self._runner.run(operation("token_exchange", keys, (key_of(fresh), *times, *own), _exchanged))
        match came:
            case Exchanged.NEW:
                return Opened(Visit(found.visitor, key_of(fresh), found.proven), fresh)
            case Exchanged.KEPT:
                return Visit(found.visitor, key, found.proven)
            case Exchanged.WAIT:
                raise Wait(found.visitor)
        return self.new()

    def end(self, key: str) -> None:
        """Refuse a token from now on; its sockets close."""
        self._runner.run(operation("token_end", (f"token:{key}",), (), lambda _: None))

    def _found(self, key: str, *, use: bool) -> Operation[_Found | None]:
        limits = self._limits
        arguments = ("1" if use else "", limits.account_pause, limits.pause, limits.account_longest)
        return operation("token_look", (f"token:{key}",), arguments, _read_found)


def _new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def _exchanged(answer: bytes) -> Exchanged:
    return Exchanged(answer.decode())


def _read_found(answer: list[Any] | None) -> _Found | None:
    if answer is None:
        return None
    visitor, proven, exchange = answer
    return _Found(visitor.decode(), proven == b"1", exchange == b"1")
