"""A provider that answers as it is told, over real HTTP on loopback, and remembers what it was asked."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import orjson
import pytest
from aiohttp import web


@dataclass
class Asked:
    path: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class Provider:
    """`answer` is (status, body, headers), or "reset" or "hang"."""

    url: str
    answer: tuple[int, object, dict[str, str]] | str = (200, {}, {})
    asked: list[Asked] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode()
        self.asked.append(
            Asked(request.path, dict(parse_qsl(body, keep_blank_values=True)), dict(request.headers.items()))
        )
        if self.answer == "hang":
            await self.over.wait()
        if isinstance(self.answer, str):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        status, content, headers = self.answer
        raw = content if isinstance(content, bytes) else orjson.dumps(content)
        return web.Response(status=status, body=raw, headers={"Content-Type": "application/json", **headers})


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
async def closing() -> AsyncIterator[Callable[[Callable[[], Awaitable[None]]], None]]:
    """Close what a test opened."""
    closers: list[Callable[[], Awaitable[None]]] = []
    yield closers.append
    for close in closers:
        await close()
