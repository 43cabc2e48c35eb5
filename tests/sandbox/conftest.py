"""A running sandbox, and a bot's stand-in that takes its webhooks."""

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.browsing import browser  # noqa: F401 -- a fixture of this folder's tests


@dataclass(frozen=True, slots=True)
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> dict[str, object]:
        loaded: dict[str, object] = json.loads(self.body)
        return loaded


@dataclass(slots=True)
class Bot:
    """Takes webhooks and answers what it is told to: statuses in turn, then 204; or one body.

    `shown` is what can be fetched, by path: its type and its content.
    """

    url: str = ""
    posted: "queue.Queue[Posted]" = field(default_factory=queue.Queue)
    statuses: list[int] = field(default_factory=list)
    body: bytes = b""
    shown: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def next(self, timeout: float = 30.0) -> Posted:
        return self.posted.get(timeout=timeout)


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2, receipt_pause=0.0)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.wire.reset()
    _sandbox.wire.bot_is_at("http://127.0.0.1:9")
    return _sandbox


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[Bot]:
    bot = Bot()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            bot.posted.put(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = bot.statuses.pop(0) if bot.statuses else (200 if bot.body else 204)
            self.send_response(status)
            self.send_header("Content-Length", str(len(bot.body)))
            self.end_headers()
            self.wfile.write(bot.body)

        def do_GET(self) -> None:
            kind, content = bot.shown.get(self.path, ("", b""))
            self.send_response(200 if kind else 501)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        bot.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        sandbox.wire.bot_is_at(bot.url, "https://wattline.example")
        yield bot
        server.shutdown()
        thread.join()
