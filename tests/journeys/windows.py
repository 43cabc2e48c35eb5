"""The Phones page and the web chat of a running demo, as somebody uses them."""

import re
from collections.abc import Callable

from playwright.sync_api import FrameLocator, Locator, Page, ViewportSize, expect

from tests.browsing import NewWindow, Window
from tests.journeys.house import House

PHONES: ViewportSize = {"width": 1440, "height": 900}
CONFIRMS = "confirms your order with Wattline"
ROOF = "Cooperative Roof 4.8 kW solar share"
CAPTION = "The same figures as a picture."


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

    def proves_who_it_is(self, meter: str) -> None:
        """Give the meter ID, and the code that comes for it to this page's SMS phone, behind any used one."""
        codes = self.page.locator("#sms .text", has_text="is your Wattline code")
        before = codes.count()
        self.types(meter)
        self.shows("a code is on its way by text message")
        expect(codes).to_have_count(before + 1)
        found = re.match(r"\d{6}", codes.last.inner_text())
        assert found
        self.types(found[0])

    def gets_to_offers(self, meter: str) -> None:
        self.types("I want solar")
        self.shows("What is your meter ID?")
        self.proves_who_it_is(meter)
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


def everywhere_at_once(one: Window, meter: str) -> None:
    """Be one customer on every channel of the Phones page, in the midst of things."""
    whatsapp, telegram, web = (Shown(one.page, channel) for channel in ("whatsapp", "telegram", "web"))
    web.types("I want to join the flexibility programme")
    web.shows("What is your meter ID?")
    web.proves_who_it_is(meter)
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


def compared(one: Window, meter: str, code: Callable[[], str]) -> None:
    """Get to a comparison and its picture in the web chat; `code` reads the code from the customer's phone."""
    for words, answer in (
        ("Solar or the flexibility programme?", "What is your meter ID?"),
        (meter, "a code is on its way"),
    ):
        _says(one.page, words, answer)
    _says(one.page, code(), CAPTION)
    one.settles()
    one.page.get_by_role("button", name="Newest message").click()  # the answer before it is read from its beginning


def _says(page: Page, words: str, answer: str) -> None:
    page.get_by_role("textbox").fill(words)
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(answer)
