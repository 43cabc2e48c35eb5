"""How gunicorn serves the doors: `gunicorn -c bot/web/gunicorn.py 'bot.web:create_app()'`.

One gevent worker holds some thousand sockets and slow clients; more of them with WEB_CONCURRENCY or `--workers`. The
port comes from PORT or `--bind`. Give it by its path: as a module it would import the house before gevent's patch.

The application is built once, in the master: a worker that dies is back within the time of a fork, not of a start of
Python. What a worker owns (threads, connections, sockets) begins after the fork.
"""

import gc
import resource
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import gevent
from gevent import monkey, socket
from gunicorn.sock import BaseSocket
from gunicorn.workers.ggevent import GeventWorker

FILES: Final = 16384

# The master imports the house, so the patch must come first; signals and forks stay the master's own.
monkey.patch_all(os=False, signal=False)

# A connection is an open file, and many a machine allows 1,024 of them to who does not ask for more.
_soft, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted = FILES if _most == resource.RLIM_INFINITY else min(FILES, _most)
if _soft != resource.RLIM_INFINITY and _soft < _wanted:
    resource.setrlimit(resource.RLIMIT_NOFILE, (_wanted, _most))

LOOK_SECONDS: Final = 0.2
GRACE_SECONDS: Final = 0.5
"""How long a request that is just arriving on a kept connection has to arrive."""


class Waiting:
    """A connection that waits for its next request, for so many seconds at most."""

    def __init__(self, seconds: float, everyone: set["Waiting"]) -> None:
        self._timer = gevent.Timeout(seconds, False)  # noqa: FBT003 gevent's way to say "end quietly"
        self._everyone = everyone
        self._greenlet = gevent.getcurrent()

    def __enter__(self) -> Self:
        self._everyone.add(self)
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        self._everyone.discard(self)
        return bool(self._timer.__exit__(kind, error, at))

    def end(self) -> None:
        """Stop waiting, as if the time were up."""
        self._greenlet.throw(self._timer)


class DoorWorker(GeventWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Ends within a second or two of SIGTERM; gunicorn's own waits its whole grace for whoever keeps a connection."""

    sockets: list[BaseSocket | socket.socket]

    def patch(self) -> None:
        """Take the listeners over; everything else was patched in the master, before the house was imported."""
        self.sockets = [socket.socket(one.FAMILY, fileno=one.sock.detach()) for one in self.sockets]

    def timeout_ctx(self) -> Waiting:
        """Bound the wait for a connection's next request."""
        return Waiting(self.cfg.keepalive, self._waiting())

    def run(self) -> None:
        """Serve until told to end."""
        gevent.spawn(self._dismiss)
        for chore in self.wsgi.extensions["chores"]:
            threading.Thread(target=chore, daemon=True).start()
        super().run()

    def _dismiss(self) -> None:
        while self.alive:
            gevent.sleep(LOOK_SECONDS)
        self.wsgi.extensions["sockets"].close()
        self.wsgi.extensions["news"].close()
        gevent.sleep(GRACE_SECONDS)
        for connection in tuple(self._waiting()):
            connection.end()

    def _waiting(self) -> set[Waiting]:
        everyone: set[Waiting] = self.__dict__.setdefault("waiting", set())
        return everyone


def pre_fork(_server: object, _worker: object) -> None:
    """Let the collector leave alone what the master built: each page that it looks through is one more copy."""
    gc.freeze()


worker_class = DoorWorker
preload_app = True
worker_connections = 3000  # half of them for chats at most (bot/web/sockets.py); what is not used costs nothing
keepalive = 65  # longer than the usual 60 s of a balancer in front; also the time a client has for its headers
timeout = 30
graceful_timeout = 25
accesslog = None
control_socket_disable = True
proc_name = "wattline-web"
if Path("/dev/shm").is_dir():  # noqa: S108 the heartbeat's file must not wait for a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108 -- memory, where no slow disk stops a heartbeat
