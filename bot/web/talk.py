"""One visitor's socket: what is typed goes to the inbox, what is on the stream goes out, one after the other."""

import time
from collections import deque
from contextlib import suppress
from typing import Final

import structlog
from simple_websocket import ConnectionClosed, Server

from bot.store.away import Unavailable
from bot.store.spool import Full
from bot.store.visitors import Visit, VisitEnded
from bot.web.parts import Parts
from bot.web.sockets import Sockets
from channels.errors import WebhookRejected
from channels.webchat import (
    History,
    Resume,
    Said,
    accepted_frame,
    delivered_frame,
    error_frame,
    history_frame,
    read_frame,
)

IDLE_SECONDS: Final = 900.0
LOOK_SECONDS: Final = 10.0
"""How long a wake-up that was lost can go unnoticed."""
AGAIN_SECONDS: Final = 1.0
NEVER: Final = "999999999999999999"
"""After every entry: who has not said where to resume is shown nothing, but hears when the token is good no more."""
PATIENCE: Final = 30
"""So many frames over the limit, and the socket closes."""

TRUSTED_SECONDS: Final = 60.0
"""While the store is away nobody can be logged out there: a token that was good so lately still is."""

ENDED: Final = 4001
"""The token is no longer good: the page asks for a new one, or begins anew."""
IDLE: Final = 4008
TOO_FAST: Final = 1008
FAULT: Final = 1011

log = structlog.get_logger()


class Talk:
    """Runs one socket to its end, in the caller's thread alone: a second one would cost as much memory again.

    The library's own thread puts what came in beside us and sets `ws.event`; so does whoever has news for us.
    """

    def __init__(self, ws: Server, visit: Visit, parts: Parts, sockets: Sockets) -> None:
        self._ws = ws
        self._visit = visit
        self._visitor = visit.visitor
        self._key = visit.key
        self._parts = parts
        self._sockets = sockets
        self._answers: deque[bytes] = deque()
        self._after: str | None = None
        self._ended: int | None = None
        self._refused = 0
        self._active = self._good_at = time.monotonic()

    def wake(self) -> None:
        """Look at the stream."""
        self._ws.event.set()

    def stop(self, code: int) -> None:
        """Close, after what is already said; the first reason counts."""
        if self._ended is None:
            self._ended = code
        self._ws.event.set()

    def run(self) -> None:
        """Talk until either side closes."""
        self._sockets.join(self._visitor, self)
        try:
            self._talk()
        except (ConnectionClosed, OSError):
            self._ws.connected = False  # nobody is there, or takes anything: no word of farewell either
        except Exception:
            log.exception("socket_failed")  # the edge of the process: the browser comes back and says it again
            self.stop(FAULT)
        finally:
            self._sockets.leave(self._visitor, self)
        with suppress(ConnectionClosed, OSError):
            self._ws.close(self._ended)

    def _talk(self) -> None:
        wait = LOOK_SECONDS
        while self._ended is None:
            self._listen(wait)
            while self._answers:
                self._ws.send(self._answers.popleft().decode())
            wait = LOOK_SECONDS if self._send_news() else AGAIN_SECONDS
            if time.monotonic() - self._active >= IDLE_SECONDS:
                self.stop(IDLE)

    def _listen(self, wait: float) -> None:
        """Wait for a frame or for news, and take one frame. The event is cleared first, so none goes unnoticed."""
        if not self._ws.input_buffer and self._ws.connected:
            self._ws.event.wait(wait)
        self._ws.event.clear()
        if self._ws.input_buffer:
            self._take(self._ws.receive())
        elif not self._ws.connected:
            raise ConnectionClosed(self._ws.close_reason, self._ws.close_message)

    def _take(self, raw: str | bytes) -> None:
        self._active = time.monotonic()
        if not self._sockets.allows(self._visitor):
            self._refuse()
        elif not self._good():
            self.stop(ENDED)
        elif isinstance(raw, str):
            self._hear(raw)
        else:
            self._answers.append(error_frame("malformed"))

    def _good(self) -> bool:
        """Whether the token still is good; each frame counts as its use."""
        now = time.monotonic()
        try:
            good = self._parts.visitors.still(self._key) is not None
        except Unavailable:
            return now - self._good_at < TRUSTED_SECONDS
        if good:
            self._good_at = now
        return good

    def _refuse(self) -> None:
        self._refused += 1
        if self._refused > PATIENCE:
            self.stop(TOO_FAST)
        self._answers.append(error_frame("too_fast"))

    def _hear(self, raw: str) -> None:
        try:
            frame = read_frame(raw, self._visitor)
        except WebhookRejected as rejected:
            log.info("frame_rejected", reason=rejected.reason)
            self._answers.append(error_frame("malformed"))
            return
        match frame:
            case Resume(after):
                self._after = after
            case History():
                self._tell()
            case Said(client_id, message):
                try:
                    self._parts.inbox.accept(message)
                except Full:
                    log.exception("spool_full")
                    self._answers.append(error_frame("try_again", client_id))
                else:
                    self._answers.append(accepted_frame(client_id))

    def _tell(self) -> None:
        try:
            self._answers.append(history_frame(self._parts.chat.history(self._visit)))
        except Unavailable:
            log.warning("chat_history_unavailable")  # the browser asks again when it comes back
        except VisitEnded:
            self.stop(ENDED)

    def _send_news(self) -> bool:
        """Send all that the stream has; False: it could not be read."""
        try:
            while entries := self._parts.chat.read(self._visitor, self._after or NEVER, self._key):
                for entry, frame in entries:
                    self._ws.send(delivered_frame(entry, frame).decode())
                    self._after = entry
                self._active = time.monotonic()
        except Unavailable:
            log.warning("chat_stream_unavailable")
            return False
        except VisitEnded:
            self.stop(ENDED)
        return True
