"""Signs of life: what a process says of itself every two seconds, and what it counted since."""

import importlib.metadata
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

from bot.store.away import Unavailable
from bot.store.operation import Operation, operation
from bot.store.runners import Awaiting, Blocking
from bot.store.tally import Tally

log = structlog.get_logger()

BEAT_SECONDS = 2.0
SILENCE_SECONDS = 6
"""A process that was silent for three beats is taken for dead."""

PROCESSES = ("attend", "worker")
"""The processes that readiness asks for; the web process that is asked answers for itself."""
BEATING = ("web", *PROCESSES)


@dataclass(frozen=True, slots=True)
class Sign:
    """What one process said of itself last, and how many seconds ago; its levels are `spool` and `breakers`."""

    process: str
    instance: str
    version: str
    levels: Mapping[str, int]
    age: float


def version() -> str:
    """Return the version of Wattline that this process runs."""
    return importlib.metadata.version("wattline")


class Heart:
    """What beats for one process. Thread-safe. May be made before a fork: who we are is asked at each beat."""

    def __init__(self, process: str, tally: Tally) -> None:
        self._process = process
        self._tally = tally
        self._version = version()

    @contextmanager
    def beat(self) -> Iterator[Operation[None]]:
        """Give the operation that says that we live; what it carries is counted again where it raises Unavailable."""
        taken = self._tally.take()
        try:
            yield beat(self._process, f"{socket.gethostname()}:{os.getpid()}", self._said(), taken)
        except Unavailable:
            self._tally.put_back(taken)
            raise

    def _said(self) -> bytes:
        return orjson.dumps({"version": self._version, "levels": self._tally.levels()})


@dataclass(frozen=True, slots=True)
class Pulse:
    """A line to the store that no load makes wait, and the heart that beats on it."""

    runner: Awaiting
    heart: Heart

    async def beat(self) -> None:
        """Say that this process lives. Raises Unavailable."""
        with self.heart.beat() as beating:
            await self.runner.run(beating)


def keep_beating(runner: Blocking, heart: Heart) -> None:
    """Beat for ever; to be run in a thread of its own."""
    while True:
        try:
            with heart.beat() as beating:
                runner.run(beating)
        except Unavailable:
            log.warning("beat_missed")
        time.sleep(BEAT_SECONDS)


def beat(process: str, instance: str, said: bytes = b"{}", counted: Mapping[str, int] | None = None) -> Operation[None]:
    """Say that a process lives; what was `counted` by name goes along."""
    words = (word for name, number in (counted or {}).items() for word in (name, number))
    return operation("beat", (), (process, SILENCE_SECONDS * 1000, instance, said, *words), lambda _: None)


def signs(processes: Sequence[str] = BEATING) -> Operation[tuple[Sign, ...]]:
    """Return the signs of all processes of these kinds that live."""
    return operation("signs", (), (SILENCE_SECONDS * 1000, *processes), _read)


def alive(processes: Sequence[str]) -> Operation[dict[str, bool]]:
    """Say of which kinds a process lives."""

    def read(answer: list[list[Any]]) -> dict[str, bool]:
        living = {sign.process for sign in _read(answer)}
        return {process: process in living for process in processes}

    return operation("signs", (), (SILENCE_SECONDS * 1000, *processes), read)


def total(signs: Sequence[Sign], level: str) -> int:
    """Return what a level comes to over processes."""
    return sum(sign.levels.get(level, 0) for sign in signs)


def _read(answer: list[list[Any]]) -> tuple[Sign, ...]:
    found = []
    for process, instance, age, said in answer:
        words = orjson.loads(said)
        levels = {name: int(level) for name, level in words.get("levels", {}).items()}
        found.append(Sign(process.decode(), instance.decode(), words.get("version", ""), levels, age / 1000))
    return tuple(sorted(found, key=lambda sign: (sign.process, sign.instance)))
