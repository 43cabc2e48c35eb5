"""The house that the store's tests stand in."""

from collections.abc import Iterator

import pytest

from tests.store.building import House


@pytest.fixture
def house(redis_url: str) -> Iterator[House]:
    """A store of its own, let go of afterwards."""
    house = House(redis_url)
    yield house
    house.runner.close()
