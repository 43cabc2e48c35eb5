"""What the embedded reader promises, on lines that it never learned from and on conversations that are written down."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import wiring
from bot.rehearsal.network import Network
from bot.rehearsal.playing import Rehearsal, Report
from bot.rehearsal.script import load_scripts
from bot.understanding.certain import Standing
from bot.understanding.evaluation import Line, measure
from bot.understanding.local import LocalReader
from tests.measuring import Measure, Measurement, at_least, at_most
from tests.understanding.lines import EVERY_NEVER, LANGUAGES, lines_of

_EXAMPLES = wiring.PROMPTS / "examples"
_CONVERSATIONS = Path(__file__).parents[1] / "understanding" / "conversations.yaml"
_GOALS = {"en": 0.80, "es": 0.75, "hi": 0.65, "hi-Latn": 0.65}
_READINGS = 5
_RECALLS = {"opt_out": 0.92, "handover": 0.92, "out_of_scope": 0.65}


def lines(_long: bool) -> Iterator[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    """Understand every line of the held-out files."""
    reader = LocalReader.load(_EXAMPLES)
    overall = measure(reader, lines_of(*LANGUAGES))
    yield at_least(f"accuracy, {overall.lines} held-out lines", overall.accuracy, 0.80, "share")
    for language, goal in _GOALS.items():
        yield at_least(f"accuracy, {language}", measure(reader, lines_of(language)).accuracy, goal, "share")
    for label, goal in _RECALLS.items():
        yield at_least(f"recall of {label}", overall.recall[label], goal, "share")
    false = [text for text in EVERY_NEVER if reader.understand(text, Standing(None))[0][-1].label == "opt_out"]
    yield at_most(f"opted out by one of {len(EVERY_NEVER)} lines that are no opt-out", len(false), 2, "lines")
    times = sorted(_least_ms(reader, line) for line in lines_of(*LANGUAGES))
    yield at_most(f"a line, the least of {_READINGS} readings: median", times[len(times) // 2], 0.3, "ms")
    yield at_most("... 99th percentile", times[len(times) * 99 // 100], 2.0, "ms")


def _least_ms(reader: LocalReader, line: Line) -> float:
    """Return the time of a line's quickest reading: what else the machine does then does not count."""
    return min(measure(reader, [line]).median_ms for _ in range(_READINGS))


def conversations(_long: bool) -> Iterator[Measure]:  # noqa: FBT001 -- as above
    """Play conversations in customers' own words."""
    rehearsal = Rehearsal(LocalReader.load(_EXAMPLES).read_now, wiring.prompts().say, Network.load())
    report = Report.of([rehearsal.play(script) for script in load_scripts(_CONVERSATIONS)])
    yield at_least("written conversations that go as written", report.right, report.conversations, "conversations")


def weight(_long: bool) -> Iterator[Measure]:  # noqa: FBT001 -- as above
    """Load it in a process of its own: the first time, and from what it kept."""
    with TemporaryDirectory() as folder:
        (first_s, first_mb), (again_s, _) = (_loaded(folder) for _ in range(2))
    yield at_most("loading for the first time, of the processor", first_s, 1.0, "s")
    yield at_most("... again", again_s, 1.0, "s")
    yield at_most("memory when loaded for the first time", first_mb, 40.0, "MB")


def _loaded(folder: str) -> tuple[float, float]:
    asked = [sys.executable, "-m", __name__, folder]
    seconds, megabytes = map(float, subprocess.check_output(asked).split())
    return seconds, megabytes


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _load(cache: Path) -> None:
    before, begun = _resident_mb(), time.process_time()
    LocalReader.load(_EXAMPLES, cache)
    seconds = time.process_time() - begun
    sys.stdout.write(f"{seconds} {_resident_mb() - before}\n")


MEASUREMENTS = (
    Measurement("Lines that were never learned", lines),
    Measurement("Written conversations", conversations),
    Measurement("What the reader weighs", weight),
)

if __name__ == "__main__":
    _load(Path(sys.argv[1]))
