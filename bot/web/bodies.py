"""Reads a request's body whole or refuses it: no server or framework may hand on a part of one as if it were all."""

from typing import TYPE_CHECKING, Final, Protocol

import gevent
from gunicorn.http.errors import ParseException

from channels.errors import WebhookRejected
from channels.payload import BODY_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

BODY_SECONDS: Final = 20.0
"""How long a body may take, whoever drips it: each one holds a connection."""

_DRAINED: Final = 2 * 1024 * 1024
_PIECE: Final = 65536


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_body(environ: "WSGIEnvironment", limit: int = BODY_BYTES, seconds: float = BODY_SECONDS) -> bytes:
    """Return the body.

    Raises WebhookRejected: 413 over the limit, by length or in chunks; 400 where it ended early; 408 where it drips.
    """
    try:
        with gevent.Timeout(seconds, WebhookRejected(408, "the body takes too long")):
            return _read(environ["wsgi.input"], environ, limit)
    except (OSError, ParseException) as error:
        raise WebhookRejected(400, "the body is broken") from error


def _read(stream: _Stream, environ: "WSGIEnvironment", limit: int) -> bytes:
    declared = str(environ.get("CONTENT_LENGTH") or "")
    if declared:
        length = int(declared) if declared.isdecimal() else -1
        if length > limit:
            _refuse(stream, length)
        body = stream.read(length) if length > 0 else b""
        if len(body) != length:
            raise WebhookRejected(400, "the body is broken")
        return body
    if environ.get("HTTP_TRANSFER_ENCODING"):
        body = stream.read(limit + 1)
        if len(body) > limit:
            _refuse(stream, _DRAINED)
        return body
    return b""


def _refuse(stream: _Stream, length: int) -> None:
    """Read on a little, so that the client gets to see the answer and not a reset connection."""
    left = min(length, _DRAINED)
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        left -= len(piece)
    raise WebhookRejected(413, "the body is too large")
