"""What every room's tests may ask for: a real Redis-compatible server, emptied for each test."""

import subprocess
from collections.abc import Iterator

import pytest
import redis
import structlog
from hypothesis import HealthCheck, settings

from sandbox.embedded import answers, free_port, server_command, server_program
from sandbox.tether import tethered

_STARTS = 5
_LONG = ("journeys", "house", "understanding", "cli", "web")
"""Rooms whose files take long: they begin first, so that nobody waits for one of them alone at the end."""

# The same examples in every run, however slow the machine: a failure is the code's, and comes again.
settings.register_profile("house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# A traceback in plain words: the coloured one, with all variables, takes seconds to write on a busy machine.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`: transcripts are written as the conversation speaks now, to be read as a diff."""
    parser.addoption("--update", action="store_true", help="write transcripts anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the rooms that take long first; within a room the order stays."""
    tests = config.rootpath / "tests"
    rank = {room: place for place, room in enumerate(_LONG)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(tests).parts[0], len(_LONG)))


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this test process alone; it stops with it, even if it is killed."""
    directory = tmp_path_factory.mktemp("redis")
    program = server_program()
    for _ in range(_STARTS):  # another process may take the port between our look and the server's start
        port = free_port()
        command = tethered(server_command(program, port=port, directory=directory))
        with (directory / "log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
            try:
                if answers(port, within=10) and server.poll() is None:
                    yield f"redis://127.0.0.1:{port}/0"
                    return
            finally:
                server.kill()
    pytest.fail(f"the server did not start: {(directory / 'log').read_text()[-500:]}")


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty server."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
        client.script_flush()
    return redis_server
