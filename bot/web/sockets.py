"""The open sockets of this process: who is there, who is too fast, and who has something new to read."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Final, Protocol

import structlog

from bot.store.away import Unavailable
from bot.web.parts import ChatStreams

SOCKETS_A_PROCESS: Final = 1500
"""So many chats leave webhooks enough of gunicorn's connections (worker_connections)."""
FRAMES_A_MINUTE: Final = 30
MINUTE: Final = 60.0
REMEMBERED: Final = 10_000
AGAIN_SECONDS: Final = 1.0
RESTART: Final = 1012
"""The close code for "the service restarts": the browser comes back by itself (RFC 6455's registry)."""

log = structlog.get_logger()


class Open(Protocol):
    """One open socket."""

    def wake(self) -> None:
        """There may be something new."""
        ...

    def stop(self, code: int) -> None:
        """Close, and say why."""
        ...


class Sockets:
    """One listener for all sockets of the process; it starts with the first of them."""

    def __init__(self, chat: ChatStreams, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat = chat
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, set[Open]] = defaultdict(set)
        self._said: dict[str, deque[float]] = {}
        self._listener: threading.Thread | None = None

    def count(self, visitor: str) -> int:
        """How many sockets a visitor has open."""
        with self._lock:
            return len(self._open.get(visitor, ()))

    def full(self) -> bool:
        """Whether this process holds as many sockets as it may."""
        with self._lock:
            return sum(map(len, self._open.values())) >= SOCKETS_A_PROCESS

    def join(self, visitor: str, socket: Open) -> None:
        """Wake this socket from now on."""
        with self._lock:
            self._open[visitor].add(socket)
            if self._listener is None:
                self._listener = threading.Thread(target=self._listen, name="chat-listener", daemon=True)
                self._listener.start()

    def leave(self, visitor: str, socket: Open) -> None:
        """Forget a socket."""
        with self._lock:
            self._open[visitor].discard(socket)
            if not self._open[visitor]:
                del self._open[visitor]

    def allows(self, visitor: str) -> bool:
        """Count one frame; False: a visitor's sockets together said more than 30 in a minute."""
        now = self._clock()
        with self._lock:
            if len(self._said) > REMEMBERED:
                self._said = {who: said for who, said in self._said.items() if said[-1] > now - MINUTE}
            said = self._said.setdefault(visitor, deque(maxlen=FRAMES_A_MINUTE))
            if len(said) == FRAMES_A_MINUTE and said[0] > now - MINUTE:
                return False
            said.append(now)
            return True

    def wake(self, visitor: str) -> None:
        """Let a visitor's sockets look for news."""
        for socket in self._of(visitor):
            socket.wake()

    def close(self) -> None:
        """Send everybody away, to come back to another process."""
        with self._lock:
            everyone = [socket for sockets in self._open.values() for socket in sockets]
        for socket in everyone:
            socket.stop(RESTART)

    def _of(self, visitor: str) -> tuple[Open, ...]:
        with self._lock:
            return tuple(self._open.get(visitor, ()))

    def _listen(self) -> None:
        """Hand on wake-ups for ever; what was missed while we were cut off, everybody looks up afterwards."""
        while True:
            try:
                for visitor in self._chat.listen():
                    self.wake(visitor)
            except Unavailable:
                log.warning("chat_listener_cut_off")
            time.sleep(AGAIN_SECONDS)
            with self._lock:
                visitors = tuple(self._open)
            for visitor in visitors:
                self.wake(visitor)
