"""The console's own pages in a real browser, at a desk and on a phone: who comes in, proves who they are, and goes."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browsing import NARROW, WIDE, NewWindow, Window
from tests.web.consoling import PASSWORD, Console
from tests.web.crawling import served
from tests.web.infesting import BOSS


@pytest.fixture
def console(console_within_reach: Console) -> Console:
    return console_within_reach


def _looks(one: Window, name: str) -> None:
    one.is_accessible()
    one.shoot(f"console-{name}-{one.page.viewport_size['width'] if one.page.viewport_size else 0}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_operator_comes_in_proves_who_they_are_and_goes(
    console: Console, window: NewWindow, size: ViewportSize, *, dark: bool
) -> None:
    one = window(size, dark=dark, scrolls=True)
    with served(console) as url:
        one.page.goto(f"{url}/console")
        _comes_in_by_keyboard(one)
        _goes_everywhere(one, f"{url}/console/sessions")
        one.page.go_back()
        one.page.reload()
        expect(one.page.get_by_role("heading", level=1)).to_have_text("Wattline console")
    one.was_quiet()


def _comes_in_by_keyboard(one: Window) -> None:
    _looks(one, "sign-in")
    keys = one.page.keyboard
    for words in (BOSS, PASSWORD):
        keys.press("Tab")
        keys.type(words)
    keys.press("Enter")
    expect(one.page.get_by_role("heading", level=1)).to_have_text(f"Good day, {BOSS}")
    _looks(one, "front")


def _goes_everywhere(one: Window, sessions: str) -> None:
    page = one.page
    page.get_by_role("link", name="Where you are signed in").click()
    expect(page.get_by_role("table")).to_contain_text("this one")
    _looks(one, "sessions")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Show personal data")
    _looks(one, "prove")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Show personal data").click()
    expect(page.get_by_role("status")).to_have_text("Personal data is shown for five minutes.")
    expect(page).to_have_url(sessions)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wattline console")


def test_what_is_wrong_is_said_where_a_screen_reader_hears_it(console: Console, window: NewWindow) -> None:
    one = window(NARROW, scrolls=True)
    with served(console) as url:
        one.page.goto(f"{url}/console/sign-in")
        one.page.get_by_label("Name").fill(BOSS)
        one.page.get_by_label("Password").fill("something else")
        one.page.get_by_role("button", name="Sign in").click()
        expect(one.page.get_by_role("alert")).to_contain_text("is wrong")
        expect(one.page.get_by_label("Name")).to_have_value(BOSS)
        expect(one.page.get_by_label("Password")).to_have_value("")
        _looks(one, "wrong")


def test_without_scripts_it_is_the_same(console: Console, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(console) as url:
        page.goto(f"{url}/console/sign-in")
        page.get_by_label("Name").fill(BOSS)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Good day, {BOSS}")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Wattline console")
    context.close()
