"""Operators' sessions at the console, and how often somebody tried to sign in.

The store knows tokens by their hashes and operators by pseudonyms: neither lies there in clear.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.model.audit import Note
from bot.store.audit import Audit
from bot.store.operation import Operation, operation

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in ms: a session's longest pause and longest life, and how long a proof lets one see personal data.

    `free` tries in a row, of one name or from one place, may be wrong; then each further one waits, `wait` at first and
    twice as long each time, `longest_wait` at most. Tries are `remembered` for so long after the last. `code_kept`: for
    so long it is known which code was used last, so that none counts twice; it outlives every code.
    """

    pause: int = 30 * MINUTE_MS
    longest: int = 12 * 60 * MINUTE_MS
    proof: int = 5 * MINUTE_MS
    free: int = 5
    wait: int = MINUTE_MS
    longest_wait: int = 15 * MINUTE_MS
    remembered: int = 24 * 60 * MINUTE_MS
    code_kept: int = 10 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Console:
    """A session that is good: under which key, whose, and whether personal data may be shown."""

    key: str
    who: str
    mark: str
    proven: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What was right: whose (a pseudonym, the mark of their credentials), and the step of a code if there is one."""

    who: str
    mark: str
    step: int | None


@dataclass(frozen=True, slots=True)
class Other:
    """One of an operator's sessions: since when, and for how long in ms it was not used."""

    key: str
    since: datetime
    unused: int


class Opened(StrEnum):
    """What became of opening a session."""

    OPENED = "opened"
    USED = "used"
    GONE = "gone"


def new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def key_of(token: str) -> str:
    """Return what the store knows a session by."""
    return f"console:{hashlib.sha256(token.encode()).hexdigest()}"


class Consoles:
    """Operations on sessions. What changes one writes its entry of the audit in the same step."""

    def __init__(self, audit: Audit, limits: Limits | None = None) -> None:
        self._audit = audit
        self.limits = limits or Limits()

    def attempt(self, *subjects: str) -> Operation[int]:
        """Take a try at these subjects' expense (pseudonyms of a name and of a place); answers the ms to wait, or 0."""
        limits = self.limits
        arguments = (limits.free, limits.wait, limits.longest_wait, limits.remembered)
        return operation("console_try", tuple(f"signing:{one}" for one in subjects), arguments, int)

    def sign_in(
        self, token: str, before: str | None, proof: Proof, note: Note, tried: tuple[str, ...]
    ) -> Operation[Opened]:
        """Open a session under a new token; one `before` ends, and what was `tried` is forgiven."""
        return self._open((token, before), proof, note, tried, again=False)

    def prove(self, token: str, before: str, proof: Proof, note: Note, tried: tuple[str, ...]) -> Operation[Opened]:
        """Give the session of a token a new one, under which personal data may be shown for a while."""
        return self._open((token, before), proof, note, tried, again=True)

    def look(self, token: str, *, use: bool = True) -> Operation[Console | None]:
        """Return the session of a token, if it is good; it counts as its use unless a page asked by itself."""
        key, limits = key_of(token), self.limits

        def read(answer: list[Any] | None) -> Console | None:
            if answer is None:
                return None
            who, mark, proven = (one.decode() for one in answer)
            return Console(key, who, mark, proven == "1")

        arguments = ("1" if use else "", limits.pause, limits.longest, limits.proof)
        return operation("console_look", (key,), arguments, read)

    def of(self, who: str) -> Operation[tuple[Other, ...]]:
        """Return an operator's sessions, the newest first."""

        def read(answer: list[Any]) -> tuple[Other, ...]:
            found = [
                Other(key.decode(), datetime.fromtimestamp(int(opened) / 1000, UTC), max(self.limits.pause - left, 0))
                for key, opened, left in answer
            ]
            return tuple(sorted(found, key=lambda one: one.since, reverse=True))

        return operation("console_list", (f"consoles:{who}",), (), read)

    def end(self, console: Console, note: Note) -> Operation[int]:
        """End a session; answers whether it was there."""
        return self._end(console.key, console.who, note)

    def end_all(self, who: str, note: Note) -> Operation[int]:
        """End all of an operator's sessions; answers how many."""
        return self._end("", who, note)

    def _end(self, key: str, who: str, note: Note) -> Operation[int]:
        fields = self._audit.fields(note)
        return operation("console_end", (key, f"consoles:{who}"), (fields["body"], fields["mark"]), int)

    def _open(
        self, tokens: tuple[str, str | None], proof: Proof, note: Note, tried: tuple[str, ...], *, again: bool
    ) -> Operation[Opened]:
        token, before = tokens
        limits, fields = self.limits, self._audit.fields(note)
        old = "" if before is None else key_of(before)
        counters = tuple(f"signing:{one}" for one in tried)
        keys = (key_of(token), old, f"consoles:{proof.who}", f"authenticator:{proof.who}", *counters)
        step = "" if proof.step is None else str(proof.step)
        times = (limits.pause, limits.longest, limits.code_kept)
        arguments = (proof.who, proof.mark, step, "1" if again else "", *times, fields["body"], fields["mark"])
        return operation("console_open", keys, arguments, lambda answer: Opened(answer.decode()))
