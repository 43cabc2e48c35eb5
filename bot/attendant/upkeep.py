"""What the attend process does beside the conversations: seals the audit, and lets go of what was kept long enough."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot import keeping
from bot.store.audit import Audit, Broken, Head
from bot.store.away import Unavailable
from bot.store.runners import Blocking

log = structlog.get_logger()

SEAL_SECONDS = 60.0
SWEEP_EVERY = 60
"""Old things are looked for every so many seals: once an hour."""


class Upkeep:
    """Runs until it is cancelled; in threads, so that no conversation waits for it."""

    def __init__(self, runner: Blocking, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._audit = audit
        self._clock = clock
        self._last: Head | None = None

    async def run(self, seconds: float = SEAL_SECONDS) -> None:
        """Seal and sweep, again and again."""
        rounds = 0
        while True:
            await asyncio.to_thread(self.once, sweep=rounds % SWEEP_EVERY == 0)
            rounds += 1
            await asyncio.sleep(seconds)

    def once(self, *, sweep: bool) -> None:
        """Seal what was added to the audit, and sweep where that is due; what fails is tried again in a minute."""
        try:
            self._seal()
            if sweep:
                swept = keeping.sweep(self._runner, self._audit, self._clock())
                gone = {"audit": swept.audit, "lines": swept.lines, "consents": swept.consents}
                log.info("swept", **gone, tombstones=swept.tombstones)
        except Unavailable:
            log.warning("upkeep_put_off")
        except Broken as found:
            log.error("audit_broken", found=str(found))  # noqa: TRY400 -- where it is broken says it all
        except Exception:  # the edge of a chore: it is tried again, and the conversations go on
            log.exception("upkeep_broke")

    def _seal(self) -> None:
        before = self._last
        self._last = keeping.seal(self._runner, self._audit, self._clock(), before)
        if self._last != (before or Head()):
            log.info("audit_sealed", version=self._last.number, head=self._last.hash)
