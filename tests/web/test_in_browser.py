"""The web chat in a real browser, before a house in memory: how it is read, what it keeps out, and its tabs."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browsing import NewWindow, Window
from tests.web import hostile
from tests.web.answering import comparison
from tests.web.standin import Served

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
FRAMES_A_MINUTE = 30
SAID = ["You: Where is my order?", "You: word 0", "You: word 1", "You: prove"]


def _open(one: Window, server: Served, page: Page | None = None) -> Page:
    page = page or one.page
    page.goto(f"{server.url}/chat")
    expect(page.locator("#status")).to_have_text("Connected")
    return page


def _say(page: Page, words: str, answer: str) -> None:
    page.get_by_role("textbox").fill(words)
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(answer)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_a_long_answer_is_read_from_its_beginning_and_its_choices_stay_below_the_picture(
    server: Served, window: NewWindow, size: ViewportSize, *, dark: bool
) -> None:
    one = window(size, dark=dark)
    page = _open(one, server)
    one.is_accessible()
    _say(page, "compare", "The same figures as a picture.")
    one.settles()
    answer = page.locator(".bot").first
    top, shown = page.evaluate(
        "[document.querySelector('.bot').getBoundingClientRect().top, log.getBoundingClientRect().top]"
    )
    assert 0 <= top - shown < 60, "the reader sees where it begins"
    lines = comparison().text.split("\n")
    assert answer.get_by_role("listitem").count() == sum(line.startswith("- ") for line in lines)
    page.get_by_role("button", name="Newest message").click()
    one.settles()
    expect(page.get_by_role("button", name="Talk to a person")).to_be_in_viewport()
    picture, choice = page.locator(".picture img"), page.get_by_role("button", name="Solar for my roof")
    expect(picture).to_be_in_viewport()
    above, below = picture.bounding_box(), choice.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] < below["y"]
    one.is_accessible()
    one.shoot(f"chat-{size['width']}-{'dark' if dark else 'light'}")
    one.was_quiet()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_that_is_said_runs(server: Served, window: NewWindow, size: ViewportSize) -> None:
    one = window(size)
    hostile.watch(one.context)
    page = _open(one, server)
    for number, words in enumerate(hostile.WORDS, start=1):
        hostile.echo(page, words)
        page.locator(".choice").last.hover()
        if number % (FRAMES_A_MINUTE - 2) == 0:  # another visitor, who may say as much again
            assert (hostile.executions(page), hostile.reports(page)) == (0, [])
            one.context.clear_cookies()
            page.evaluate("sessionStorage.clear()")
            _open(one, server)
    page.reload()
    expect(page.locator("#status")).to_have_text("Connected")
    assert (hostile.executions(page), hostile.reports(page)) == (0, [])
    one.was_quiet()


def test_what_the_policy_stops_would_be_noticed(server: Served, window: NewWindow) -> None:
    one = window(DESKTOP)
    hostile.watch(one.context)
    page = _open(one, server)
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://utility.example/x.png'}))")
    page.wait_for_function("reports.length")
    assert hostile.reports(page) == ["img-src https://utility.example/x.png"]


def test_tabs_show_the_same_stay_with_who_proves_an_account_and_then_know_of_earlier_visits(
    server: Served, window: NewWindow
) -> None:
    one = window(DESKTOP)
    first = _open(one, server)
    expect(first.get_by_role("button", name="Log out")).to_be_hidden()
    second = _open(one, server, one.context.new_page())
    for number, page in enumerate((first, second)):
        _say(page, f"word {number}", f"You said word {number}")
    for page in (first, second):
        expect(page.locator(".own .bubble")).to_have_text(["You: word 0", "You: word 1"])
        expect(page.locator(".bot")).to_have_count(2)
    _say(first, "prove", "You said prove")
    for page in (first, second):
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        expect(page.locator("#status")).to_have_text("Connected")
        expect(page.get_by_role("log")).to_contain_text("The seller has received your order.")
        expect(page.locator(".own .bubble")).to_have_text(SAID)
    third = _open(one, server, one.context.new_page())
    expect(third.locator(".own .bubble")).to_have_text(SAID)
    expect(third.locator(".message")).to_contain_text(["order?", "The seller", "0", "0", "1", "1", "prove", "prove"])
    third.reload()
    expect(third.locator(".message")).to_contain_text(["order?", "The seller", "0", "0", "1", "1", "prove", "prove"])
    second.get_by_role("button", name="Log out").click()
    for page in (first, second, third):
        expect(page.get_by_role("heading", name="How can we help")).to_be_visible()
        expect(page.get_by_role("button", name="Log out")).to_be_hidden()


def test_what_came_while_the_reader_was_elsewhere_is_counted_and_marked(server: Served, window: NewWindow) -> None:
    one = window(PHONE)
    page, other = _open(one, server), _open(one, server, one.context.new_page())
    _say(page, "compare", "The same figures as a picture.")
    one.settles()
    expect(page, "the picture is further down").to_have_title(re.compile(r"^\(1\) "))
    title = page.title()
    _say(other, "hello", "You said hello")
    expect(page.get_by_role("log")).to_contain_text("You said hello")
    page.get_by_role("button", name="Newest message").click()
    expect(page).to_have_title(title.removeprefix("(1) "))


@pytest.mark.parametrize(
    ("said", "answer"), [("think about it", "Sent"), ("search for offers", "I am looking for it.")]
)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_who_waits_for_an_answer_sees_that_one_is_on_its_way(
    server: Served, window: NewWindow, size: ViewportSize, said: str, answer: str
) -> None:
    one = window(size)
    page = _open(one, server)
    _say(page, said, answer)
    expect(page.locator("#typing")).to_be_visible()
    one.is_accessible()
    _say(page, "hello", "You said hello")
    expect(page.locator("#typing")).to_be_hidden()
