"""A demo for each file of journeys, and customers that nobody else of the file is.

A file's tests run in one process (`--dist loadfile`, in the Makefile): they share the demo.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.browsing import browser, window  # noqa: F401 -- fixtures of this folder's tests
from tests.journeys.house import House, running
from tests.journeys.people import Browser, Customer, Phone

EVERYBODY = [f"MTR-{number:04}" for number in range(24) if number not in {9, 13, 15}]
"""The demo's meters but three: one with medical equipment, one with degenerate data, one without codes by SMS."""

NewCustomer = Callable[..., Customer]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A demo that is ready."""
    with running(tmp_path_factory.mktemp("demo")) as demo:
        yield demo
        sent = [confirm["body"]["context"]["transaction_id"] for confirm in demo.wire.requests("beckn", "/confirm")]
        assert len(sent) == len(set(sent)), "an approved order went out twice"


@pytest.fixture(scope="module")
def _unused() -> Iterator[str]:
    return iter(EVERYBODY)


@pytest.fixture
def meter(_unused: Iterator[str]) -> str:
    """A meter that no other test of this file uses."""
    return next(_unused)


@pytest.fixture
def customer(house: House) -> Iterator[NewCustomer]:
    """`customer(channel, meter)`: the owner of a meter at a channel; "web" is a browser."""
    opened: list[Browser] = []

    def new(channel: str, meter: str = "", who: str = "") -> Customer:
        if channel != "web":
            return Customer(Phone(house.wire, channel, who or meter), house.wire, meter)
        opened.append(Browser(house.web_url))
        return Customer(opened[-1], house.wire, meter)

    yield new
    for one in opened:
        one.close()
