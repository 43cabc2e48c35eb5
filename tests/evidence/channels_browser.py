"""The web chat in a real browser, before a house in memory: what keeps anybody out, and whether words ever run."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from tests.browsing import Window, opened
from tests.measuring import Measure, Measurement
from tests.web import hostile
from tests.web.serving import serving

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
_A_VISITOR = 25
"""Texts, before somebody else goes on: a visitor says no more than 30 in a minute."""


@contextmanager
def _browser() -> Iterator[tuple[Browser, str]]:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log") as served, opened() as browser:
        yield browser, served.url


def _open(browser: Browser, url: str, size: ViewportSize, *, dark: bool = False) -> Window:
    one = Window(browser, size, Path(), dark=dark)
    hostile.watch(one.context)
    one.page.goto(f"{url}/chat")
    expect(one.page.locator("#status")).to_have_text("Connected")
    return one


def _accessible(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    found, looks = 0, 0
    with _browser() as (browser, url):
        for size in (PHONE, TABLET, DESKTOP):
            for dark in (False, True):
                one = _open(browser, url, size, dark=dark)
                found += one.examined().violations_count
                one.page.get_by_role("textbox").fill("compare")
                one.page.get_by_role("textbox").press("Enter")
                expect(one.page.get_by_role("log")).to_contain_text("The same figures as a picture.")
                found += one.examined().violations_count
                looks += 2
                one.context.close()
    yield Measure("violations of WCAG 2.2 AA that axe finds", found, f"on {looks} pages of 3 sizes", "= 0", found == 0)


def _words(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    ran, reports, said = 0, 0, 0
    with _browser() as (browser, url):
        for size in (PHONE, DESKTOP):
            for first in range(0, len(hostile.WORDS), _A_VISITOR):
                one = _open(browser, url, size)
                for words in hostile.WORDS[first : first + _A_VISITOR]:
                    hostile.echo(one.page, words)
                    said += 1
                ran += hostile.executions(one.page)
                reports += len(hostile.reports(one.page))
                one.context.close()
    places = f"of {said} texts in each of 8 places"
    yield Measure("hostile texts that ran in the web chat", ran, places, "= 0", ran == 0)
    yield Measure("the same, reports of the page's policy", reports, places, "= 0", reports == 0)


MEASUREMENTS = (
    Measurement("the web chat for everybody", _accessible),
    Measurement("hostile texts in the web chat", _words),
)
