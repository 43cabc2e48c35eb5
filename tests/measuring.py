"""What evidence and benchmarks share: a measure with its goal, run with progress, shown as a table, kept as JSON."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

PAGE = Path(__file__).parents[1] / "docs" / "evidence.md"
"""Where the tables of long runs stand."""

Value = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure that we promise. `goal` is written as a reader says it ("<= 2.0"); `seed` repeats a random run."""

    measure: str
    value: Value
    unit: str
    goal: str
    holds: bool
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A named run that yields one or more measures; `run(long)` takes its long form where asked."""

    name: str
    run: Callable[[bool], Iterable[Measure]]


def at_most(measure: str, value: float, goal: float, unit: str, *, seed: int | None = None) -> Measure:
    """A figure that should not be larger than its goal."""
    return Measure(measure, round(value, 3), unit, f"<= {goal:g}", value <= goal, seed)


def at_least(measure: str, value: float, goal: float, unit: str, *, seed: int | None = None) -> Measure:
    """A figure that should not be smaller than its goal."""
    return Measure(measure, round(value, 3), unit, f">= {goal:g}", value >= goal, seed)


def take(measurements: Sequence[Measurement], *, long: bool, console: Console) -> list[Measure]:
    """Run measurements one after the other, showing which one runs and for how long.

    One that breaks is a measure that does not hold; the others are taken all the same.
    """
    taken: list[Measure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        for place, measurement in enumerate(measurements, start=1):
            task = progress.add_task(f"{place}/{len(measurements)} {measurement.name}", total=1)
            try:
                taken.extend(measurement.run(long))
            except Exception as broken:  # noqa: BLE001 -- the edge of a run: shown, and counted as not held
                progress.console.print_exception()
                taken.append(Measure(measurement.name, f"broke: {type(broken).__name__}", "", "ends", holds=False))
            progress.update(task, completed=1)
    return taken


def show(title: str, measures: Sequence[Measure], *, console: Console) -> None:
    """Print one table."""
    table = Table("measure", "value", "unit", "goal", "holds", title=title, title_justify="left")
    for one in measures:
        seed = f" (seed {one.seed})" if one.seed is not None else ""
        holds = "[green]yes[/]" if one.holds else "[bold red]NO[/]"
        table.add_row(f"{one.measure}{seed}", str(one.value), one.unit, one.goal, holds)
    console.print(table)


def keep(measures: Sequence[Measure], file: Path) -> None:
    """Write a list of measures as JSON; a seed is there only where one was used."""
    rows = [
        {"measure": one.measure, "value": one.value, "unit": one.unit, "goal": one.goal, "holds": one.holds}
        | ({} if one.seed is None else {"seed": one.seed})
        for one in measures
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, indent=2) + "\n")


def publish(title: str, measures: Sequence[Measure], day: date, file: Path) -> None:
    """Put the table of a long run into a Markdown page, in place of the one that stood there under this title."""
    heading, rows = f"## {title}", "\n".join(_row(one) for one in measures)
    table = f"{heading}\n\nThe long run of {day:%d %B %Y}.\n\n{_HEAD}\n{rows}\n"
    page = file.read_text() if file.exists() else _EMPTY
    before, found, rest = page.partition(f"{heading}\n")
    after = rest[rest.index("\n## ") + 1 :] if found and "\n## " in rest else ""
    kept = f"{before.rstrip()}\n\n{table}"
    file.write_text(f"{kept}\n{after}" if after else kept)


def _row(one: Measure) -> str:
    seed = f" (seed {one.seed})" if one.seed is not None else ""
    return f"| {one.measure}{seed} | {one.value} | {one.unit} | {one.goal} | {'yes' if one.holds else '**no**'} |"


_HEAD = "| measure | value | unit | goal | holds |\n|---|---|---|---|---|"
_EMPTY = """# Evidence

What we promise, as it was last measured in the long form. Each table was written by the command that its title names,
with `LONG=1`; run it to see the figures of your machine.
"""
