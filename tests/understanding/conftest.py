"""The reader as it ships, loaded once."""

from pathlib import Path

import pytest

from bot.understanding.local import LocalReader

EXAMPLES = Path(__file__).parents[2] / "prompts" / "examples"


@pytest.fixture(scope="session")
def examples_folder() -> Path:
    return EXAMPLES


@pytest.fixture(scope="session")
def reader() -> LocalReader:
    return LocalReader.load(EXAMPLES)
