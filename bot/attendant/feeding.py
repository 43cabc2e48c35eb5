"""Takes flexibility events from feeds, once a minute; what every attend process finds is called once."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.events import Announcements
from bot.store.away import Unavailable
from tools.contract import ToolError
from tools.feed import EventFeed

log = structlog.get_logger()

EVERY = 60.0


class Feeding:
    """Runs until it is cancelled; in threads, so that no conversation waits for a feed."""

    def __init__(self, announcements: Announcements, feeds: Sequence[EventFeed]) -> None:
        self._announcements = announcements
        self._feeds = feeds

    async def run(self, seconds: float = EVERY) -> None:
        """Look at every feed, again and again."""
        while True:
            for feed in self._feeds:
                await asyncio.to_thread(self.once, feed)
            await asyncio.sleep(seconds)

    def once(self, feed: EventFeed) -> None:
        """Take what a feed has now; what fails is tried again in a minute, and keeps no other feed from being read."""
        try:
            if taken := self._announcements.take(feed):
                log.info("events_taken", source=feed.source, number=taken)
        except ToolError as problem:
            log.warning("feed_away", source=feed.source, reason=problem.failure.value)
        except Unavailable:
            log.warning("feed_put_off", source=feed.source)
        except Exception:  # the edge of a chore: one odd feed ends neither the others nor the conversations
            log.exception("feed_broke", source=feed.source)
