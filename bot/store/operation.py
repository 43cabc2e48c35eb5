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


_BEFORE = {"commit": ("limits", "bind")}
_PARTS = frozenset({"shared", *(part for parts in _BEFORE.values() for part in parts)})


def _load() -> dict[str, Script]:
    """Read every script; `shared.lua` is put before each, and its own parts before some."""
    folder = Path(__file__).parent / "lua"
    shared = (folder / "shared.lua").read_text()
    scripts = {}
    for file in sorted(folder.glob("*.lua")):
        if file.stem not in _PARTS:
            parts = "".join((folder / f"{part}.lua").read_text() for part in _BEFORE.get(file.stem, ()))
            text = shared + parts + file.read_text()
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
