"""A sandbox in a thread of its own, for tests: `with running(config) as sandbox: sandbox.url`."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from sandbox.app import create_app
from sandbox.client import Wire
from sandbox.config import Config

_HOST = "127.0.0.1"
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox: its address, its credentials, and a client to steer it."""

    url: str
    config: Config
    wire: Wire

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings that point a bot at this sandbox."""
        return self.config.environment(self.url)


@contextmanager
def running(config: Config | None = None, port: int = 0) -> Iterator[Sandbox]:
    """Start a sandbox on a port (0: a free one), and stop it at the end."""
    config = config or Config()
    started = threading.Event()
    thread = _Thread(config, port, started)
    thread.start()
    started.wait(_PATIENCE)
    if thread.url is None:
        thread.join(_PATIENCE)
        raise RuntimeError("the sandbox did not start") from thread.error
    wire = Wire(thread.url)
    try:
        yield Sandbox(thread.url, config, wire)
    finally:
        wire.close()
        thread.stop()


class _Thread(threading.Thread):
    """Runs one event loop with one sandbox in it."""

    def __init__(self, config: Config, port: int, started: threading.Event) -> None:
        super().__init__(name="sandbox", daemon=True)
        self.url: str | None = None
        self.error: Exception | None = None
        self._config, self._port, self._ready = config, port, started
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_stop: asyncio.Event | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - the edge of the thread: who started it raises it on
            self.error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._told_to_stop = asyncio.get_running_loop(), asyncio.Event()
        runner = web.AppRunner(create_app(self._config), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, _HOST, self._port)
            await site.start()
            self.url = f"http://{_HOST}:{runner.addresses[0][1]}"
            self._ready.set()
            await self._told_to_stop.wait()
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """End the loop and wait for the thread."""
        if self._loop is not None and self._told_to_stop is not None:
            self._loop.call_soon_threadsafe(self._told_to_stop.set)
        self.join(_PATIENCE)
