"""Measures a reader on labelled lines: accuracy, recall of each label, latency. For `wattline eval --nlu`."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.model.session import Expecting, Offered
from bot.understanding.certain import Standing
from bot.understanding.labels import UNCLEAR
from bot.understanding.local import LocalReader

_OUT_OF_SCOPE = "out_of_scope"
_EXPECTING = (  # what a state is called elsewhere, and what it means here
    ("meter", Expecting.METER),
    ("otp", Expecting.CODE),
    ("code", Expecting.CODE),
    ("verif", Expecting.CODE),
    ("choi", Expecting.CHOICE),
    ("choos", Expecting.CHOICE),
    ("option", Expecting.CHOICE),
    ("offer", Expecting.CHOICE),
    ("select", Expecting.CHOICE),
    ("approv", Expecting.APPROVAL),
    ("confirm", Expecting.APPROVAL),
)


class UnreadableLine(Exception):
    """A line to measure on is not `{"text", "label", "lang"?, "state"?}`: mend the line that is named."""


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line; `standing` is where its conversation stood, as far as the line says so."""

    text: str
    label: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Measured:
    """What `wattline eval --nlu` reports. Times: milliseconds for a line, seconds for loading."""

    lines: int
    accuracy: float
    recall: Mapping[str, float]
    predicted: Mapping[str, int]
    median_ms: float
    p99_ms: float
    load_s: float


def measure(
    reader: LocalReader, lines: Sequence[Line], *, load_s: float = 0.0, clock: Callable[[], float] = time.perf_counter
) -> Measured:
    """Read every line once. A line that the reader would ask about counts as out of scope: it did not act."""
    predicted: list[str] = []
    times: list[float] = []
    for line in lines:
        begun = clock()
        found, _ = reader.understand(line.text, line.standing)
        times.append((clock() - begun) * 1000)
        label = found[-1].label
        predicted.append(_OUT_OF_SCOPE if label == UNCLEAR else label)
    right = [line.label == label for line, label in zip(lines, predicted, strict=True)]
    wanted = Counter(line.label for line in lines)
    hits = Counter(line.label for line, hit in zip(lines, right, strict=True) if hit)
    return Measured(
        lines=len(lines),
        accuracy=sum(right) / max(len(lines), 1),
        recall={label: hits[label] / total for label, total in sorted(wanted.items())},
        predicted=dict(sorted(Counter(predicted).items())),
        median_ms=statistics.median(times) if times else 0.0,
        p99_ms=sorted(times)[max(0, -(-len(times) * 99 // 100) - 1)] if times else 0.0,
        load_s=load_s,
    )


def evaluate(lines_path: Path, out_path: Path | None, *, folder: Path, cache: Path | None = None) -> Measured:
    """Load the reader of `folder` (prompts/examples), measure it on a JSONL file, write the report as JSON.

    Raises UnreadableLine.
    """
    begun = time.perf_counter()
    reader = LocalReader.load(folder, cache)
    load_s = time.perf_counter() - begun
    with lines_path.open(encoding="utf-8") as file:
        measured = measure(reader, parse_lines(file), load_s=load_s)
    if out_path:
        out_path.write_text(json.dumps(asdict(measured), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return measured


def parse_lines(lines: Iterable[str]) -> list[Line]:
    """Read JSONL; empty lines are passed over. Raises UnreadableLine."""
    return [_line(number, text) for number, text in enumerate(lines, 1) if text.strip()]


def _line(number: int, text: str) -> Line:
    try:
        content = json.loads(text)
    except ValueError:
        raise UnreadableLine(f"line {number}: not JSON") from None
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in ("text", "label")):
        raise UnreadableLine(f'line {number}: must be an object with "text" and "label"')
    return Line(content["text"], content["label"], standing(content.get("state")))


def standing(state: object) -> Standing:
    """Return where a line's conversation stood: from a word, or from {"expecting", "flow", "offered"}; else unknown."""
    if isinstance(state, str):
        return Standing(_expecting(state))
    if not isinstance(state, dict):
        return Standing(None)
    listed = state.get("offered")
    offered = tuple(_offered(n, choice) for n, choice in enumerate(listed, 1)) if isinstance(listed, list) else ()
    return Standing(_expecting(str(state.get("expecting") or "")), offered, str(state.get("flow") or ""))


def _expecting(state: str) -> Expecting | None:
    """Return what a state's name says was asked for, None where it does not say."""
    folded = state.lower()
    if folded in {"nothing", "idle", "none"}:
        return Expecting.NOTHING
    return next((expecting for word, expecting in _EXPECTING if word in folded), None)


def _offered(number: int, choice: object) -> Offered:
    """Read a choice as a label, or as {"value", "label"}."""
    if isinstance(choice, dict):
        return Offered(str(choice.get("value", number)), str(choice.get("label", "")))
    return Offered(str(number), str(choice))
