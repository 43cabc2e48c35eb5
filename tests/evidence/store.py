"""A server of the store for one measurement, which stops with it."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.embedded import answers, free_port, server_command, server_program
from sandbox.tether import tethered

_START_SECONDS = 10


@contextmanager
def server() -> Iterator[str]:
    """Run an empty server and yield its address."""
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        command = tethered(server_command(server_program(), port=port, directory=Path(directory)))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                if not answers(port, within=_START_SECONDS):
                    raise TimeoutError("the server did not start")
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                running.kill()
