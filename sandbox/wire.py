"""The wire log: every request that a stand-in received or that was posted to the bot, numbered as it came."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from sandbox.shapes import Json

Found = TypeVar("Found")
_KEPT = 50_000


class Bell:
    """Wakes whoever waits for something new. Belongs to one event loop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, look: Callable[[], list[Found]], seconds: float) -> list[Found]:
        """Look again after every ring until something is found or the time is over."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while not (found := look()) and clock() < end:
            try:
                async with asyncio.timeout(end - clock()):
                    await self._event.wait()
            except TimeoutError:
                break
        return found or look()


@dataclass(slots=True)
class Entry:
    """One request. `target` is the stand-in, or "bot" for a webhook of ours; `status` the answer (0: none given)."""

    number: int
    target: str
    method: str
    path: str
    query: Json
    body: object
    at: str
    status: int = 0
    fault: str = ""


class WireLog:
    """Keeps the latest entries and lets one wait for the next."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._last = 0
        self.bell = Bell()

    def write(self, target: str, method: str, path: str, *, query: Json, body: object, at: str) -> Entry:
        """Append a request and return its entry, to be completed with the answer."""
        self._last += 1
        entry = Entry(self._last, target, method, path, query, body, at)
        self._entries.append(entry)
        if len(self._entries) > _KEPT:
            del self._entries[: _KEPT // 2]
        self.bell.ring()
        return entry

    def read(self, target: str = "", path: str = "", after: int = 0) -> list[Json]:
        """Return entries with a number above `after` whose target is and whose path contains what is given."""
        return [
            asdict(entry)
            for entry in self._entries
            if entry.number > after and target in {"", entry.target} and path in entry.path
        ]

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()
