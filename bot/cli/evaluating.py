"""`wattline eval`: how well the embedded reader understands labelled lines."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.understanding.evaluation import UnreadableLine, evaluate


def run(nlu: Path, out: Path | None) -> None:
    """Evaluate a JSONL file, print the figures and write them."""
    try:
        report = evaluate(nlu, out, folder=wiring.PROMPTS / "examples")
    except (OSError, UnreadableLine) as problem:
        sys.exit(f"wattline: {problem}")
    table = Table("label", "recall")
    for label, recall in sorted(report.recall.items()):
        table.add_row(label, f"{recall:.2f}")
    console = Console()
    console.print(table)
    console.print(f"{report.lines} lines, accuracy {report.accuracy:.3f}, loaded in {report.load_s:.2f} s")
    console.print(
        f"a line takes {report.median_ms:.2f} ms in the median, {report.p99_ms:.2f} ms at the 99th percentile"
    )
