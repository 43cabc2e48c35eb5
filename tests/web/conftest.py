"""A house in memory behind Flask's test client, and the same behind the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.web import create_app
from sandbox.embedded import free_port
from tests.browsing import browser, window  # noqa: F401 -- fixtures of this folder's tests
from tests.store.building import House
from tests.web.consoling import Console
from tests.web.infesting import boss
from tests.web.serving import serving
from tests.web.standin import Served, Standin, house

PUBLIC = "https://bot.utility.example"


@pytest.fixture
def inside() -> Standin:
    return house(PUBLIC)


@pytest.fixture
def client(inside: Standin) -> FlaskClient:
    return create_app(inside).test_client()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server") / "log") as served:
        yield served


@pytest.fixture
def ending_server(tmp_path: Path) -> Iterator[Served]:
    """A server of one test alone, which may end it."""
    with serving(tmp_path / "log") as served:
        yield served


@pytest.fixture
def console(redis_url: str, tmp_path: Path) -> Iterator[Console]:
    """The operators' console at a public address that only the test client knows."""
    house = House(redis_url)
    yield Console(house, tmp_path / "operators.yaml")
    house.runner.close()


@pytest.fixture
def console_within_reach(redis_url: str, tmp_path: Path) -> Iterator[Console]:
    """The same at an address of this machine, for a browser, and with somebody who has every role."""
    house = House(redis_url)
    console = Console(house, tmp_path / "operators.yaml", public=f"http://127.0.0.1:{free_port()}", proxies=0)
    boss(console)
    yield console
    house.runner.close()
