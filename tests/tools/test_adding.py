"""The worked example of docs/adding-a-tool.md runs, fails as it says, and can be stored."""

from pathlib import Path
from typing import Any

import pytest

from tests import worked
from tests.store.building import codec
from tools.contract import Failed, Failure
from tools.running import run_tool

EXAMPLE: Any = worked.module("adding-a-tool.md", "tools_outages")


@pytest.mark.parametrize("meter", EXAMPLE.CASES)
def test_the_example_does_what_its_table_says(meter: str, tmp_path: Path) -> None:
    file = tmp_path / "outages.yaml"
    file.write_text(EXAMPLE.FILE)
    tools = {EXAMPLE.FindOutage: EXAMPLE.tool(file)}
    result: Any = run_tool(tools, EXAMPLE.FindOutage(meter), attempted=False)
    expected = EXAMPLE.CASES[meter]
    assert result == (Failed(expected) if isinstance(expected, Failure) else expected)


def test_a_file_that_is_away_is_a_failure_that_can_be_said(tmp_path: Path) -> None:
    tools = {EXAMPLE.FindOutage: EXAMPLE.tool(tmp_path / "nothing")}
    request: Any = EXAMPLE.FindOutage("MTR-0001")
    assert run_tool(tools, request, attempted=False) == Failed(Failure.UNAVAILABLE)


@pytest.mark.parametrize("kept", [EXAMPLE.FindOutage("MTR-0001"), EXAMPLE.CASES["MTR-0001"]], ids=["asked", "found"])
def test_what_it_is_asked_and_what_it_finds_can_be_stored(kept: object) -> None:
    assert codec().read(codec().write(kept), type(kept)) == kept
