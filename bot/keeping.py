"""What the house keeps and for how long: the audit's seals and proof, and what is let go when its time is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from bot.store.audit import Audit, Broken, Entry, Head, ends_well
from bot.store.consents import KEPT as CONSENTS_KEPT
from bot.store.operation import operation
from bot.store.runners import Blocking

TRANSCRIPTS = timedelta(days=90)
CONSENTS = timedelta(seconds=CONSENTS_KEPT)
AUDIT = timedelta(days=730)
"""24 months, under pseudonyms; tombstones go with it."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was let go."""

    audit: int
    lines: int
    tombstones: int
    consents: int


def sweep(runner: Blocking, audit: Audit, now: datetime) -> Swept:
    """Let go of what was kept long enough and has no end of its own in the store. Raises Unavailable."""
    lines = sum(
        sum(_trimmed(runner, keys, (now - TRANSCRIPTS).astimezone(UTC))) for keys in ("transcript:*", "notes:*")
    )
    consents = sum(_trimmed(runner, "consents:*", (now - CONSENTS).astimezone(UTC)))
    gone = int((now - AUDIT).timestamp() * 1000)
    tombstones = runner.run(operation("trim_tombstones", (), (gone,), int))
    return Swept(forget_old(runner, audit, now - AUDIT), lines, tombstones, consents)


def _trimmed(runner: Blocking, keys: str, before: datetime) -> Iterator[int]:
    cursor = b"0"
    while True:
        arguments = (cursor, _AT_ONCE, f"{before:%Y-%m-%dT%H:%M:%S}", keys)
        cursor, lines = runner.run(operation("trim_lines", (), arguments, tuple))
        yield int(lines)
        if cursor == b"0":
            return


def broken(runner: Blocking, audit: Audit) -> str | None:
    """Follow the whole audit and name the first place that was changed; None: it holds. Raises Unavailable."""
    try:
        _follow(runner, audit)
    except Broken as found:
        return str(found)
    return None


def seal(runner: Blocking, audit: Audit, now: datetime, last: Head | None = None) -> Head:
    """Put a keyed mark over the audit as it is, if it grew since the `last` one. Raises Unavailable, Broken.

    Broken: it is shorter than what was sealed last.
    """
    head, before = runner.run(audit.head()), last or Head()
    if head.number < before.number:
        raise Broken(f"entry {head.number + 1}: it was sealed and is missing")
    if head != before:
        runner.run(audit.seal(head, now))
    return head


def forget_old(runner: Blocking, audit: Audit, before: datetime) -> int:
    """Drop the audit's entries from before a time; returns how many. Raises Unavailable."""
    dropped, last = 0, None
    for entry in _entries(runner, audit):
        if datetime.fromisoformat(orjson.loads(entry.body)["at"]) >= before:
            break
        dropped, last = dropped + 1, entry
    return dropped if last is not None and runner.run(audit.forget(last)) else 0


def _follow(runner: Blocking, audit: Audit) -> None:
    state = runner.run(audit.state())
    head, vouched, known = audit.begin(state), audit.sealed(state), set[str]()
    for entry in _entries(runner, audit, after=f"{head.number}-0"):
        head = audit.follow(head, entry)
        if vouched.get(head.number, head.hash) != head.hash:
            raise Broken(f"entry {head.number}: it is not what was sealed")
        written = orjson.loads(entry.body)["id"]
        if written in known:
            raise Broken(f"entry {head.number}: it was written before")
        known.add(written)
    ends_well(head, state, vouched)


def _entries(runner: Blocking, audit: Audit, after: str = "0") -> Iterator[Entry]:
    while entries := runner.run(audit.read(after)):
        yield from entries
        after = entries[-1].number
