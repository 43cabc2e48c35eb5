"""Saying that a process lives, for as long as it does."""

import time

import structlog

from bot.store.leases import beat
from bot.store.runners import Blocking, Unavailable

log = structlog.get_logger()

BEAT_SECONDS = 2.0
"""A process that was silent for three beats is taken for dead."""


def keep_beating(runner: Blocking, process: str) -> None:
    """Beat for ever; to be run in a thread of its own."""
    while True:
        try:
            runner.run(beat(process, int(3 * BEAT_SECONDS)))
        except Unavailable:
            log.warning("beat_missed", beating=process)
        time.sleep(BEAT_SECONDS)
