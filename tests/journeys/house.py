"""The whole demo as one process of this test run's own: started, looked into, hurt, and surely stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.client import Wire
from sandbox.embedded import free_port
from sandbox.tether import tethered
from tests.commanding import wattline

ROOT = Path(__file__).parents[2]
PARTS = {
    "redis": re.compile(r"(valkey|redis)-server"),
    "sandbox": re.compile(r"-m sandbox --port"),
    "web": re.compile(r"gunicorn"),
    "attend": re.compile(r"bot\.cli attend"),
    "worker": re.compile(r"worker\.py"),
}
_STARTS = 5
_PATIENCE = 60.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class House:
    """A running demo: where its doors are, its processes by name, and the environment that its commands need."""

    process: subprocess.Popen[bytes]
    web_url: str
    sandbox_url: str
    data_dir: Path
    wire: Wire
    environment: Mapping[str, str]

    def pids(self) -> Mapping[str, int]:
        """Return the demo's own children by name; one that is not up now is not there."""
        return _children(self.process.pid)

    def kill(self, name: str) -> None:
        """End a process at once, as the kernel does when memory is short, and wait until its successor runs."""
        before = self.pids()[name]
        os.kill(before, signal.SIGKILL)
        until(lambda: self.pids().get(name, before) != before, f"{name} was not started again")

    def wait_until_ready(self) -> None:
        """Wait until web answers and says that nothing is missing."""
        until(lambda: answer(f"{self.web_url}/health/ready")[0] == 200, "the house did not become ready")

    def wattline(self, *words: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the house to its end."""
        environ = {**self.environment, "COLUMNS": "300", **settings}
        return wattline(*words, environ=environ, typed=stdin, within=_PATIENCE)


@contextmanager
def running(data_dir: Path, *options: str) -> Iterator[House]:
    """Start a demo, with options of its command, wait until it is ready, and stop it at the end, whatever happened."""
    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir / "demo.txt"
    process = _started(data_dir, output, options)
    try:
        web_url, sandbox_url = _places(output)
        wire = Wire(sandbox_url)
        try:
            yield House(process, web_url, sandbox_url, data_dir, wire, _environment(process.pid))
        finally:
            wire.close()
    finally:
        _stop(process)


def until(happened: Callable[[], object], otherwise: str, within: float = _PATIENCE) -> None:
    """Wait for what another process does. Raises AssertionError with the words of `otherwise`."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, otherwise
        time.sleep(_PAUSE)


def answer(url: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
    """Return status and text of an address of ours; status 0 where nobody answers."""
    request = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310 -- our own loopback
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 -- as above
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def _started(data_dir: Path, output: Path, options: Sequence[str]) -> subprocess.Popen[bytes]:
    for _ in range(_STARTS):  # another process may take the port between our look and the demo's start
        words = ["-m", "sandbox.demo", "--port", str(free_port()), "--data-dir", str(data_dir), *options]
        with output.open("wb") as log:
            process = subprocess.Popen(
                tethered([sys.executable, *words]),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        if _came_up(process, output):
            return process
        if "is taken" not in output.read_text():
            break
    raise AssertionError(f"the demo stopped at once: {output.read_text()}")


def _came_up(process: subprocess.Popen[bytes], output: Path) -> bool:
    until(lambda: "Phones" in output.read_text() or process.poll() is not None, "the demo did not start")
    return process.poll() is None


def _places(output: Path) -> tuple[str, str]:
    told = output.read_text()
    found = [re.search(rf"{name}\s+(http://[\d.:]+)/", told) for name in ("Web chat", "Phones")]
    web, phones = (match[1] for match in found if match)
    return web, phones


def _children(parent: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (words := _words(folder, parent)):
            found |= {name: int(folder.name) for name, sign in PARTS.items() if sign.search(words)}
    return found


def _words(folder: Path, parent: int) -> str:
    """Return the command line of a living child that has become what it shall be."""
    try:
        state, above = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return words if int(above) == parent and state != "Z" and "tether.py" not in words else ""


def _environment(demo: int) -> Mapping[str, str]:
    kept = Path(f"/proc/{_children(demo)['attend']}/environ").read_bytes().decode()
    return dict(line.split("=", 1) for line in kept.split("\0") if "=" in line)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
