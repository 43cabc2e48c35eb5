"""The demo's processes: started, started again when they die, stopped without a trace."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.supervisor import Part, PartFailed, Supervisor
from sandbox.tether import tethered

_SLEEPS = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
_DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_SLEEPS}"
_LEAVES_A_CHILD = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {_DEAF!r}, sys.argv[1]]); time.sleep(600)"
)


class _Stage:
    """A supervisor in a folder of its own, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        self.supervisor = Supervisor(dict(os.environ), folder, self.told.append)

    def part(self, name: str, program: str, *, last: bool = False) -> Part:
        mark = self.mark(name)

        async def ready() -> bool:
            return mark.exists() and mark.read_text() != ""

        return Part(name, (sys.executable, "-c", program, str(mark)), ready, last=last)

    def mark(self, name: str) -> Path:
        return self.folder / f"{name}.mark"

    def pid(self, name: str) -> int:
        return int(self.mark(name).read_text())


@pytest.fixture
def stage(tmp_path: Path) -> _Stage:
    return _Stage(tmp_path)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 -- another process does it
            await asyncio.sleep(0.01)


async def test_a_part_runs_in_a_group_of_its_own_until_all_stop(stage: _Stage) -> None:
    await stage.supervisor.start(stage.part("one", _SLEEPS), within=10)
    await stage.supervisor.start(stage.part("two", _SLEEPS, last=True), within=10)
    pids = [stage.pid("one"), stage.pid("two")]
    assert [os.getpgid(pid) for pid in pids] == pids
    await stage.supervisor.stop()
    assert [_alive(pid) for pid in pids] == [False, False]
    assert stage.told == []


async def test_a_part_that_dies_is_told_and_started_again(stage: _Stage) -> None:
    await stage.supervisor.start(stage.part("one", _SLEEPS), within=10)
    first = stage.pid("one")
    os.kill(first, signal.SIGKILL)
    await _until(lambda: stage.mark("one").read_text() not in {"", str(first)})
    second = stage.pid("one")
    await stage.supervisor.stop()
    assert [line.split(";")[0] for line in stage.told] == ["one stopped (SIGKILL) and is started again"]
    assert not _alive(second)


async def test_what_a_part_started_goes_with_it_even_if_it_is_deaf(stage: _Stage) -> None:
    await stage.supervisor.start(stage.part("one", _LEAVES_A_CHILD), within=10)
    child = stage.pid("one")
    await stage.supervisor.stop()
    await _until(lambda: not _alive(child))


async def test_a_part_that_falls_again_and_again_ends_the_start_with_the_end_of_its_log(stage: _Stage) -> None:
    with pytest.raises(PartFailed, match=r"(?s)one stopped 3 times while starting.*the reason"):
        await stage.supervisor.start(stage.part("one", "import sys; sys.exit('the reason')"), within=20)
    await stage.supervisor.stop()
    assert len(stage.told) == 3
    assert stage.told[0].startswith("one stopped (exit 1)")


async def test_a_part_that_never_becomes_ready_ends_the_start(stage: _Stage) -> None:
    with pytest.raises(PartFailed, match=r"one was not ready within 0 s"):
        await stage.supervisor.start(stage.part("one", "import time; time.sleep(600)"), within=0.3)
    await stage.supervisor.stop()


async def test_the_last_start_s_log_is_kept_beside_the_new_one(stage: _Stage) -> None:
    (stage.folder / "one.log").write_text("of the last start")
    await stage.supervisor.start(stage.part("one", _SLEEPS), within=10)
    await stage.supervisor.stop()
    assert (stage.folder / "one.log.1").read_text() == "of the last start"


async def test_a_tethered_process_is_told_to_stop_when_its_owner_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    owner_program = (
        "import subprocess, sys, time; from sandbox.tether import tethered;"
        "subprocess.Popen(tethered(sys.argv[1:])); time.sleep(600)"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(  # noqa: ASYNC220 -- starting it is quick
        [sys.executable, "-c", owner_program, sys.executable, "-c", _SLEEPS, str(mark)], cwd=root
    ) as owner:
        await _until(lambda: mark.exists() and mark.read_text() != "")
        owner.kill()
    pid = int(mark.read_text())
    await _until(lambda: not _alive(pid))


def test_a_tethered_command_whose_owner_is_already_gone_does_not_start(tmp_path: Path) -> None:
    command = tethered((sys.executable, "-c", _SLEEPS, str(tmp_path / "mark")))
    command[4] = "1"  # a process that is not the one that starts it
    assert subprocess.run(command, check=False, timeout=10).returncode == 1
    assert not (tmp_path / "mark").exists()
