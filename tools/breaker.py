"""A circuit breaker for each counterpart: who fails again and again, and answers nothing between, is left alone."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools.exchange import NotSent

FAILURES = 5
WINDOW = 30.0
"""Seconds within which so many failures in a row open the circuit."""
PAUSE = 20.0
"""Seconds for which nothing is sent then."""


class Open(NotSent):
    """The counterpart is being left alone: nothing was sent."""


@dataclass(slots=True)
class _Circuit:
    failed: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES))
    until: float | None = None
    probing: bool = False


class Breaker:
    """Thread-safe; no lock is held while a call is under way. `count` is told "opened" and "refused"."""

    def __init__(self, count: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._clock = clock
        self._lock = threading.Lock()
        self._circuits: defaultdict[str, _Circuit] = defaultdict(_Circuit)

    @contextmanager
    def through(
        self, counterpart: str, *, is_fault: Callable[[BaseException], bool], may_probe: bool
    ) -> Iterator[None]:
        """Let a call through, and note how it ends. Raises Open before it is begun.

        After the pause one call that `may_probe` tries the counterpart; the others wait for how that ends. Where
        nobody tries for as long as failures count, they are forgotten.
        """
        with self._lock:
            probes = self._admit(self._circuits[counterpart], may_probe=may_probe)
        failed = False
        try:
            yield
        except BaseException as error:
            failed = is_fault(error)
            raise
        finally:
            with self._lock:
                self._note(self._circuits[counterpart], failed=failed, probes=probes)

    def open_circuits(self) -> int:
        """Return how many counterparts are being left alone now."""
        with self._lock:
            now = self._clock()
            return sum(one.until is not None and now < one.until + WINDOW for one in self._circuits.values())

    def _admit(self, circuit: _Circuit, *, may_probe: bool) -> bool:
        """Tell whether this call is the one that tries. Raises Open."""
        now = self._clock()
        if circuit.until is None:
            return False
        if not circuit.probing and now >= circuit.until + WINDOW:
            circuit.until = None
            circuit.failed.clear()
            return False
        if circuit.probing or now < circuit.until or not may_probe:
            self._count("refused")
            raise Open("the counterpart failed again and again")
        circuit.probing = True
        return True

    def _note(self, circuit: _Circuit, *, failed: bool, probes: bool) -> None:
        now = self._clock()
        if probes:
            circuit.probing = False
        if failed:
            circuit.failed.append(now)
        elif probes or circuit.until is None:
            circuit.until = None
            circuit.failed.clear()
        many = len(circuit.failed) == FAILURES and now - circuit.failed[0] <= WINDOW
        if failed and (probes or (many and circuit.until is None)):
            self._count("opened")
            circuit.until = now + PAUSE
