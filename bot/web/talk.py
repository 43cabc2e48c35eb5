"""One visitor's socket: what is typed goes to the inbox, what is on the stream goes out, by one sender alone."""

import threading
import time
from collections import deque
from typing import Final

import structlog
from simple_websocket import ConnectionClosed, Server

from bot.store.runners import Unavailable
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

log = structlog.get_logger()


class Talk:
    """Runs one socket to its end, in the caller's thread for reading and one of its own for sending."""

    def __init__(self, ws: Server, visit: Visit, parts: Parts, sockets: Sockets) -> None:
        self._ws = ws
        self._visit = visit
        self._visitor = visit.visitor
        self._key = visit.key
        self._parts = parts
        self._sockets = sockets
        self._news = threading.Event()
        self._answers: deque[bytes] = deque()
        self._after: str | None = None
        self._ended: int | None = None
        self._refused = 0
        self._active = self._good_at = time.monotonic()

    def wake(self) -> None:
        """Look at the stream."""
        self._news.set()

    def stop(self, code: int) -> None:
        """Close, after what is already said; the first reason counts."""
        if self._ended is None:
            self._ended = code
        self._news.set()

    def run(self) -> None:
        """Talk until either side closes."""
        sender = threading.Thread(target=self._send, name="chat-sender", daemon=True)
        self._sockets.join(self._visitor, self)
        sender.start()
        try:
            self._read()
        except ConnectionClosed:
            pass
        except Exception:
            log.exception("socket_failed")  # the edge of the process: the browser comes back and says it again
        finally:
            self._sockets.leave(self._visitor, self)
            self.stop(TOO_FAST if self._refused > PATIENCE else 1011)
            sender.join(timeout=1.0)

    def _read(self) -> None:
        while self._ended is None:
            raw = self._ws.receive(timeout=IDLE_SECONDS)
            if raw is None:
                if time.monotonic() - self._active >= IDLE_SECONDS:
                    self.stop(IDLE)
                    return
                continue
            self._active = time.monotonic()
            if not self._sockets.allows(self._visitor):
                self._refuse()
            elif not self._good():
                self.stop(ENDED)
            elif isinstance(raw, str):
                self._hear(raw)
            else:
                self._answer(error_frame("malformed"))

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
            raise ConnectionClosed(TOO_FAST, "too fast")
        self._answer(error_frame("too_fast"))

    def _hear(self, raw: str) -> None:
        try:
            frame = read_frame(raw, self._visitor)
        except WebhookRejected as rejected:
            log.info("frame_rejected", reason=rejected.reason)
            self._answer(error_frame("malformed"))
            return
        match frame:
            case Resume(after):
                self._after = after
                self._news.set()
            case History():
                self._tell()
            case Said(client_id, message):
                try:
                    self._parts.inbox.accept(message)
                except Full:
                    log.exception("spool_full")
                    self._answer(error_frame("try_again", client_id))
                else:
                    self._answer(accepted_frame(client_id))

    def _tell(self) -> None:
        try:
            self._answer(history_frame(self._parts.chat.history(self._visit)))
        except Unavailable:
            log.warning("chat_history_unavailable")  # the browser asks again when it comes back
        except VisitEnded:
            self.stop(ENDED)

    def _answer(self, frame: bytes) -> None:
        self._answers.append(frame)
        self._news.set()

    def _send(self) -> None:
        wait = LOOK_SECONDS
        try:
            while True:
                self._news.wait(wait)
                self._news.clear()
                while self._answers:
                    self._ws.send(self._answers.popleft().decode())
                if self._ended is not None:
                    break
                wait = LOOK_SECONDS if self._send_news() else AGAIN_SECONDS
            self._ws.close(self._ended)
        except (ConnectionClosed, OSError):
            pass
        finally:
            self._ws.connected = False
            self._ws.event.set()  # `receive` waits for nothing any more

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
