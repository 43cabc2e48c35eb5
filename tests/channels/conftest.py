"""What the channels' tests talk to: a provider, nobody at all, and a list of what to close."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from tests.channels.provider import Closing, Provider


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    listening = socket.create_server(("127.0.0.1", 0))
    told = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", told.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    yield told
    told.over.set()
    await runner.cleanup()


@pytest.fixture
def nobody() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
async def closing() -> AsyncIterator[Closing]:
    """Close what a test opened."""
    closers: list[Callable[[], Awaitable[None]]] = []
    yield closers.append
    for close in closers:
        await close()
