"""A demo for each file of journeys, and customers that nobody else of the file is.

A file's tests run in one process (`--dist loadfile`, in the Makefile): they share the demo.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect, sync_playwright

from tests.journeys.house import House, running
from tests.journeys.people import Browser, Customer, Phone
from tests.journeys.windows import FLAGS, PATIENCE_MS, NewWindow, Window, chromium

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
    browsers: list[Browser] = []

    def new(channel: str, meter: str = "", who: str = "") -> Customer:
        if channel != "web":
            return Customer(Phone(house.wire, channel, who or meter), house.wire, meter)
        browsers.append(Browser(house.web_url))
        return Customer(browsers[-1], house.wire, meter)

    yield new
    for browser in browsers:
        browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """A browser for this file alone."""
    program = chromium()
    if program is None:
        if os.environ.get("WATTLINE_BROWSER") == "required":
            pytest.fail("a browser is required and none is installed")
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def window(browser: Chromium, tmp_path: Path) -> Iterator[NewWindow]:
    """`window(size)`: a new one with cookies of its own. Pictures go where WATTLINE_PICTURES says."""
    opened: list[Window] = []
    pictures = Path(os.environ.get("WATTLINE_PICTURES") or tmp_path)

    def new(size: ViewportSize) -> Window:
        opened.append(Window(browser, size, pictures))
        return opened[-1]

    yield new
    for one in opened:
        one.context.close()
