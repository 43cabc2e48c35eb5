"""What all processes did and what waits, as Prometheus reads it; counted in the scripts, so a restart loses nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.store.leases import PROCESSES, alive
from bot.store.operation import Operation, operation
from bot.store.runners import Blocking

FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "events": ("What happened, over all processes.", ("what",)),
    "deliveries": ("Deliveries by channel and status.", ("channel", "status")),
    "beckn_answers": ("How calls on the energy network ended.", ("action", "outcome")),
    "beckn_deviation": ("What sellers' answers had wrong and was forgiven.", ("kind",)),
    "beckn_breaker": ("Circuits that opened, and calls refused while they were.", ("what",)),
    "model": ("Questions to the language model, by how they ended.", ("outcome",)),
    "callbacks": ("What became of the protocol server's callbacks.", ("what",)),
}
"""Counters of a name `family:label:label` become this family; all others are events."""


@dataclass(frozen=True, slots=True)
class Gauges:
    """How much waits in the store; `oldest_ms` is how long the first due contact has waited."""

    turns: int
    sends: int
    bulk: int
    codes: int
    calls: int
    timers: int
    cases: int
    oldest_ms: int


def gauges() -> Operation[Gauges]:
    """Return how much waits."""
    return operation("gauges", (), (), lambda answer: Gauges(*(int(value) for value in answer)))


def counters() -> Operation[dict[str, int]]:
    """Return every counter by name."""
    return operation("counters", (), (), _read)


class StoreCollector:
    """Reads the store each time Prometheus asks."""

    def __init__(self, runner: Blocking) -> None:
        self._runner = runner

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges and counters. Raises Unavailable."""
        waiting = GaugeMetricFamily("wattline_waiting", "How much waits in the store.", labels=["what"])
        now = self._runner.run(gauges())
        for name in ("turns", "sends", "bulk", "codes", "calls", "timers", "cases"):
            waiting.add_metric([name], getattr(now, name))
        yield waiting
        oldest = GaugeMetricFamily("wattline_oldest_turn_seconds", "How long the first due contact has waited.")
        oldest.add_metric([], now.oldest_ms / 1000)
        yield oldest
        living = GaugeMetricFamily(
            "wattline_process_alive", "1 while a process of this kind beats.", labels=["process"]
        )
        for process, lives in self._runner.run(alive(PROCESSES)).items():
            living.add_metric([process], float(lives))
        yield living
        yield from self._counted()

    def _counted(self) -> Iterable[Metric]:
        families = {
            name: CounterMetricFamily(f"wattline_{name}", words, labels=labels)
            for name, (words, labels) in FAMILIES.items()
        }
        for name, value in sorted(self._runner.run(counters()).items()):
            family, *labels = name.split(":")
            if family not in FAMILIES:
                family, labels = "events", [name]
            families[family].add_metric(labels, value)
        yield from families.values()


def exposition(runner: Blocking) -> bytes:
    """Return the text for /metrics. Raises Unavailable."""
    registry = CollectorRegistry()
    registry.register(StoreCollector(runner))
    return generate_latest(registry)


def _read(answer: list[bytes]) -> dict[str, int]:
    return {name.decode(): int(value) for name, value in zip(answer[::2], answer[1::2], strict=True)}
