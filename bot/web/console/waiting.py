"""Waits for news: a page asks under the stamp of what it shows, and is answered as soon as that is no longer so.

Whoever comes back after a while has an old stamp and is answered at once, so nothing is ever missed.
"""

import time
from collections.abc import Callable
from typing import Final

from flask import request

PATIENCE: Final = 20.0
"""Seconds that a request waits for news."""
LOOK_EVERY: Final = 1.0


def news(stamp: Callable[[], str]) -> bool:
    """Wait until the stamp is another than the request knows (`after`); False: it still is the same."""
    known, seconds = request.args.get("after", ""), request.args.get("for", PATIENCE, type=float)
    end = time.monotonic() + max(0.0, min(seconds, PATIENCE))
    while stamp() == known:
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(LOOK_EVERY, left))
    return True
