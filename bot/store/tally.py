"""What a process counts by name between two store operations; it goes along with its next sign of life."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: upper bounds of the classes that durations are counted in; what takes longer is `+Inf`."""


class Tally:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()
        self._levels: dict[str, Callable[[], int]] = {}

    def count(self, name: str) -> None:
        """Count something."""
        with self._lock:
            self._counted[name] += 1

    def took(self, what: str, seconds: float) -> None:
        """Count how long something took; `what` is `family:label:label` (bot/store/metrics.py)."""
        bound = next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")
        with self._lock:
            self._counted[f"{what}:{bound}"] += 1
            self._counted[f"{what}:ms"] += round(seconds * 1000)

    def watch(self, name: str, level: Callable[[], int]) -> None:
        """Tell with each sign of life how much there is of something now."""
        self._levels[name] = level

    def levels(self) -> Mapping[str, int]:
        """Return how much there is now of what is watched."""
        return {name: level() for name, level in self._levels.items()}

    def take(self) -> Mapping[str, int]:
        """Return what was counted since the last time."""
        with self._lock:
            taken, self._counted = self._counted, Counter()
        return taken

    def put_back(self, taken: Mapping[str, int]) -> None:
        """Count again what could not be handed on."""
        with self._lock:
            self._counted.update(taken)
