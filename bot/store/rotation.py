"""New keys for what is kept: each sealed value is read, sealed under the first key, and put back if unchanged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from bot.store.operation import Operation, Value, operation
from bot.store.runners import Blocking
from bot.store.sealing import Sealer

AT_ONCE = 200
QUARANTINE = "quarantine:"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a pass over all keys found: how many values lay under an older key, and how many are under the first now."""

    keys: int
    old: int
    resealed: int


@dataclass(frozen=True, slots=True)
class _Kept:
    key: str
    kind: str
    content: tuple[bytes | int, ...]


def rotate(runner: Blocking, sealer: Sealer, progress: Callable[[int], None]) -> Rotated:
    """Go over all keys once; `progress` hears how many more were looked at. Raises Unavailable.

    What moved meanwhile is left to another pass: go on until one finds nothing old.
    """
    keys = old = resealed = 0
    cursor = b"0"
    while True:
        cursor, found = runner.run(_scan(cursor))
        for kept in found:
            changes = _changes(kept, sealer)
            if changes:
                resealed += runner.run(operation("reseal", (kept.key,), (kept.kind, *changes), int))
            old += len(changes) // 3
        keys += len(found)
        progress(len(found))
        if cursor == b"0":
            return Rotated(keys, old, resealed)


def _scan(cursor: bytes) -> Operation[tuple[bytes, tuple[_Kept, ...]]]:
    def read(answer: list[Any]) -> tuple[bytes, tuple[_Kept, ...]]:
        following, found = answer
        return following, tuple(_Kept(key.decode(), kind.decode(), tuple(content)) for key, kind, content in found)

    return operation("scan_keys", (), (cursor, AT_ONCE), read)


def _changes(kept: _Kept, sealer: Sealer) -> tuple[Value, ...]:
    """Return (place, old, new) of each value that is sealed under an older key."""
    changes: list[Value] = []
    for place, value in zip(kept.content[::2], kept.content[1::2], strict=True):
        if isinstance(value, bytes):
            fresh = _quarantined(value, sealer) if kept.key.startswith(QUARANTINE) else sealer.resealed(value)
            if fresh != value:
                changes += (place, value, fresh)
    return tuple(changes)


def _quarantined(value: bytes, sealer: Sealer) -> bytes:
    """Damaged values lie there as hex digits, so that any bytes can."""
    kept = [None if one is None else sealer.resealed(bytes.fromhex(one)).hex() for one in orjson.loads(value)]
    return orjson.dumps(kept)
