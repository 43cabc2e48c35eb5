"""A real browser's windows, which note what should never happen in them."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect

from tests.journeys.house import House

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
PHONES: ViewportSize = {"width": 1440, "height": 900}
PATIENCE_MS = 15_000
CONFIRMS = "confirms your order with Wattline"

STILL = """async () => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const places = () => [...document.querySelectorAll("[role=log]")].map((one) => one.scrollTop).join();
  for (let before; before !== places(); await new Promise((resolve) => setTimeout(resolve, 120))) before = places();
}"""
"""Waits for animations and for smooth scrolling."""


both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def chromium() -> str | None:
    """Return the browser of this machine, if it has one."""
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


class Window:
    """A page that notes what it should never do: fail in a script, or ask a machine other than this one."""

    def __init__(self, browser: Browser, size: ViewportSize, pictures: Path) -> None:
        self.context = browser.new_context(viewport=size)
        self.page = self.context.new_page()
        self.pictures = pictures
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda line: self.troubles.append(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob", "about"} and urlsplit(url).hostname != "127.0.0.1":
            self.troubles.append(f"asked {url}")

    def settles(self) -> None:
        """Wait until nothing moves any more, and see that the page itself never scrolls: its parts do."""
        for frame in self.page.frames:
            frame.evaluate(STILL)
            assert frame.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), frame.url

    def shoot(self, name: str) -> None:
        """Keep a picture, for people to look at."""
        self.page.mouse.move(0, 0)
        self.settles()
        self.page.screenshot(path=self.pictures / f"{name}.png")

    def is_accessible(self) -> None:
        """See that nothing on the page keeps anybody out."""
        self.settles()
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()

    def was_quiet(self) -> None:
        """See that nothing went wrong on the way."""
        assert self.troubles == []


NewWindow = Callable[[ViewportSize], Window]


class Shown:
    """One channel as the Phones page shows it."""

    def __init__(self, page: Page, channel: str) -> None:
        self.page, self.channel = page, channel
        self.place: Locator | FrameLocator = (
            page.frame_locator("#chat") if channel == "web" else page.locator(f"#{channel}")
        )

    @property
    def log(self) -> Locator:
        return self.place.get_by_role("log")

    def types(self, words: str) -> None:
        field = self.place.get_by_role("textbox")
        field.fill(words)
        field.press("Enter")

    def shows(self, words: str) -> None:
        expect(self.log).to_contain_text(words)

    def picks(self, label: str, number: str) -> None:
        if self.channel in {"telegram", "web"}:
            self.place.get_by_role("button", name=label, exact=True).last.click()
        else:
            self.types(number)

    def reads_code(self) -> str:
        """Read the code that this page's SMS phone shows last."""
        newest = self.page.locator("#sms .text", has_text="is your Wattline code").last
        expect(newest).to_be_visible()
        found = re.match(r"\d{6}", newest.inner_text())
        assert found
        return found[0]

    def gets_to_offers(self, meter: str) -> None:
        self.types("I want solar")
        self.shows("What is your meter ID?")
        self.types(meter)
        self.shows("a code is on its way by text message")
        self.types(self.reads_code())
        self.shows("You are verified")
        self.shows("I found 6 solar offers")


def phones(window: NewWindow, house: House, meter: str) -> Window:
    """Open the Phones page as a customer."""
    one = window(PHONES)
    one.page.goto(f"{house.sandbox_url}/phones#{meter}")
    expect(one.page.locator("#line")).to_have_text("Live")
    return one


def chat(window: NewWindow, house: House, size: ViewportSize) -> Window:
    """Open the web chat."""
    one = window(size)
    one.page.goto(f"{house.web_url}/chat")
    expect(one.page.locator("#status")).to_have_text("Connected")
    return one
