"""A real HTTP server on loopback that answers what a test tells it to, and remembers what it was asked."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import orjson

JSON = "application/json"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        loaded = orjson.loads(self.body)
        assert isinstance(loaded, dict)
        return loaded


@dataclass(frozen=True)
class Said:
    """One answer. `hang` holds it back until the server stops; `cut` closes the connection instead.

    `endless` pours without end, `dripping` lets a byte fall now and then, and `dripping_head` does so before the body;
    `missing` bytes of the body never come.
    """

    body: bytes = b"{}"
    status: int = 200
    content_type: str = JSON
    hang: bool = False
    cut: bool = False
    endless: bool = False
    dripping: bool = False
    dripping_head: bool = False
    missing: int = 0

    @classmethod
    def json(cls, body: object, status: int = 200) -> Self:
        return cls(orjson.dumps(body), status)


@dataclass
class Played:
    """What the server will say, by path (the last one said stays), and what it was asked.

    `about` comes first: what is said to a request whose body holds some words.
    """

    url: str
    stopped: threading.Event = field(default_factory=threading.Event)
    answers: dict[str, list[Said]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    about: dict[bytes, Said] = field(default_factory=dict)

    def say(self, path: str, *answers: Said) -> None:
        self.answers[path] = list(answers)

    def next(self, path: str, body: bytes) -> Said:
        meant = next((said for words, said in self.about.items() if words in body), None)
        if meant is not None:
            return meant
        left = self.answers.get(path, [Said(status=404)])
        return left.pop(0) if len(left) > 1 else left[0]


class Server(ThreadingHTTPServer):
    """The listening socket, with what it plays."""

    daemon_threads = True
    played: Played


class Door(BaseHTTPRequestHandler):
    """Answers as `played` says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _answer(self) -> None:
        played = self.server.played
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        played.asked.append(Asked(self.command, self.path, body))
        said = played.next(self.path.partition("?")[0], body)
        if said.hang:
            played.stopped.wait(20)
        self.close_connection = said != Said(said.body, said.status, said.content_type)
        if said.dripping_head:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._pour(b"x", pause=0.02)
        if said.hang or said.cut or said.dripping_head:
            return
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type)
        if not (said.endless or said.dripping):
            self.send_header("Content-Length", str(len(said.body) + said.missing))
        self.end_headers()
        if said.endless:
            self._pour(b" " * 65536, pause=0)
        elif said.dripping:
            self._pour(b" ", pause=0.02)
        else:
            self.wfile.write(said.body)

    def _pour(self, piece: bytes, *, pause: float) -> None:
        with contextlib.suppress(OSError):
            while not self.server.played.stopped.wait(pause):
                self.wfile.write(piece)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the names are the library's

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def playing() -> Iterator[Played]:
    """Start a server on a free port and stop it at the end."""
    server = Server(("127.0.0.1", 0), Door)
    played = server.played = Played(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        played.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
