"""Processes that a benchmark starts, and what they and all that they started use, as Linux counts it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.tether import tethered

_ROOT = Path(__file__).parents[2]
_WITHIN = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server until the block ends; yield its process id once its port is open."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(tethered(command), cwd=_ROOT, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            _wait(port, process)
            yield process.pid
        finally:
            process.terminate()


def tree(root: int) -> list[int]:
    """Return a process and its descendants."""
    found = [root]
    for pid in found:  # it grows while we read it
        found.extend(_children(pid))
    return found


def cpu_seconds(root: int) -> float:
    """Return the user and system time of a tree, those of its ended and awaited children included."""
    return sum(_times(pid) for pid in tree(root)) / _TICKS


def memory_mb(roots: Iterable[int]) -> float:
    """Return the memory of some trees, each page shared by several processes counted once (PSS)."""
    return sum(_pss_kb(pid) for root in roots for pid in tree(root)) / 1024


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _WITHIN
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not open port {port}")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _times(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
