"""How gunicorn serves the doors: `gunicorn -c bot/web/gunicorn.py 'bot.web:create_app()'`.

One gevent worker holds some thousand sockets and slow clients; more of them with WEB_CONCURRENCY or `--workers`. The
port comes from PORT or `--bind`.
"""

from pathlib import Path
from typing import Final, Protocol

import gevent
from flask import Flask

worker_class = "gevent"
worker_connections = 2000
keepalive = 65  # longer than the usual 60 s of a balancer in front; also the time a client has for its headers
timeout = 30
graceful_timeout = 25
accesslog = None
control_socket_disable = True
limit_request_field_size = 8190
proc_name = "wattline-web"
if Path("/dev/shm").is_dir():  # noqa: S108 the heartbeat's file must not wait for a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108

_LOOK_SECONDS: Final = 0.2


class Worker(Protocol):
    """What we use of gunicorn's worker."""

    alive: bool
    wsgi: Flask


def post_worker_init(worker: Worker) -> None:
    """Send the sockets away when the worker is told to end: it waits for them, and they for nothing."""
    gevent.spawn(_dismiss, worker)


def _dismiss(worker: Worker) -> None:
    while worker.alive:
        gevent.sleep(_LOOK_SECONDS)
    sockets = worker.wsgi.extensions.get("sockets")
    if sockets is not None:
        sockets.close()
