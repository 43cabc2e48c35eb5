"""A store operation as a value: which script, which keys and arguments, and how to read the answer.

No operation is written twice: the web, jobs and the terminal run it blocking, the attend process awaiting.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
Value = str | bytes | int | float


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script from the files beside this one, with the SHA-1 that Redis knows it by."""

    name: str
    text: str
    sha: str


_ALWAYS = ("ledger", "shared", "cases")
_BEFORE = {
    "claim_sends": ("begin",),
    "commit": ("limits", "bind"),
    "due_chunks": ("failures",),
    "record": ("begin",),
    "turn_ledger": ("failures",),
}
_PARTS = frozenset({*_ALWAYS, *(part for parts in _BEFORE.values() for part in parts)})


def _load() -> dict[str, Script]:
    """Read every script; what all of them share is put before each, and parts of their own before some."""
    folder = Path(__file__).parent / "lua"
    scripts = {}
    for file in sorted(folder.glob("*.lua")):
        if file.stem not in _PARTS:
            before = (*_ALWAYS, *_BEFORE.get(file.stem, ()), file.stem)
            text = "".join((folder / f"{part}.lua").read_text() for part in before)
            sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
            scripts[file.stem] = Script(file.stem, text, sha)
    return scripts


SCRIPTS = _load()


@dataclass(frozen=True, slots=True)
class Operation(Generic[Answer]):
    """One script call. `read` turns Redis's answer into our types."""

    script: Script
    keys: tuple[str, ...]
    arguments: tuple[Value, ...]
    read: Callable[[Any], Answer]


def operation(
    name: str, keys: tuple[str, ...], arguments: tuple[Value, ...], read: Callable[[Any], Answer]
) -> Operation[Answer]:
    """Return the operation that calls the script of this name."""
    return Operation(SCRIPTS[name], keys, arguments, read)
