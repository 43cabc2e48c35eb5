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
_PATIENCE = 5
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

    @property
    def taken(self) -> bool:
        """Whether the bot said that it keeps the letter."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the successes of HTTP


Taken = Callable[[Outcome], Coroutine[None, None, None]]


@dataclass(slots=True)
class Courier:
    """Carries letters. Letters in a lane never overtake each other: Telegram keeps a chat in order, Twilio nothing."""

    log: WireLog
    stamp: Callable[[], str]
    _lanes: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    async def carry(self, letter: Letter, taken: Taken | None = None) -> Outcome:
        """Post a letter and return the first answer; where that refuses it, trying again goes on behind.

        `taken` is done as soon as the bot takes the letter, be it at the first attempt or later.
        """
        first: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.run(self._deliver(letter, taken, first))
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asyncio.shield(first)
        except TimeoutError:
            return Outcome(0)

    def run(self, errand: Coroutine[None, None, None]) -> None:
        """Do something in the background that ends with the sandbox."""
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: Letter, taken: Taken | None, first: asyncio.Future[Outcome]) -> None:
        try:
            async with self._lanes[letter.lane]:
                for pause in (*letter.pauses, None):
                    outcome = await self._post(letter)
                    if outcome.taken and taken is not None:
                        await taken(outcome)
                    if not first.done():
                        first.set_result(outcome)
                    if pause is None or not _again(letter, outcome):
                        break
                    await asyncio.sleep(pause)
        finally:
            if not first.done():
                first.set_result(Outcome(0))

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

    async def forget(self) -> None:
        """Drop what is still to be tried."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()

    async def close(self) -> None:
        """Drop what is still to be tried and let go of connections."""
        await self.forget()
        if self._session is not None:
            await self._session.close()


def _again(letter: Letter, outcome: Outcome) -> bool:
    if outcome.taken:
        return False
    return outcome.status == 0 or outcome.status >= _FAULT_OF_BOT or letter.repeat_refused
