"""`make demo`: everything starts, what dies comes back, and nothing is left afterwards."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox import demo_secrets
from sandbox.embedded import free_port
from sandbox.tether import tethered
from tests.bench.processes import tree

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "demo data"


@contextmanager
def _demo(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sandbox.demo", "--port", str(port), "--data-dir", str(data_dir)]
    with subprocess.Popen(tethered(command), cwd=_ROOT, stdout=subprocess.PIPE, text=True) as demo:
        try:
            yield demo
        finally:
            demo.kill()


def _read_until(demo: subprocess.Popen[str], words: str) -> str:
    shown = ""
    for line in demo.stdout or ():
        shown += line
        if words in line:
            return shown
    pytest.fail(f"the demo ended before it said {words!r}:\n{shown}")


def _status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- our own loopback
        status: int = answer.status
        return status


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def _the_printed_command_works(shown: str, data_dir: Path) -> None:
    printed = shlex.split(re.findall(r"Commands +(.+)", shown)[0])
    assert printed[1:] == ["--env-file", str(data_dir / "env"), "doctor"]
    assert (data_dir / "env").stat().st_mode & 0o777 == 0o600
    bare = {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "bot.cli", *printed[1:]]
    found = subprocess.run(command, cwd=_ROOT, env=bare, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert "telegram: the token is valid" in found.stdout


def _the_readmes_commands_work(data_dir: Path) -> None:
    """A newcomer's five minutes: what the README says to type while the demo runs."""
    readme = (_ROOT / "README.md").read_text()
    typed = re.findall(r"(?m)^    \.venv/bin/wattline --env-file \.demo/env (.+)$", readme)
    assert typed == ["doctor", "chat", "desk list"]
    for words in typed[1:]:
        command = [sys.executable, "-m", "bot.cli", "--env-file", str(data_dir / "env"), *shlex.split(words)]
        bare = {"PATH": os.environ["PATH"]}
        ended = subprocess.run(
            command, cwd=_ROOT, env=bare, input="hello\n", capture_output=True, text=True, check=False, timeout=120
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ("Wattline" if words == "chat" else "No open cases.") in ended.stdout


def test_the_demo_serves_what_it_prints_survives_a_death_and_leaves_nothing(data_dir: Path) -> None:
    port = free_port()
    with _demo(data_dir, port) as demo:
        shown = _read_until(demo, "Ctrl-C stops everything")
        addresses = re.findall(r"(?:Web chat|Phones|Console|Health) +(http\S+)", shown)
        assert addresses[0] == f"http://127.0.0.1:{port}/chat"
        assert [_status(address) for address in addresses] == [200, 200, 200, 200]
        assert re.search(
            r"Operators +alex \(agent\), cleo \(campaigner\), ada \(admin\), otto \(auditor\); password \S{16}\n", shown
        )
        assert re.search(r"Meter IDs MTR-\d{4} \(", shown)
        _the_printed_command_works(shown, data_dir)
        _the_readmes_commands_work(data_dir)
        processes = tree(demo.pid)
        attend = next(pid for pid in processes if b"attend" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
        os.kill(attend, signal.SIGKILL)
        assert "attend stopped (SIGKILL) and is started again" in _read_until(demo, "started again")
        processes += tree(demo.pid)
        demo.send_signal(signal.SIGINT)
        assert "Everything is stopped" in demo.communicate(timeout=60)[0]
        assert demo.returncode == 0
    assert [pid for pid in processes if _alive(pid)] == []


def test_a_killed_demo_leaves_nothing_either(data_dir: Path) -> None:
    with _demo(data_dir, free_port()) as demo:
        _read_until(demo, "Ready after")
        processes = tree(demo.pid)
        assert len(processes) >= 6
        demo.kill()
    _until(lambda: not any(_alive(pid) for pid in processes))


def test_a_taken_port_gives_one_clear_sentence(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, _demo(data_dir, taken.getsockname()[1]) as demo:
        shown = demo.communicate(timeout=30)[0]
        assert demo.returncode == 1
        assert shown.strip() == (
            f"Port {taken.getsockname()[1]} is taken: stop what listens there, or take another one (PORT=...)."
        )


def test_a_folder_belongs_to_one_demo_at_a_time(data_dir: Path) -> None:
    with _demo(data_dir, free_port()) as first:
        _read_until(first, "redis is ready")
        with _demo(data_dir, free_port()) as second:
            assert second.communicate(timeout=30)[0].startswith(f"Another demo runs in {data_dir}: ")
            assert second.returncode == 1


def test_secrets_are_made_once_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    made = demo_secrets.keep(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert demo_secrets.keep(file) == made
    assert demo_secrets.keep(tmp_path / "others") != made
