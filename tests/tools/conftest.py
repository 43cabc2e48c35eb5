"""A stand-in server for each test that asks for one, and a client that speaks to it."""

from collections.abc import Iterator

import pytest

from tests.tools.market import client_at
from tests.tools.playing import Played, playing
from tools.beckn.client import NetworkClient


@pytest.fixture
def server() -> Iterator[Played]:
    with playing() as played:
        yield played


@pytest.fixture
def network(server: Played) -> Iterator[NetworkClient]:
    client = client_at(server.url)
    yield client
    client.close()
