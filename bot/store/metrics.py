"""What all processes did and what waits, as Prometheus reads it; counted in the store, so a restart loses nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from bot.store.away import Unavailable
from bot.store.beating import BEATING, Sign, total
from bot.store.beating import version as our_version
from bot.store.runners import Blocking
from bot.store.tally import BOUNDS
from bot.store.vitals import Gauges, Server, Vitals, Waiting, look

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

DURATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "send_seconds": ("Calls that hand a message to a provider, by how they ended.", ("channel", "outcome")),
    "tool_seconds": ("Calls on the energy network and the utility's systems, by how they ended.", ("tool", "outcome")),
}
"""Counters of a name `family:label:label:bound` (store/tally.py) become this family."""


class StoreCollector:
    """Reads the store each time Prometheus asks, in one round trip; `spooled` is what waits on this machine's disk."""

    def __init__(self, runner: Blocking, spooled: Callable[[], int]) -> None:
        self._runner = runner
        self._spooled = spooled

    def collect(self) -> Iterable[Metric]:
        """Yield all families; while the store is away, that it is, and what waits for it here."""
        yield _gauge("build_info", "The version that answers.", {our_version(): 1}, label="version")
        yield _gauge("spool_messages", "What waits on this machine's disk for the store.", {"": self._spooled()})
        try:
            found = look(self._runner)
        except Unavailable:
            yield _gauge("redis_up", "1 where the store answers.", {"": 0})
            return
        yield _gauge("redis_up", "1 where the store answers.", {"": 1})
        yield from _waiting(found.gauges)
        yield from _living(found.signs)
        yield from _server(found.server)
        yield from _counted(found)


def exposition(runner: Blocking, spooled: Callable[[], int] = lambda: 0) -> bytes:
    """Return the text for /metrics."""
    registry = CollectorRegistry()
    registry.register(StoreCollector(runner, spooled))
    return generate_latest(registry)


def _gauge(name: str, words: str, values: Mapping[str, float], *, label: str | None = None) -> Metric:
    family = GaugeMetricFamily(f"wattline_{name}", words, labels=[label] if label else [])
    for value_of, value in values.items():
        family.add_metric([value_of] if label else [], value)
    return family


def _waiting(gauges: Gauges) -> Iterator[Metric]:
    yield _gauge("waiting", "How much waits in the store.", _many(gauges.queues), label="what")
    late = {name: found.seconds for name, found in gauges.queues.items() if name != "cases"}
    yield _gauge("overdue_seconds", "How long the first that waits has been due.", late, label="what")
    kinds = gauges.cases_by_kind
    yield _gauge("cases_open", "Open cases.", _many(kinds), label="kind")
    ages = {kind: found.seconds for kind, found in kinds.items()}
    yield _gauge("cases_oldest_seconds", "How long the oldest open case has been open.", ages, label="kind")


def _many(found: Mapping[str, Waiting]) -> Mapping[str, int]:
    return {name: one.many for name, one in found.items()}


def _living(signs: tuple[Sign, ...]) -> Iterator[Metric]:
    living = Counter(sign.process for sign in signs)
    alive = {process: float(living[process] > 0) for process in BEATING}
    yield _gauge("process_alive", "1 while a process of this kind beats.", alive, label="process")
    processes = GaugeMetricFamily("wattline_processes", "Processes that beat.", labels=["process", "version"])
    for (process, version), many in sorted(Counter((sign.process, sign.version) for sign in signs).items()):
        processes.add_metric([process, version], many)
    yield processes
    broken = {"": total(signs, "breakers")}
    yield _gauge("breakers_open", "Counterparts that are being left alone, over all workers.", broken)


def _server(server: Server) -> Iterator[Metric]:
    yield _gauge("redis_info", "The store's version.", {server.version: 1}, label="version")
    yield _gauge("redis_memory_bytes", "Memory that the store uses.", {"": server.memory})
    most = server.most_memory or 0
    yield _gauge("redis_memory_max_bytes", "Memory that the store may use; 0: no limit of its own.", {"": most})
    facts = {
        "append_only": server.append_only,
        "last_write": server.written,
        "last_rewrite": server.rewritten,
        "noeviction": not server.evicts,
    }
    words = "1 where the store keeps what it acknowledged in this respect."
    yield _gauge("redis_safe", words, {name: float(good) for name, good in facts.items()}, label="what")


def _counted(found: Vitals) -> Iterator[Metric]:
    families = {
        name: CounterMetricFamily(f"wattline_{name}", words, labels=labels)
        for name, (words, labels) in FAMILIES.items()
    }
    durations: defaultdict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for name, value in sorted(found.counters.items()):
        family, *labels = name.split(":")
        if family in DURATIONS:
            durations[family, *labels[:-1]][labels[-1]] = value
            continue
        if family not in FAMILIES:
            family, labels = "events", [name]
        families[family].add_metric(labels, value)
    yield from families.values()
    yield from _durations(durations)


def _durations(found: Mapping[tuple[str, ...], Mapping[str, int]]) -> Iterator[Metric]:
    for name, (words, labels) in DURATIONS.items():
        family = HistogramMetricFamily(f"wattline_{name}", words, labels=labels)
        for (of, *values), counted in found.items():
            if of == name:
                family.add_metric(values, _buckets(counted), counted.get("ms", 0) / 1000)
        yield family


def _buckets(counted: Mapping[str, int]) -> list[tuple[str, float]]:
    """Return what lies under each bound, as Prometheus wants it: each with all that lies under the ones before."""
    under, buckets = 0, []
    for bound in (*map(str, BOUNDS), "+Inf"):
        under += counted.get(bound, 0)
        buckets.append((bound, float(under)))
    return buckets
