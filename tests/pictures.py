"""`make pictures`: makes the pictures of the documentation anew, from a running demo in a real browser."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, expect, sync_playwright
from rich.console import Console

from tests.browsing import FLAGS, Window, chromium
from tests.journeys.house import House, running
from tests.journeys.windows import PHONES, compared, everywhere_at_once

FOLDER = Path(__file__).parents[1] / "docs" / "images"
CUSTOMER, COMPARING = "MTR-0000", "MTR-0001"
PHONE: ViewportSize = {"width": 390, "height": 844}
_NO_BROWSER = 2


def main() -> int:
    """Make them all; 2 where there is no browser."""
    program = chromium()
    if program is None:
        Console().print("No Chromium is on this machine: no picture was made.")
        return _NO_BROWSER
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as house, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        _phones(Window(browser, PHONES, FOLDER), house)
        _chat(Window(browser, PHONE, FOLDER), house)
        browser.close()
    return 0


def _phones(one: Window, house: House) -> None:
    one.page.goto(f"{house.sandbox_url}/phones#{CUSTOMER}")
    expect(one.page.locator("#line")).to_have_text("Live")
    everywhere_at_once(one, CUSTOMER)
    _keep(one, "phones")


def _chat(one: Window, house: House) -> None:
    one.page.goto(f"{house.web_url}/chat")
    expect(one.page.locator("#status")).to_have_text("Connected")
    sms = "is your Wattline code"
    compared(one, COMPARING, lambda: str(house.wire.received("sms", COMPARING, containing=sms)["text"])[:6])
    _keep(one, "chat")


def _keep(one: Window, name: str) -> None:
    one.shoot(name)
    one.context.close()
    Console().print(f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
