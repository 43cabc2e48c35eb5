"""What a process counts by name between two store operations; it goes along with the next result."""

import threading
from collections import Counter
from collections.abc import Mapping


class Tally:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()

    def count(self, name: str) -> None:
        """Count something."""
        with self._lock:
            self._counted[name] += 1

    def take(self) -> Mapping[str, int]:
        """Return what was counted since the last time."""
        with self._lock:
            taken, self._counted = self._counted, Counter()
        return taken

    def put_back(self, taken: Mapping[str, int]) -> None:
        """Count again what could not be handed on."""
        with self._lock:
            self._counted.update(taken)
