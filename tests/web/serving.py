"""A house behind the real server: the one in memory, or any other."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from sandbox.tether import tethered
from tests.web.standin import Served

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(log_file: Path, app: str = "tests.web.standin:served()", **settings: str) -> Iterator[Served]:
    """The doors under gunicorn, on a socket that listens already: the first request waits there until it is ready."""
    listening = socket.create_server(("127.0.0.1", 0))
    port, number = listening.getsockname()[1], listening.fileno()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "default", "-m", "gunicorn", "-c", "bot/web/gunicorn.py", "-b", f"fd://{number}"]
    environ = {**os.environ, "PUBLIC_URL": url, "PYTHONPATH": str(ROOT), **settings}
    with (
        log_file.open("wb") as log,
        subprocess.Popen(
            tethered([*command, app]),
            cwd=ROOT,
            env=environ,
            pass_fds=[number],
            stdout=log,
            stderr=log,
        ) as running,
    ):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request("GET", "/health/live")
            assert connection.getresponse().status == 200
            connection.close()
            listening.close()
            yield Served(url, port, running)
        finally:
            running.terminate()
            running.wait(timeout=60)
    assert "MonkeyPatchWarning" not in log_file.read_text()
