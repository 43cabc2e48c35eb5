"""The page on security: no item of the list is forgotten, and every test that it names exists."""

import ast
import re
from itertools import chain
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "security.md").read_text().partition("## Held against a list")[2]
_SECTIONS = {
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
}  # fmt: skip
"""How many items up to level 2 each section has: the first ones."""


def _rows() -> list[list[str]]:
    table = _PAGE.partition("Not held:")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")][
        1:
    ]


def test_every_item_up_to_level_2_is_held_or_said_not_to_be() -> None:
    items = set(chain.from_iterable(_numbered(section, number) for section, number in _SECTIONS.items()))
    held = [row[0] for row in _rows()]
    rest = re.findall(r"\b\d\.\d\.\d+\b", _PAGE.partition("Not held:")[2])
    named = [one.partition(" ")[0] for one in held] + rest
    assert len(named) == len(set(named)), "none is named twice"
    assert set(named) - items == {one.partition(" ")[0] for one in held if one.endswith("(level 3)")}
    assert items - set(named) == set()


def _numbered(section: str, number: int) -> list[str]:
    return [f"{section}.{place}" for place in range(1, number + 1)]


def test_every_test_that_the_page_names_exists() -> None:
    for item, _, by in _rows():
        tests = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", by)
        assert tests, item
        for file, name in tests:
            tree = ast.parse((_ROOT / file).read_text())
            assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, f"{item}: {name}"
