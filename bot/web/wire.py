"""Makes the connection under a WebSocket fit for us, before the library takes it over."""

import threading
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SEND_SECONDS: Final = 10.0
_SERVERS: Final = ("gunicorn.socket", "werkzeug.socket")


class Connection(Protocol):
    """What we use of a socket."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it, or raise OSError."""
        ...

    def settimeout(self, seconds: float, /) -> None:
        """Wait so long at most."""
        ...


class Wire:
    """A socket whose `send` sends all of it, one caller at a time.

    The library calls `send` and does not look how much went out: under gevent a slow reader would get torn frames. A
    reader that takes nothing for ten seconds is given up.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()
        connection.settimeout(SEND_SECONDS)

    def send(self, frame: bytes) -> int:
        """Send all of a frame. Raises OSError, TimeoutError too."""
        with self._turn:
            self._connection.sendall(frame)
        return len(frame)

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


def prepare(environ: "WSGIEnvironment") -> None:
    """Wrap the connection, and offer no compression: that costs 100 KiB a socket, for small frames."""
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    for name in _SERVERS:
        if name in environ:
            environ[name] = Wire(environ[name])
