"""The worked examples of the documentation, taken from its pages as they stand there."""

import re
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"


def blocks(page: str, kind: str) -> list[str]:
    """Return the blocks of a kind ("python", "yaml", "sh") on a page of docs/."""
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"))


def module(page: str, name: str) -> ModuleType:
    """Return a page's Python as a module."""
    made = ModuleType(name)
    sys.modules[name] = made
    exec(compile("\n".join(blocks(page, "python")), str(DOCS / page), "exec"), made.__dict__)  # noqa: S102 -- our page
    return made
