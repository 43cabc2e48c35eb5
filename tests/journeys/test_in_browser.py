"""The journey as people see it: on the Phones page and in the web chat, in a real browser."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect, sync_playwright

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
ROOF = "Cooperative Roof 4.8 kW solar share"
CONFIRMS = "confirms your order with Wattline"
MOST_TABS = 60
PATIENCE_MS = 15_000

STILL = """async () => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const places = () => [...document.querySelectorAll("[role=log]")].map((one) => one.scrollTop).join();
  for (let before; before !== places(); await new Promise((resolve) => setTimeout(resolve, 120))) before = places();
}"""
"""Waits for animations and for smooth scrolling."""

both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def _chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for this file alone."""
    program = _chromium()
    if program is None:
        if os.environ.get("WATTLINE_BROWSER") == "required":
            pytest.fail("a browser is required and none is installed")
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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


@pytest.fixture
def window(browser: Browser, tmp_path: Path) -> Iterator[NewWindow]:
    """`window(size)`: a new one with cookies of its own. Pictures go where WATTLINE_PICTURES says."""
    opened: list[Window] = []
    pictures = Path(os.environ.get("WATTLINE_PICTURES") or tmp_path)

    def new(size: ViewportSize) -> Window:
        opened.append(Window(browser, size, pictures))
        return opened[-1]

    yield new
    for one in opened:
        one.context.close()


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


def _phones(window: NewWindow, house: House, meter: str) -> Window:
    one = window(PHONES)
    one.page.goto(f"{house.sandbox_url}/phones#{meter}")
    expect(one.page.locator("#line")).to_have_text("Live")
    return one


def test_one_customer_on_every_channel_at_once(house: House, window: NewWindow, meter: str) -> None:
    one = _phones(window, house, meter)
    whatsapp, telegram, web = (Shown(one.page, channel) for channel in ("whatsapp", "telegram", "web"))
    web.types("Tell me about the flexibility programme")
    web.shows("What is your meter ID?")
    web.types(meter)
    web.shows("a code is on its way by text message")
    web.types(web.reads_code())
    web.shows("Do you have one of these?")
    web.picks("None of these", "")
    web.shows("Looking at the terms costs nothing")
    web.picks("Evening Peak Saver Program", "")
    web.shows("Nothing is ordered yet")
    whatsapp.types("hi")
    whatsapp.shows("What can I do for you?")
    telegram.gets_to_offers(meter)
    telegram.picks(ROOF, "")
    telegram.shows(f"Please read the terms. {ROOF}")
    one.is_accessible()
    one.shoot("phones")
    one.was_quiet()


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram", "web"])
def test_the_journey_on_the_phones_page(house: House, window: NewWindow, meter: str, channel: str) -> None:
    one = _phones(window, house, meter)
    phone = Shown(one.page, channel)
    phone.types("hello")
    phone.shows("What can I do for you?")
    phone.gets_to_offers(meter)
    phone.picks(ROOF, "5")
    phone.shows(f"Please read the terms. {ROOF}, from Tern Island Cooperative")
    phone.shows("Price: $11,040.00")
    one.is_accessible()
    phone.picks("Order this", "1")
    phone.shows("It confirms exactly this order")
    phone.types(_code(house, meter, CONFIRMS))
    phone.shows(f"{ROOF} is ordered from Tern Island Cooperative. Your order number is")
    phone.types("where is my order?")
    phone.shows("the seller has received your order")
    one.was_quiet()


def _chat(window: NewWindow, house: House, size: ViewportSize) -> Window:
    one = window(size)
    one.page.goto(f"{house.web_url}/chat")
    expect(one.page.locator("#status")).to_have_text("Connected")
    return one


def _types(page: Page, words: str, answer: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text(answer)


def _tabs_to(page: Page, label: str, key: str = "Shift+Tab") -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id") == label:
            return
    raise AssertionError(f"the keyboard does not reach {label!r}")


def _presses(page: Page, label: str, answer: str, key: str = "Shift+Tab") -> None:
    _tabs_to(page, label, key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text(answer)


def _code(house: House, meter: str, containing: str = "is your Wattline code") -> str:
    message = house.wire.received("sms", meter, containing=containing)
    return str(message["text"])[:6]


@both_sizes
def test_the_web_chat_by_keyboard_alone_and_through_a_reload(
    house: House, window: NewWindow, meter: str, size: ViewportSize
) -> None:
    one = _chat(window, house, size)
    page, log = one.page, one.page.get_by_role("log")
    one.is_accessible()
    _presses(page, "I want solar", "What is your meter ID?", key="Tab")
    _tabs_to(page, "words", "Tab")
    _types(page, meter, "a code is on its way")
    _types(page, _code(house, meter), "I found 6 solar offers")
    page.reload()
    expect(page.locator("#status")).to_have_text("Connected")
    expect(log).to_contain_text("What is your meter ID?")
    expect(page.get_by_role("button", name=ROOF)).to_have_count(1)
    _tabs_to(page, "words", "Tab")
    _presses(page, ROOF, f"Please read the terms. {ROOF}")
    expect(page.get_by_role("button", name="Order this")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Newest message")).to_be_hidden()
    one.shoot(f"chat-{size['width']}")
    one.is_accessible()
    _presses(page, "Order this", "It confirms exactly this order")
    _tabs_to(page, "words", "Tab")
    _types(page, _code(house, meter, CONFIRMS), "Your order number is")
    _types(page, "where is my order?", "the seller has received your order")
    one.was_quiet()


def test_the_web_chat_outlives_the_web_process(house: House, window: NewWindow, meter: str) -> None:
    one = _chat(window, house, WIDE)
    page, log = one.page, one.page.get_by_role("log")
    page.get_by_role("textbox").focus()
    _types(page, "I want solar", "What is your meter ID?")
    house.kill("web")
    expect(page.locator("#status")).not_to_have_text("Connected")
    page.keyboard.type(meter)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Connected")
    expect(log).to_contain_text("a code is on its way")
    _types(page, _code(house, meter), "I found 6 solar offers")
    said = log.inner_text()
    assert said.count("What is your meter ID?") == 1
    assert said.count("a code is on its way") == 1
    expect(log.get_by_text("Not sent")).to_have_count(0)
