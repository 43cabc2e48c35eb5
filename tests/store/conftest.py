"""The house that the store's tests stand in."""

from collections.abc import Iterator

import pytest

from tests.store.building import House
from tests.store.campaigns import Town, person


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    """A store of its own, let go of afterwards."""
    house = House(redis_url)
    yield house
    house.runner.close()


@pytest.fixture
def town(redis_url: str) -> Iterator[Town]:
    """A town for campaigns: two can be sent a text message, one is on Telegram alone, one allows nothing."""
    town = Town(redis_url)
    town.settle(person(1), person(2, name="Bo"), person(3, "telegram"), person(4, willing=False))
    yield town
    town.store.runner.close()
