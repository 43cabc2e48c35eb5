"""`make evidence TOPIC=...`: runs a topic's measurements and says whether what we promise holds."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.evidence.topics import TOPICS
from tests.measuring import PAGE, keep, publish, show, take

_DOES_NOT_HOLD = 1
_NOTHING_MEASURED = 2


def main(
    topic: Annotated[str, typer.Option(help=f"One of {', '.join(TOPICS)}.")] = "",
    json: Annotated[Path | None, typer.Option(help="Also write the measures to this file.")] = None,
    *,
    long: Annotated[
        bool, typer.Option("--long", help="The long form, whose table goes into docs/evidence.md.")
    ] = False,
) -> None:
    """Run a topic's measurements; exit 1 where one does not hold, 2 where nothing is measured."""
    console = Console()
    if topic not in TOPICS:
        console.print(f"TOPIC should be one of {', '.join(TOPICS)}.", highlight=False)
        raise typer.Exit(_NOTHING_MEASURED)
    if not TOPICS[topic]:
        console.print(f"Nothing is measured yet for the topic {topic}.", highlight=False)
        raise typer.Exit(_NOTHING_MEASURED)
    measures = take(TOPICS[topic], long=long, console=console)
    show(f"Evidence: {topic}", measures, console=console)
    if json is not None:
        keep(measures, json)
    if long:
        publish(f"make evidence TOPIC={topic}", measures, datetime.now(UTC).date(), PAGE)
    if not all(measure.holds for measure in measures):
        raise typer.Exit(_DOES_NOT_HOLD)


if __name__ == "__main__":
    typer.run(main)
