"""The picture of a comparison, over real HTTP: after its words, on every channel, and no harm where it fails."""

import re
import urllib.request

import pytest
from playwright.sync_api import ViewportSize, expect

from sandbox.pictures import Look, look_at
from sandbox.twilio_checks import segments
from tests.browsing import NewWindow, both_sizes
from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House, answer, until
from tests.journeys.people import PATIENCE, Browser, Customer
from tests.journeys.windows import CAPTION, Shown, chat, compared, phones

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
DRAWN = 60.0
"""Seconds: the worker loads what it draws with when the first picture is asked for."""
PICTURE = Look("image/png", 800, 500)


def _compares(someone: Customer) -> str:
    """Get to a comparison; its words."""
    someone.says("Solar or the flexibility programme?")
    someone.proves_who_it_is()
    return someone.hears_too("comes first", "First year:")


def _fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE) as shown:  # noqa: S310 -- our own loopback
        assert shown.headers["Content-Type"] == "image/png"
        content: bytes = shown.read()
    return content


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_a_messenger_shows_the_picture_after_its_words(
    house: House, customer: NewCustomer, meter: str, channel: str
) -> None:
    ada = customer(channel, meter)
    _compares(ada)
    assert ada.hears(CAPTION, within=DRAWN) == CAPTION
    newest = house.wire.messages(channel, meter)[-1]
    until(lambda: house.wire.messages(channel, meter)[-1]["status"] == "delivered", "the picture was not delivered")
    assert look_at(_fetched(f"{house.sandbox_url}{newest['picture']}")) == PICTURE
    ada.picks("Solar for my roof")
    ada.hears("I found 6 solar offers")


def test_a_text_message_has_a_link_of_one_segment(house: House, customer: NewCustomer, meter: str) -> None:
    ben = customer("sms", meter)
    _compares(ben)
    ben.picks("See all of it")
    caption, url = ben.hears(CAPTION, within=DRAWN).split("\n")
    assert caption == CAPTION
    assert url.startswith(f"{house.web_url}/media/")
    assert segments(f"{caption}\n{url}") == 1
    assert look_at(_fetched(url)) == PICTURE
    for forged in (url.replace("/media/", "/media/A"), f"{house.web_url}/media/forged.png", url.removesuffix(".png")):
        assert answer(forged) == (404, "not found\n")
    ben.picks("Solar for my roof")
    ben.hears("I found 6 solar offers")


def test_the_web_chat_gets_the_picture_with_what_it_shows_in_words(customer: NewCustomer, meter: str) -> None:
    cleo = customer("web", meter)
    text = _compares(cleo)
    assert isinstance(cleo.line, Browser)
    frame = cleo.line.frame(DRAWN)
    assert frame["text"] == frame["picture"]["caption"] == CAPTION
    assert frame["choices"] == []
    assert look_at(_fetched(frame["picture"]["url"])) == PICTURE
    described = frame["picture"]["described"]
    assert described.startswith("What the first year could bring\n")
    assert set(NUMBER.findall(described)) <= set(NUMBER.findall(text)), "no number that the words do not say"
    cleo.picks("Solar for my roof")
    cleo.hears("I found 6 solar offers")


@pytest.mark.parametrize(("channel", "target", "path"), [("telegram", "telegram", "send"), ("sms", "twilio", "")])
def test_the_picture_waits_behind_words_that_must_be_sent_again(
    house: House, customer: NewCustomer, meter: str, *, channel: str, target: str, path: str
) -> None:
    dora = customer(channel, meter)
    dora.says("Solar or the flexibility programme?")
    dora.hears("What is your meter ID?")
    dora.says(meter)
    dora.says(dora.reads_code())
    dora.hears("You are verified")
    if channel == "sms":
        dora.hears("comes first")
    house.wire.fault(target, "500", path=path, times=3)
    if channel == "sms":
        dora.picks("See all of it")
    dora.hears("money at risk first")
    dora.hears(CAPTION, within=DRAWN)
    heard = [text for text in dora.heard if "money at risk first" in text or CAPTION in text]
    assert [CAPTION in text for text in heard] == [False, True], "each once, the words first"
    dora.hears_nothing()
    house.wire.clear_faults()


def test_a_picture_that_is_not_taken_costs_nothing_but_the_picture(
    house: House, customer: NewCustomer, meter: str
) -> None:
    eve = customer("telegram", meter)
    house.wire.fault("telegram", "400", path="sendPhoto")
    before = house.wire.last
    _compares(eve)
    house.wire.wait_for("telegram", "/sendPhoto", before, timeout=DRAWN)
    eve.hears_nothing()
    eve.picks("Solar for my roof")
    eve.hears("I found 6 solar offers")
    assert len(house.wire.requests("telegram", "/sendPhoto", before)) == 1, "what is refused is not sent again"


@both_sizes
def test_the_web_chat_shows_the_picture_to_eyes_and_to_screen_readers(
    house: House, window: NewWindow, meter: str, size: ViewportSize
) -> None:
    one = chat(window, house, size)
    log = one.page.get_by_role("log")
    compared(one, meter, lambda: str(house.wire.received("sms", meter, containing="is your Wattline code")["text"])[:6])
    image = log.get_by_role("img", name=re.compile(r"^What the first year could bring .*Solar: about \$"))
    expect(image).to_have_js_property("naturalWidth", 800)
    expect(image).to_be_in_viewport()
    wide, shown, room = image.evaluate("i => [i.naturalWidth, i.clientWidth, i.closest('[role=log]').clientWidth]")
    assert wide == 800
    assert 0.6 * room < shown <= min(room, 800)
    expect(one.page.locator(".choices").last).not_to_have_class("choices past")
    one.is_accessible()
    one.page.get_by_role("button", name="Solar for my roof", exact=True).last.click()
    expect(log).to_contain_text("I found 6 solar offers")
    one.was_quiet()


def test_the_phones_page_shows_the_picture(house: House, window: NewWindow, meter: str) -> None:
    one = phones(window, house, meter)
    phone = Shown(one.page, "whatsapp")
    phone.types("Solar or the flexibility programme?")
    phone.shows("What is your meter ID?")
    phone.proves_who_it_is(meter)
    phone.shows(CAPTION)
    image = phone.log.get_by_role("img", name="Picture")
    expect(image).to_have_js_property("naturalWidth", 800)
    expect(image).to_be_in_viewport()
    one.is_accessible()
    one.was_quiet()
