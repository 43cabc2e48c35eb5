"""How long the demo's second start takes, and what all its processes hold while nobody speaks."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sandbox.embedded import free_port
from sandbox.tether import tethered
from tests.bench.processes import memory_mb
from tests.measuring import Measure, at_most

_ROOT = Path(__file__).parents[2]
_READY_GOAL = 10.0
_MEMORY_GOAL = 450.0


def starting(long: bool) -> Iterable[Measure]:  # noqa: ARG001, FBT001 -- the form is what every measurement is told
    """Start the demo twice in one folder; measure the second time."""
    with tempfile.TemporaryDirectory() as folder:
        _start(Path(folder))
        seconds, memory = _start(Path(folder))
    yield at_most("the demo's second start until ready", seconds, _READY_GOAL, "s")
    yield at_most("idle memory of all processes together (PSS)", memory, _MEMORY_GOAL, "MB")


def _start(folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "sandbox.demo", "--port", str(free_port()), "--data-dir", str(folder)]
    with subprocess.Popen(tethered(command), cwd=_ROOT, stdout=subprocess.PIPE, text=True) as demo:
        shown = []
        for line in demo.stdout or ():
            shown.append(line)
            if ready := re.match(r"Ready after ([0-9.]+) s", line):
                memory = memory_mb([demo.pid])
                demo.terminate()
                demo.communicate()
                return float(ready[1]), memory
    raise RuntimeError("".join(shown))
