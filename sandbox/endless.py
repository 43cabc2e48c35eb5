"""Answers that are too much: one of 50 MB, and one that comes byte by byte and never ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from aiohttp import web

from sandbox.shapes import HEADERS

MEGABYTES = 50
_MEGABYTE = b"x" * 1_000_000
_FOREVER = 120


def huge() -> web.Response:
    """Answer sound JSON of 50 MB."""
    return _streamed(_pieces())


def slow_loris() -> web.Response:
    """Answer one byte a second: each is welcome in JSON, and the last one never comes."""
    return _streamed(_drops())


def _streamed(body: AsyncIterator[bytes]) -> web.Response:
    return web.Response(body=body, content_type="application/json", headers=HEADERS)


async def _pieces() -> AsyncIterator[bytes]:
    yield b'{"responses":[{"message":"'
    for _ in range(MEGABYTES):
        yield _MEGABYTE
    yield b'"}]}'


async def _drops() -> AsyncIterator[bytes]:
    yield b'{"responses":['
    for _ in range(_FOREVER):
        await asyncio.sleep(1)
        yield b" "


ANSWERS: Mapping[str, Callable[[], web.Response]] = {"huge": huge, "slow_loris": slow_loris}
