"""One HTTP exchange with an outside system, bounded in size and time, its failures named by what is certain."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import httpx

_OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
MAXIMUM_BYTES = 5 * 1024 * 1024


class NotSent(Exception):
    """No connection: the request certainly did not leave."""


class Unanswered(Exception):
    """The request left and no whole answer was read: whether it had an effect is not known."""


class TooSlow(Unanswered):
    """As above, because time was up."""


class TooLarge(Exception):
    """The answer was bigger than allowed; reading stopped."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole and within bounds."""

    status: int
    body: bytes


def exchange(client: httpx.Client, request: httpx.Request, *, deadline: float, limit: int = MAXIMUM_BYTES) -> Answer:
    """Send once and read at most `limit` bytes within `deadline` seconds.

    The deadline is checked after each piece of the body that arrives, and each wait for a piece is bounded by it as
    well; on a connection of its own (`keep=0`) it also ends headers that only drip. Raises NotSent, Unanswered
    (TooSlow) or TooLarge.
    """
    ends = time.monotonic() + deadline
    with _cut_off(request, deadline):
        return _exchanged(client, request, ends=ends, limit=limit)


def _exchanged(client: httpx.Client, request: httpx.Request, *, ends: float, limit: int) -> Answer:
    try:
        response = client.send(request, stream=True)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise NotSent(type(error).__name__) from None
    except httpx.TransportError as error:
        raise _unanswered(error, ends) from None
    try:
        return Answer(response.status_code, _read(response, ends=ends, limit=limit))
    except httpx.TransportError as error:
        raise _unanswered(error, ends) from None
    finally:
        response.close()


def _read(response: httpx.Response, *, ends: float, limit: int) -> bytes:
    pieces = bytearray()
    for piece in response.iter_raw():
        pieces += piece
        if len(pieces) > limit:
            raise TooLarge(f"more than {limit} bytes")
        if time.monotonic() >= ends:
            break
    if time.monotonic() >= ends:
        raise TooSlow("deadline")
    return bytes(pieces)


def _unanswered(error: httpx.TransportError, ends: float) -> Unanswered:
    late = isinstance(error, httpx.TimeoutException) or time.monotonic() >= ends
    return (TooSlow if late else Unanswered)(type(error).__name__)


@runtime_checkable
class _Stream(Protocol):
    """What httpx's transport tells of a connection that it opened."""

    def get_extra_info(self, info: str) -> socket.socket:
        """Return a part of the connection."""
        ...


@contextmanager
def _cut_off(request: httpx.Request, deadline: float) -> Iterator[None]:
    """Cut the connection that a request opens when its time is up: httpx bounds each wait, not their sum."""
    opened: list[socket.socket] = []

    def see(event: str, told: Mapping[str, object]) -> None:
        stream = told.get("return_value") if event in _OPENED else None
        if isinstance(stream, _Stream):
            opened.append(stream.get_extra_info("socket"))

    def cut() -> None:
        for one in opened[-1:]:
            with suppress(OSError):  # it ended by itself
                one.shutdown(socket.SHUT_RDWR)

    request.extensions = {**request.extensions, "trace": see}
    watch = threading.Timer(deadline, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def patience(deadline: float) -> httpx.Timeout:
    """Return how long a client waits for each piece of an answer, and for a connection."""
    return httpx.Timeout(deadline, connect=min(deadline, 5.0))


def http_client(*, deadline: float, connections: int = 20, keep: int = 10) -> httpx.Client:
    """Return a thread-safe client with a pool of connections.

    It asks for uncompressed answers, so that the size read is the size held, follows no redirect and takes no proxy or
    netrc from the environment.
    """
    return httpx.Client(
        timeout=patience(deadline),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=keep, keepalive_expiry=5.0),
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )
