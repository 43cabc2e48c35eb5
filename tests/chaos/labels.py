"""The labels of all crash points, as the code has them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
from bot.store.operation import SCRIPTS

_NOT_HERE = frozenset({"audit_forget", "expect_callbacks", "read_callbacks"})
"""The first waits for entries that are years old; the others belong to a worker whose network is in webhook mode, which
the topic network kills (tests/evidence/network.py)."""


def labels() -> list[str]:
    """Return every label in the code: two for each store operation, and those written out."""
    found = {f"{name}.{side}" for name in SCRIPTS.keys() - _NOT_HERE for side in ("before", "after")}
    for file in Path(bot.__file__).parent.rglob("*.py"):
        found |= set(_written_out(ast.parse(file.read_text())))
    return sorted(found)


def _written_out(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "crashpoint":
            for one in node.args:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value
