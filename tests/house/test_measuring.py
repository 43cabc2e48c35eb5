"""`make evidence` and `make bench`: what they print, keep and answer."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from rich.console import Console

from tests.measuring import Measure, Measurement, at_least, at_most, keep, publish, show, take

_ROOT = Path(__file__).parents[2]


def test_a_figure_is_held_against_its_goal_as_measured_not_as_rounded() -> None:
    assert at_most("p99", 50.0001, 50, "ms") == Measure("p99", 50.0, "ms", "<= 50", holds=False)
    assert at_most("ratio", 1.5, 2.0, "x") == Measure("ratio", 1.5, "x", "<= 2", holds=True)
    assert at_least("recall", 0.9, 0.95, "share", seed=7) == Measure(
        "recall", 0.9, "share", ">= 0.95", holds=False, seed=7
    )


def test_measurements_run_in_order_in_the_form_that_was_asked_for() -> None:
    asked: list[tuple[str, bool]] = []

    def measurement(name: str) -> Measurement:
        def run(long: bool) -> list[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
            asked.append((name, long))
            return [at_most(name, 1, 2, "s")]

        return Measurement(name, run)

    taken = take([measurement("first"), measurement("second")], long=True, console=Console(quiet=True))
    assert asked == [("first", True), ("second", True)]
    assert [one.measure for one in taken] == ["first", "second"]


def test_a_measurement_that_breaks_does_not_hold_and_keeps_nobody_else_from_running() -> None:
    def breaks(_: bool) -> list[Measure]:  # noqa: FBT001 -- as above
        raise TimeoutError

    last = Measurement("second", lambda _: [at_most("second", 1, 2, "s")])
    taken = take([Measurement("first", breaks), last], long=False, console=Console(quiet=True))
    assert [(one.measure, one.holds) for one in taken] == [("first", False), ("second", True)]


def test_the_table_says_what_does_not_hold_and_how_to_repeat_it() -> None:
    console = Console(width=120)
    with console.capture() as shown:
        show("Evidence: core", [at_most("lost messages", 3, 0, "messages", seed=11)], console=console)
    row = next(line for line in shown.get().splitlines() if "lost messages" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "lost messages (seed 11)",
        "3",
        "messages",
        "<= 0",
        "NO",
    ]


def test_a_long_run_takes_the_place_of_the_one_before_and_leaves_other_topics_alone(tmp_path: Path) -> None:
    page, day = tmp_path / "evidence.md", date(2026, 3, 1)
    publish("core", [at_most("lost", 1, 0, "messages", seed=3)], day, page)
    publish("network", [at_most("failed", 0, 0, "messages")], day, page)
    publish("core", [at_most("lost", 0, 0, "messages", seed=3)], day, page)
    publish("network", [at_most("failed", 2, 0, "messages")], day, page)

    lines = [line for line in page.read_text().splitlines() if line.startswith(("## ", "| lost", "| failed"))]
    assert lines == [
        "## core",
        "| lost (seed 3) | 0 | messages | <= 0 | yes |",
        "## network",
        "| failed | 2 | messages | <= 0 | **no** |",
    ]
    assert "The long run of 01 March 2026." in page.read_text()


def test_measures_are_kept_as_the_list_that_acceptance_reads(tmp_path: Path) -> None:
    file = tmp_path / "new" / "measures.json"
    keep([at_most("lost", 0, 0, "messages", seed=3), at_least("rate", 5, 4, "1/s")], file)
    assert json.loads(file.read_text()) == [
        {"measure": "lost", "value": 0, "unit": "messages", "goal": "<= 0", "holds": True, "seed": 3},
        {"measure": "rate", "value": 5, "unit": "1/s", "goal": ">= 4", "holds": True},
    ]


def test_an_unknown_topic_is_answered_with_those_that_exist() -> None:
    command = [sys.executable, "-m", "tests.evidence", "--topic", "weather"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "TOPIC should be one of core, identity, network" in done.stdout
