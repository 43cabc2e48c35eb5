"""Waits for news: a page asks under the stamp of what it shows, and is answered as soon as that is no longer so.

Whoever comes back after a while has an old stamp and is answered at once, so nothing is ever missed.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import current_app, request

PATIENCE: Final = 20.0
"""Seconds that a request waits for news."""
LOOK_EVERY: Final = 1.0


def stamp_of(value: object) -> str:
    """Return what differs as soon as a frozen value does."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]


class News:
    """The requests of this process that wait."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def come(self, stamp: Callable[[], str], known: str, patience: float) -> bool:
        """Wait until the stamp is another than the known one; False: it is the same, and the wait is over."""
        end = time.monotonic() + patience
        while stamp() == known:
            left = end - time.monotonic()
            if left <= 0 or self._ended.wait(min(LOOK_EVERY, left)):
                return False
        return True

    def close(self) -> None:
        """Let nobody wait any more: the process ends, and whoever waited asks its successor."""
        self._ended.set()


def news(stamp: Callable[[], str]) -> bool:
    """Wait until the stamp is another than the request knows (`after`), `for` so many seconds at most."""
    waiting: News = current_app.extensions["news"]
    seconds = request.args.get("for", PATIENCE, type=float)
    return waiting.come(stamp, request.args.get("after", ""), max(0.0, min(seconds, PATIENCE)))
