"""Makes the connection under a WebSocket fit for us, before the library takes it over."""

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SEND_SECONDS: Final = 10.0
RECEIVED_A_SECOND: Final = 16 * 1024
"""Bytes; thirty frames a minute (bot/web/sockets.py) of the largest size are a quarter of it."""
_SERVERS: Final = ("gunicorn.socket", "werkzeug.socket")


class Connection(Protocol):
    """What we use of a socket."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it, or raise OSError."""
        ...

    def recv(self, size: int, /) -> bytes:
        """Return what came, so many bytes at most."""
        ...

    def settimeout(self, seconds: float, /) -> None:
        """Wait so long at most."""
        ...


class Wire:
    """A socket whose `send` sends all of it, one caller at a time, and whose `recv` takes its time.

    The library calls `send` and does not look how much went out: under gevent a slow reader would get torn frames. A
    reader that takes nothing for ten seconds is given up. A writer who is always ready would never let gevent turn to
    anybody else; what comes faster than RECEIVED_A_SECOND waits at the sender's end.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()
        self._not_before = 0.0
        connection.settimeout(SEND_SECONDS)

    def send(self, frame: bytes) -> int:
        """Send all of a frame. Raises OSError, TimeoutError too."""
        with self._turn:
            self._connection.sendall(frame)
        return len(frame)

    def recv(self, size: int) -> bytes:
        """Return what came, not before what came last has had its time. Raises OSError."""
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        data = self._connection.recv(size)
        self._not_before = time.monotonic() + len(data) / RECEIVED_A_SECOND
        return data

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


def prepare(environ: "WSGIEnvironment") -> None:
    """Wrap the connection, and offer no compression: that costs 100 KiB a socket, for small frames."""
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    for name in _SERVERS:
        if name in environ:
            environ[name] = Wire(environ[name])
