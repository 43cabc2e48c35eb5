"""Posts webhooks to the bot as the providers do: in order for each address, and again while it does not take them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field

import aiohttp

from sandbox.wire import WireLog

TELEGRAM_PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 60)
TWILIO_PAUSES = (0.5, 1, 2, 4, 7)
_SECONDS = 15
_FAULT_OF_BOT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One webhook: where it goes, what it says, and how often it is tried again."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    lane: str
    pauses: tuple[float, ...] = ()
    repeat_refused: bool = False
    shown: object = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bot's answer; status 0: it could not be reached."""

    status: int
    body: bytes = b""


@dataclass(slots=True)
class Courier:
    """Carries letters. One lane is one customer at one provider: letters in a lane never overtake each other."""

    log: WireLog
    stamp: Callable[[], str]
    _lanes: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    async def carry(self, letter: Letter) -> Outcome:
        """Post a letter and return the first answer; where that refuses it, trying again goes on behind."""
        first: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.run(self._deliver(letter, first))
        return await first

    def run(self, errand: Coroutine[None, None, None]) -> None:
        """Do something in the background that ends with the sandbox."""
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: Letter, first: asyncio.Future[Outcome]) -> None:
        async with self._lanes[letter.lane]:
            for pause in (*letter.pauses, None):
                outcome = await self._post(letter)
                if not first.done():
                    first.set_result(outcome)
                if pause is None or not _again(letter, outcome.status):
                    return
                await asyncio.sleep(pause)

    async def _post(self, letter: Letter) -> Outcome:
        path = letter.url.split("://", 1)[-1].partition("/")[2]
        entry = self.log.write("bot", "POST", f"/{path}", query={}, body=letter.shown, at=self.stamp())
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))
        try:
            async with self._session.post(letter.url, data=letter.body, headers=letter.headers) as answer:
                entry.status = answer.status
                return Outcome(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError):
            return Outcome(0)

    async def close(self) -> None:
        """Drop what is still to be tried and let go of connections."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()


def _again(letter: Letter, status: int) -> bool:
    if 200 <= status < 300:  # noqa: PLR2004 - the successes of HTTP
        return False
    return status == 0 or status >= _FAULT_OF_BOT or letter.repeat_refused
