"""For the tests of commands that start one as a process of its own."""

import pytest


@pytest.fixture(autouse=True)
def untraced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start commands without measuring what they come by: that doubles the time of a start, and there are hundreds."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
