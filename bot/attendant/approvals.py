"""Looks from time to time at what providers have approved, so that a template goes out as soon as it may."""

import asyncio
from collections.abc import Collection

import structlog

from channels.contract import Channel, Templated
from channels.errors import SendError

log = structlog.get_logger()

SECONDS = 300.0
SOON = 15.0
"""After a look that failed."""


class Approvals:
    """Runs until it is cancelled. What could not be looked at stays as it was known before."""

    def __init__(self, channels: Collection[Channel]) -> None:
        self._channels = [channel for channel in channels if isinstance(channel, Templated)]

    async def run(self) -> None:
        """Look again and again."""
        while True:
            looked = [await self._look(channel) for channel in self._channels]
            await asyncio.sleep(SECONDS if all(looked) else SOON)

    async def _look(self, channel: Templated) -> bool:
        try:
            await channel.refresh()
        except SendError as problem:
            log.warning("templates_not_known", reason=problem.reason)
            return False
        except Exception:  # the edge of a chore: an odd answer must not end the conversations; it is asked again soon
            log.exception("templates_broke")
            return False
        return True
