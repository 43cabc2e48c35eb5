"""`make bench`: speed and size, as ratios in one run where machines differ."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench.comparing import comparing
from tests.bench.demo import starting
from tests.bench.latency import answering
from tests.bench.webhooks import accepting
from tests.measuring import PAGE, Measurement, keep, publish, show, take

MEASUREMENTS = (
    Measurement("webhooks accepted, against a bare Flask route", accepting),
    Measurement("customers answered at a steady rate", answering),
    Measurement("the demo, started twice", starting),
    Measurement("a comparison with its picture and without", comparing),
)


def main(
    json: Annotated[Path | None, typer.Option(help="Also write the measures to this file.")] = None,
    *,
    long: Annotated[
        bool, typer.Option("--long", help="The long form: more rounds; its table goes into docs/evidence.md.")
    ] = False,
) -> None:
    """Measure speed and size; exit 1 where a goal is missed."""
    console = Console()
    measures = take(MEASUREMENTS, long=long, console=console)
    show("Speed and size", measures, console=console)
    if json is not None:
        keep(measures, json)
    if long:
        publish("make bench", measures, datetime.now(UTC).date(), PAGE)
    if not all(measure.holds for measure in measures):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
