"""The journey as people see it: on the Phones page and in the web chat, in a real browser."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browsing import WIDE, NewWindow, both_sizes
from tests.journeys.house import House
from tests.journeys.windows import CONFIRMS, ROOF, Shown, chat, everywhere_at_once, phones

MOST_TABS = 60


def test_one_customer_on_every_channel_at_once(house: House, window: NewWindow, meter: str) -> None:
    one = phones(window, house, meter)
    everywhere_at_once(one, meter)
    one.is_accessible()
    one.was_quiet()


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram", "web"])
def test_the_journey_on_the_phones_page(house: House, window: NewWindow, meter: str, channel: str) -> None:
    one = phones(window, house, meter)
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
    one = chat(window, house, size)
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
    one = chat(window, house, WIDE)
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
