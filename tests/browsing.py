"""A real browser for tests: its windows note what should never happen in them, and keep pictures for people."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

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
PATIENCE_MS = 15_000

STILL = """async () => {
  const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((one) => one.finished));
  const places = () => [...document.querySelectorAll("[role=log]")].map((one) => one.scrollTop).join();
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  for (let before; before !== places(); ) {
    before = places();
    await pause(120);
    await Promise.race([drawn(), pause(innerWidth ? 2000 : 0)]);
  }
}"""
"""Waits for animations and for smooth scrolling, which goes on as pictures are drawn; what is hidden is never drawn."""

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
"""WCAG 2.2 AA: what only 2.2 asks for is off unless it is named."""

both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def chromium() -> str | None:
    """Return the browser of this machine, if it has one."""
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser with patience. Raises NoBrowser."""
    program = chromium()
    if program is None:
        raise NoBrowser
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Window:
    """A page that notes what it should never do: fail in a script, or ask a machine other than this one.

    One that `scrolls` does so down, never aside; of any other only parts scroll.
    """

    def __init__(
        self, browser: Browser, size: ViewportSize, pictures: Path, *, dark: bool = False, scrolls: bool = False
    ) -> None:
        self.context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light")
        self.page = self.context.new_page()
        self.pictures = pictures
        self.scrolls = scrolls
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda line: self.troubles.append(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob", "about"} and urlsplit(url).hostname != "127.0.0.1":
            self.troubles.append(f"asked {url}")

    def settles(self) -> None:
        """Wait until nothing moves any more, and see that the page scrolls no further than it may."""
        fits = "scrollWidth <= innerWidth" if self.scrolls else "scrollHeight <= innerHeight"
        for frame in self.page.frames:
            frame.evaluate(STILL)
            assert frame.evaluate(f"document.scrollingElement.{fits}"), frame.url

    def shoot(self, name: str) -> None:
        """Keep a picture, for people to look at."""
        self.page.mouse.move(0, 0)
        self.settles()
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=self.scrolls)

    def examined(self) -> AxeResults:
        """Look for what on the page keeps anybody out."""
        self.settles()
        return Axe().run(self.page, options=WCAG)

    def is_accessible(self) -> None:
        """See that nothing on the page keeps anybody out."""
        found = self.examined()
        assert found.violations_count == 0, found.generate_report()

    def was_quiet(self) -> None:
        """See that nothing went wrong on the way."""
        assert self.troubles == []


NewWindow = Callable[..., Window]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for this file alone."""
    if chromium() is None:
        if os.environ.get("WATTLINE_BROWSER") == "required":
            pytest.fail("a browser is required and none is installed")
        pytest.skip("no Chromium on this machine")
    with opened() as browser:
        yield browser


@pytest.fixture
def window(browser: Browser, tmp_path: Path) -> Iterator[NewWindow]:
    """`window(size, dark=False, scrolls=False)`: a new one, its cookies its own. Pictures go to WATTLINE_PICTURES."""
    windows: list[Window] = []
    pictures = Path(os.environ.get("WATTLINE_PICTURES") or tmp_path)

    def new(size: ViewportSize, *, dark: bool = False, scrolls: bool = False) -> Window:
        windows.append(Window(browser, size, pictures, dark=dark, scrolls=scrolls))
        return windows[-1]

    yield new
    for one in windows:
        one.context.close()
