"""`wattline eval`: how well the embedded reader understands labelled lines, and how written conversations go."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot import wiring
from bot.rehearsal.network import Network
from bot.rehearsal.playing import Played, Rehearsal, Report
from bot.rehearsal.script import UnreadableScript, load_scripts
from bot.settings import data_dir
from bot.understanding.evaluation import UnreadableLine, evaluate
from bot.understanding.local import LocalReader

EXAMPLES = wiring.PROMPTS / "examples"


def lines(nlu: Path, out: Path | None, environ: Mapping[str, str]) -> None:
    """Evaluate a JSONL file, print the figures and write them."""
    try:
        report = evaluate(nlu, out, folder=EXAMPLES, cache=data_dir(environ) / "cache")
    except (OSError, UnreadableLine) as problem:
        sys.exit(f"wattline: {problem}")
    table = Table("label", "recall")
    for label, recall in sorted(report.recall.items()):
        table.add_row(label, f"{recall:.2f}")
    console = Console()
    console.print(table)
    console.print(f"{report.lines} lines, accuracy {report.accuracy:.3f}, loaded in {report.load_s:.2f} s")
    _times(console, report.median_ms, report.p99_ms)


def conversations(files: Sequence[Path], out: Path | None, environ: Mapping[str, str]) -> bool:
    """Play conversations, print how they went and write it; return whether all went as written."""
    console = Console()
    try:
        scripts = [script for file in files for script in load_scripts(file)]
    except UnreadableScript as problem:
        sys.exit(f"wattline: {problem}")
    reader = LocalReader.load(EXAMPLES, data_dir(environ) / "cache")
    rehearsal = Rehearsal(reader.read_now, wiring.prompts().say, Network.load())
    played = [rehearsal.play(one) for one in track(scripts, "Playing", console=console, transient=True)]
    report = Report.of(played)
    _show(console, played, report)
    if out:
        out.write_text(json.dumps(report.plain(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return report.right == report.conversations


def _show(console: Console, played: Sequence[Played], report: Report) -> None:
    table = Table("conversation", "lines", "understood", "as written")
    for one in played:
        understood = f"{one.checked - len(one.confused)} of {one.checked}"
        table.add_row(one.script.title, str(one.lines), understood, "yes" if one.right else "[bold red]NO[/]")
    console.print(table)
    for one in played:
        for words in one.astray:
            console.print(f"{one.script.name}: {words}", markup=False, highlight=False)
    if report.confusions:
        confused = Table("meant", "read as", "times", "for example")
        for (meant, read), times in report.confusion().items():
            example = next(line.words for line in report.confusions if (line.meant, line.read) == (meant, read))
            confused.add_row(meant, read, str(times), example)
        console.print(confused)
    console.print(f"{report.right} of {report.conversations} conversations went as written")
    _times(console, report.median_ms, report.p99_ms)


def _times(console: Console, median_ms: float, p99_ms: float) -> None:
    console.print(f"a line takes {median_ms:.2f} ms in the median, {p99_ms:.2f} ms at the 99th percentile")
