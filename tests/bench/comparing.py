"""What one comparison costs, from cached data, with its picture and without: CPU time and memory of a fresh process."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from sandbox.tether import tethered
from tests.measuring import Measure, at_most

_ROOT = Path(__file__).parents[2]
_GOAL_MS, _WITH_PICTURE_MS, _MEMORY_MB = 150.0, 400.0, 180.0
_PROCESSES, _PROCESSES_LONG = 3, 9


def comparing(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    """Measure some processes, each of its own; the middle one counts."""
    taken = [_one() for _ in range(_PROCESSES_LONG if long else _PROCESSES)]
    compared, drawn, memory = (median(each[name] for each in taken) for name in ("compared", "drawn", "memory"))
    yield at_most("a comparison of a year of hours, CPU", compared, _GOAL_MS, "ms")
    yield at_most("the same with its picture, CPU", compared + drawn, _WITH_PICTURE_MS, "ms")
    yield at_most("most memory of the process that does both", memory, _MEMORY_MB, "MB")


def _one() -> dict[str, float]:
    command = tethered([sys.executable, "-m", "tests.bench.compared"])
    said = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found
