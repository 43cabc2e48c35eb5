"""The connection under a WebSocket: whole frames out, and a pace in."""

import time
from typing import Final

from bot.web.wire import RECEIVED_A_SECOND, SEND_SECONDS, Wire

_SECONDS: Final = 0.5


class Line:
    """A connection that always has something to read."""

    def __init__(self) -> None:
        self.sent = b""
        self.timeout = 0.0

    def sendall(self, data: bytes, /) -> None:
        self.sent += data

    def settimeout(self, seconds: float, /) -> None:
        self.timeout = seconds

    def recv(self, size: int, /) -> bytes:
        return b"x" * size


def test_who_writes_without_end_is_read_no_faster_than_the_pace() -> None:
    wire, size = Wire(Line()), int(RECEIVED_A_SECOND * _SECONDS)
    begun = time.monotonic()
    assert wire.recv(size) == b"x" * size
    first = time.monotonic() - begun
    wire.recv(size)
    assert first < _SECONDS <= time.monotonic() - begun


def test_a_frame_goes_out_whole_and_waits_for_nobody_for_long() -> None:
    wire = Wire(line := Line())
    assert wire.send(b"frame") == len(b"frame")
    assert (line.sent, line.timeout) == (b"frame", SEND_SECONDS)
