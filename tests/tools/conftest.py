"""A stand-in server for each test that asks for one, and a client that speaks to it."""

from collections.abc import Iterator, Mapping

import pytest

from tests.tools.asking import Meters
from tests.tools.drawn import drawing
from tests.tools.market import client_at
from tests.tools.playing import Played, playing
from tools.beckn.client import NetworkClient
from tools.contract import Tool
from tools.readings import Readings
from tools.registry import build


@pytest.fixture
def server() -> Iterator[Played]:
    with playing() as played:
        yield played


@pytest.fixture
def network(server: Played) -> Iterator[NetworkClient]:
    client = client_at(server.url)
    yield client
    client.close()


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture
def tools(network: NetworkClient, meters: Meters) -> Mapping[type, Tool]:
    return build(network, Readings(meters), meters, drawing=drawing())
