"""How the whole house is, asked in one round trip: what waits, who lives, what was done, and how the server is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.turn import CaseKind
from bot.store.beating import Sign, signs
from bot.store.operation import Operation, operation
from bot.store.runners import Blocking

QUEUES = ("turns", "sends", "bulk", "codes", "calls", "timers", "cases")
"""What waits: contacts due in each lane, calls without a result, timers, open cases."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many there are, and for how many seconds the first has been due (a case: open)."""

    many: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Gauges:
    """How much waits in the store."""

    queues: Mapping[str, Waiting]
    cases_by_kind: Mapping[str, Waiting]

    def many(self, queue: str) -> int:
        """Return how many wait in a queue."""
        return self.queues[queue].many


@dataclass(frozen=True, slots=True)
class Server:
    """What the server says of itself. `most_memory` is None where it has no limit of its own; sizes are bytes."""

    version: str
    memory: int
    most_memory: int | None
    policy: str
    append_only: bool
    written: bool
    rewritten: bool

    @property
    def evicts(self) -> bool:
        """Whether it throws data out when its memory is full."""
        return self.policy != "noeviction"


@dataclass(frozen=True, slots=True)
class Vitals:
    """All of it."""

    gauges: Gauges
    signs: tuple[Sign, ...]
    counters: Mapping[str, int]
    server: Server


def look(runner: Blocking) -> Vitals:
    """Ask for all of it at once. Raises Unavailable."""
    return Vitals(*runner.run_all((gauges(), signs(), counters(), server_facts())))


def gauges() -> Operation[Gauges]:
    """Return how much waits."""
    return operation("gauges", (), tuple(CaseKind), _read_gauges)


def counters() -> Operation[dict[str, int]]:
    """Return every counter by name."""
    return operation("counters", (), (), _read_counters)


def server_facts() -> Operation[Server]:
    """Return how the server is."""
    return operation("server_facts", (), (), _read_server)


def _read_gauges(answer: list[list[int]]) -> Gauges:
    found = [Waiting(many, late / 1000) for many, late in answer]
    kinds = (kind.value for kind in CaseKind)
    return Gauges(dict(zip(QUEUES, found, strict=False)), dict(zip(kinds, found[len(QUEUES) :], strict=True)))


def _read_counters(answer: list[bytes]) -> dict[str, int]:
    return {name.decode(): int(value) for name, value in zip(answer[::2], answer[1::2], strict=True)}


def _read_server(answer: Any) -> Server:
    lines = (line.partition(":") for line in answer.decode().splitlines() if not line.startswith("#"))
    said = {name: value for name, _, value in lines}
    return Server(
        version=said.get("valkey_version") or said["redis_version"],
        memory=int(said["used_memory"]),
        most_memory=int(said["maxmemory"]) or None,
        policy=said["maxmemory_policy"],
        append_only=said["aof_enabled"] == "1",
        written=said["aof_last_write_status"] == "ok",
        rewritten=said["aof_last_bgrewrite_status"] == "ok",
    )
