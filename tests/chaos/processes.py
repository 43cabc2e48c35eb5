"""Keeps real processes running: each is started again at once when it dies, whoever killed it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.tether import tethered

ROOT = Path(__file__).parents[2]
_SHORT_LIFE = 0.5
_PAUSE = 0.02
_PAUSE_AFTER_A_SHORT_LIFE = 0.25
_GRACE = 10.0

Start = Callable[[], Awaitable[int]]


@dataclass(slots=True)
class Zygote:
    """Forks processes of one kind."""

    kind: str
    process: asyncio.subprocess.Process
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def start(
        cls, kind: str, environment: Mapping[str, str], log: Path, listener: socket.socket | None = None
    ) -> "Zygote":
        """Start it; what it forks inherits the listener, if there is one."""
        words = (kind,) if listener is None else (kind, str(listener.fileno()))
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *tethered([sys.executable, "-m", "tests.chaos.zygote", *words]),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env=environment,
                pass_fds=() if listener is None else (listener.fileno(),),
            )
        return cls(kind, process)

    async def fork(self, log: Path, *words: str) -> int:
        """Start a process and return its id."""
        ask, told = self.process.stdin, self.process.stdout
        if ask is None or told is None:
            raise RuntimeError("the zygote has no pipes")
        async with self._asking:
            ask.write(json.dumps([str(log), *words]).encode() + b"\n")
            await ask.drain()
            line = await told.readline()
        if not line:
            raise RuntimeError(f"the zygote of {self.kind} is gone")
        return int(line)

    async def stop(self) -> None:
        """End it; what it forked dies with it."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@dataclass(slots=True)
class Kept:
    """One process that is kept running. `pid` is None between two lives; `lives` counts them."""

    role: str
    name: str
    pid: int | None = None
    lives: int = 0
    last_death: float = 0.0


@dataclass(slots=True)
class Crew:
    """All processes of the house, by name."""

    logs: Path
    members: dict[str, Kept] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    """Roles that are not started again for now."""
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    def keep(self, role: str, name: str, zygote: Zygote, words: Sequence[str]) -> None:
        """Run a forked process from now on."""
        self._add(Kept(role, name), lambda: zygote.fork(self.logs / f"{name}.log", *words))

    def keep_program(self, role: str, name: str, command: Sequence[str]) -> None:
        """Run a program from now on."""

        async def start() -> int:
            with (self.logs / f"{name}.log").open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *tethered(command), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            return process.pid

        self._add(Kept(role, name), start)

    def pids(self, role: str) -> list[int]:
        """Return the processes of a role that run now."""
        return [one.pid for one in self.members.values() if one.role == role and one.pid is not None]

    def _add(self, kept: Kept, start: Start) -> None:
        self.members[kept.name] = kept
        self._keepers.append(asyncio.create_task(self._keep(kept, start)))

    async def _keep(self, kept: Kept, start: Start) -> None:
        clock = asyncio.get_running_loop().time
        while not self._stopping:
            if kept.role in self.held:
                await asyncio.sleep(_PAUSE)
                continue
            pid = await start()
            begun, kept.lives = clock(), kept.lives + 1
            kept.pid = pid
            await gone(pid)
            kept.pid, kept.last_death = None, clock()
            signal_group(pid, signal.SIGKILL)  # what it left behind would be in its successor's way
            await asyncio.sleep(_PAUSE if clock() - begun > _SHORT_LIFE else _PAUSE_AFTER_A_SHORT_LIFE)

    async def stop(self, *last: str) -> None:
        """End everything, politely first; the roles in `last` after the others."""
        self._stopping = True
        for late in (False, True):
            members = [one for one in self.members.values() if (one.role in last) is late and one.pid is not None]
            for one in members:
                if one.pid is not None:
                    signal_group(one.pid, signal.SIGCONT)
                    signal_group(one.pid, signal.SIGTERM if late else signal.SIGKILL)
            await asyncio.gather(*(_ended(one.pid) for one in members if one.pid is not None))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)


async def _ended(pid: int) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await gone(pid)
    signal_group(pid, signal.SIGKILL)


async def gone(pid: int) -> None:
    """Wait until a process that need not be our child has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a process and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
