"""Starts processes by their command lines, starts again what dies, and stops all of them, leaving none."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.tether import tethered

_GRACE = 8.0
_LOOK_EVERY = 0.05
_LONGEST_PAUSE = 10.0
_FIRST_PAUSE = 0.25
_FALLS = 3
_TAIL = 12
_ROOT = Path(__file__).parent.parent


class PartFailed(Exception):
    """A process did not come up: read the end of its log, which the message holds."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process: its name, how it is called, and a question that is answered yes once it is ready."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], Awaitable[bool]]
    last: bool = False
    """Stops after the others, which still need it while they stop."""


@dataclass(slots=True)
class _Run:
    part: Part
    process: asyncio.subprocess.Process | None = None
    falls: int = 0
    keeper: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervisor:
    """Keeps parts running. `tell` gets one line for whatever a person at the terminal should know."""

    environment: Mapping[str, str]
    logs: Path
    tell: Callable[[str], None]
    _runs: dict[str, _Run] = field(default_factory=dict)
    _stopping: bool = False

    async def start(self, part: Part, *, within: float) -> None:
        """Start a part and wait until it is ready. Raises PartFailed if it falls again and again, or takes too long."""
        run = self._runs[part.name] = _Run(part)
        log = self._log(part)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        run.keeper = asyncio.create_task(self._keep(run))
        try:
            async with asyncio.timeout(within):
                while not await self._is_ready(run):  # noqa: ASYNC110 -- another process tells us by being asked
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            raise PartFailed(f"{part.name} was not ready within {within:.0f} s.{self._end_of_log(part)}") from None

    async def stop(self) -> None:
        """Stop every part and whatever it started; those marked `last` after the others."""
        self._stopping = True
        for last in (False, True):
            runs = [run for run in self._runs.values() if run.part.last is last]
            await asyncio.gather(*(_end(run) for run in runs))

    async def _is_ready(self, run: _Run) -> bool:
        if run.falls >= _FALLS:
            raise PartFailed(f"{run.part.name} stopped {run.falls} times while starting.{self._end_of_log(run.part)}")
        return run.process is not None and run.process.returncode is None and await run.part.ready()

    async def _keep(self, run: _Run) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping:
            started = asyncio.get_running_loop().time()
            code = await self._run_once(run)
            if self._stopping:
                return
            run.falls += 1
            pause = _FIRST_PAUSE if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE else pause
            self.tell(f"{run.part.name} stopped ({_how(code)}) and is started again; see {self._log(run.part)}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _run_once(self, run: _Run) -> int:
        with self._log(run.part).open("ab") as log:
            run.process = await asyncio.create_subprocess_exec(
                *tethered(run.part.command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=_ROOT,
                env=self.environment,
                start_new_session=True,
            )
        code = await run.process.wait()
        _signal_group(run.process, signal.SIGKILL)  # what it left behind would be in its successor's way
        return code

    def _log(self, part: Part) -> Path:
        return self.logs / f"{part.name}.log"

    def _end_of_log(self, part: Part) -> str:
        lines = self._log(part).read_text(errors="replace").splitlines()[-_TAIL:]
        return "".join(f"\n  {line}" for line in (f"The end of {self._log(part)}:", *lines))


async def _end(run: _Run) -> None:
    """Ask politely, then end the whole group."""
    if run.process is not None:
        _signal_group(run.process, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(run.process.wait(), _GRACE)
        _signal_group(run.process, signal.SIGKILL)
    if run.keeper is not None:
        run.keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run.keeper


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
