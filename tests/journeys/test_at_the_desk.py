"""An operator in a real browser takes a conversation over and hands it back, while the customer writes on a phone."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.browsing import NARROW, WIDE, NewWindow, Window, both_sizes
from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House
from tests.journeys.people import Customer

ASKS = "Asks for a person"
COMING = "A person will answer you here"
LONGEST_POLL_MS = 30_000
"""A poll that was under way when the line went may still be answered: by then it was."""


def at_the_desk(window: NewWindow, house: House, name: str, size: ViewportSize, *, dark: bool = False) -> Window:
    """Sign in and open the list of cases."""
    one = window(size, dark=dark, scrolls=True)
    one.page.goto(f"{house.web_url}/console/cases")
    one.page.get_by_label("Name").fill(name)
    one.page.get_by_label("Password").fill((house.data_dir / "console-password").read_text())
    one.page.get_by_role("button", name="Sign in").click()
    expect(one.page.get_by_role("heading", name="Cases")).to_be_visible()
    return one


def takes(page: Page, of: str) -> None:
    """Take the one case of a kind that nobody has, from the list that follows by itself."""
    row = page.get_by_role("row", name=of).filter(has_text="nobody")
    row.get_by_role("button", name="Take").click()
    expect(page.get_by_role("status").first).to_have_text("The case is yours.")


def seen(one: Window, name: str) -> None:
    """See that a page keeps nobody out, and keep a picture of it."""
    one.is_accessible()
    one.shoot(name)


def takes_over(one: Window, person: Customer) -> None:
    """Take the conversation over from the case's page, and see why the bot said what it said."""
    page, log = one.page, one.page.get_by_role("log")
    expect(log).to_contain_text("I want to talk to a person")
    page.get_by_text("Why?").last.click()
    expect(log).to_contain_text("Understood")
    page.get_by_role("button", name="Take the conversation over").click()
    person.hears("A colleague of ours is here now")
    expect(page.locator("#state")).to_contain_text("a person; the bot returns at")


def converses(one: Window, person: Customer) -> None:
    """Read what the customer writes without loading the page again, and answer by keyboard alone."""
    page, log = one.page, one.page.get_by_role("log")
    person.says("is anybody there?")
    expect(log).to_contain_text("is anybody there?")
    page.get_by_label("Your answer").focus()
    page.keyboard.type("Yes, I am. What is it about?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    person.hears("Our colleague: Yes, I am.")
    expect(log).to_contain_text("Our colleague: Yes, I am.")
    person.says("I want solar")
    expect(log).to_contain_text("I want solar")
    person.hears_nothing()


def hands_back(one: Window, person: Customer) -> None:
    """Hand the conversation back with a note; the bot answers again."""
    page = one.page
    page.get_by_label("Note for colleagues").fill("Wants panels.")
    page.get_by_role("button", name="Hand back to the bot").click()
    person.hears("You are talking to the assistant again.")
    expect(page.locator("#state")).to_contain_text("closed")
    expect(page.locator("#notes")).to_contain_text("Wants panels.")
    person.says("I want solar")
    person.hears("What is your meter ID?")


@both_sizes
def test_an_operator_takes_over_writes_and_hands_back(
    house: House, window: NewWindow, customer: NewCustomer, meter: str, size: ViewportSize
) -> None:
    person, wide = customer("telegram", meter), size["width"]
    one = at_the_desk(window, house, "alex", size, dark=size == NARROW)
    person.says("I want to talk to a person")
    person.hears(COMING)
    expect(one.page.get_by_role("link", name=ASKS)).to_have_count(1)
    seen(one, f"cases-{wide}")
    takes(one.page, ASKS)
    takes_over(one, person)
    seen(one, f"case-{wide}")
    converses(one, person)
    hands_back(one, person)
    seen(one, f"case-closed-{wide}")
    one.was_quiet()


def test_of_two_operators_one_has_the_case_and_the_other_sees_who(
    house: House, window: NewWindow, customer: NewCustomer, meter: str
) -> None:
    person = customer("sms", "", "+12025550177")
    alex, ada = (at_the_desk(window, house, name, WIDE) for name in ("alex", "ada"))
    person.says("I want to talk to a person")
    person.hears(COMING)
    for one in (alex, ada):
        expect(one.page.get_by_role("row", name=ASKS).filter(has_text="nobody")).to_have_count(1)
    ada.page.context.set_offline(True)
    expect(ada.page.locator("#line")).to_contain_text("Not connected", timeout=LONGEST_POLL_MS)
    takes(alex.page, ASKS)
    row = ada.page.get_by_role("row", name=ASKS).filter(has_text="nobody")
    expect(row).to_have_count(1)
    link = row.get_by_role("link").get_attribute("href")
    ada.page.context.set_offline(False)
    expect(row).to_have_count(0)
    ada.page.goto(f"{house.web_url}{link}")
    expect(ada.page.locator("#state")).to_contain_text("alex")
    expect(ada.page.get_by_label("Your answer")).to_have_count(0)
    ada.page.get_by_role("button", name="Take it from alex").click()
    expect(alex.page.locator("#state")).to_contain_text("ada")
    alex.page.get_by_label("Your answer").fill("hello")
    alex.page.get_by_role("button", name="Send").click()
    expect(alex.page.get_by_role("status").first).to_have_text("This case is not yours: nothing was done.")
    person.hears_nothing()
    assert meter
