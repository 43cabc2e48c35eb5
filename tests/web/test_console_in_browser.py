"""Campaigns, events and contacts in a real browser, before gunicorn and a real store, at a desk and on a phone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browsing import NARROW, NewWindow, Window, both_sizes
from tests.store.campaigns import person
from tests.web import hostile
from tests.web.console_served import Served, serving
from tests.web.consoling import PASSWORD
from tests.web.infesting import LISTED, infest
from tests.web.test_console_campaigns import TEXT
from tests.web.working import ZONE

REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What the browser notes where a form was refused, as it should be."""


@pytest.fixture(scope="module")
def server(redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("console"), redis_server) as served:
        yield served


@pytest.fixture
def served(server: Served, redis_url: str) -> Served:
    """The same server for every test, before a store that is empty."""
    assert redis_url
    return server


class Desk:
    """An operator before a screen."""

    def __init__(self, window: NewWindow, served: Served, name: str, size: ViewportSize, *, dark: bool = False) -> None:
        self.window: Window = window(size, dark=dark, scrolls=True)
        self.page: Page = self.window.page
        self.name = f"{name}-{size['width']}"
        hostile.watch(self.window.context)
        self.page.goto(f"{served.url}/console/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Good day")

    def opens(self, label: str) -> None:
        self.page.get_by_role("navigation", name="Console").get_by_role("link", name=label).click()

    def proposes(self, text: str) -> None:
        self.page.get_by_label("Or its words, typed here").fill(text)
        self.page.get_by_role("button", name="Propose").click()

    def announces(self, day: datetime) -> None:
        self.page.get_by_label("Programme, as its item").fill("8101")
        self.page.get_by_label("Starts").fill(f"{day:%Y-%m-%dT17:00}")
        self.page.get_by_label("Ends").fill(f"{day:%Y-%m-%dT20:00}")
        self.page.get_by_role("button", name="Check").click()

    def proves(self) -> None:
        self.page.get_by_role("link", name="Show personal data").click()
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Show personal data").click()
        expect(self.page.get_by_text("Personal data is shown", exact=True)).to_be_visible()

    def shows(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def looks(self, name: str) -> None:
        """Look at a page, and let nothing on it keep anybody out."""
        self.window.shoot(f"console-{name}-{self.name}")
        self.window.is_accessible()
        assert hostile.executions(self.page) == 0
        assert hostile.reports(self.page) == []

    def ends(self) -> None:
        """See that nothing ran that should not, and nothing went wrong."""
        assert hostile.executions(self.page) == 0
        assert hostile.reports(self.page) == []
        assert [said for said in self.window.troubles if not said.startswith(REFUSED)] == []


@both_sizes
def test_a_campaign_is_proposed_by_one_and_launched_by_another(
    served: Served, window: NewWindow, size: ViewportSize
) -> None:
    served.work.settle(person(1, name=hostile.WORDS[0]), person(2), person(3, willing=False))
    author = Desk(window, served, "cleo", size)
    author.opens("Campaigns")
    author.page.get_by_role("link", name="Propose a campaign").click()
    author.proposes("name: spring")
    author.shows("Nothing was proposed")
    author.looks("faults")
    author.proposes(TEXT)
    author.shows("are being written down")
    served.work.write_down()
    author.shows("You proposed it: somebody else launches it.")
    expect(author.page.get_by_role("button", name="Launch")).to_have_count(0)
    author.looks("proposed")
    _launches(served, Desk(window, served, "ada", size))
    author.ends()


def _launches(served: Served, approver: Desk) -> None:
    approver.opens("Campaigns")
    approver.looks("campaigns")
    approver.page.get_by_role("link", name="spring").click()
    approver.page.get_by_role("link", name="who would get what").click()
    approver.shows("Hello {name}, the sun is back.")
    approver.proves()
    approver.shows("Hello Ada, the sun is back.")
    approver.looks("recipients")
    approver.page.get_by_role("link", name="spring").click()
    approver.page.get_by_role("button", name="Launch for 3 recipients").click()
    approver.shows("Proposed by cleo, launched by ada.")
    approver.shows("0 of 3 recipients are settled")
    served.work.send()
    approver.shows("3 of 3 recipients are settled; 2 messages are out.")
    expect(approver.page.get_by_role("img", name="What became of the recipients")).to_be_visible()
    approver.looks("launched")
    served.house.runner.run(served.work.ledgers.due())
    approver.shows("Nothing: it has ended.")
    approver.ends()


@both_sizes
def test_an_event_is_announced_and_its_results_are_read(served: Served, window: NewWindow, size: ViewportSize) -> None:
    served.house.ask("SADD", "enrolled:8101", *(f"c{number}" for number in range(57)))
    one = Desk(window, served, "cleo", size)
    one.opens("Events")
    one.page.get_by_role("link", name="Announce an event").click()
    one.announces(datetime.now(ZONE) + timedelta(days=1))
    one.shows("57 are enrolled")
    one.looks("announce")
    one.page.get_by_role("button", name="Announce to 57").click()
    one.shows("Announced: the homes are being asked.")
    (known,) = served.work.announcements.latest(1)
    key = f"flexibility:{known.event.id}"
    served.house.ask("DEL", "spreading")
    fates = {"joined": 30, "automatic": 11, "skipped": 5, "unanswered": 10, "exempt": 1}
    served.house.ask("HSET", key, *(word for fate, many in fates.items() for word in (f"fate:{fate}", many)))
    one.shows("41 take part, 5 skipped, 10 silent, 1 not asked, of 57 homes")
    served.house.ask("HSET", key, "measured", 40, "wh", 31_000, "paid:USD", 12_400)
    one.shows("40 of 41 that took part")
    one.shows("124.00 USD")
    expect(one.page.get_by_role("img", name="Homes by what they said")).to_be_visible()
    one.looks("event")
    one.opens("Events")
    one.looks("events")
    one.ends()


@both_sizes
def test_a_contact_is_found_shown_and_deleted(served: Served, window: NewWindow, size: ViewportSize) -> None:
    served.work.settle(person(1, "sms", "telegram", name=hostile.WORDS[1]))
    one = Desk(window, served, "ada", size, dark=True)
    one.opens("Contacts")
    one.page.get_by_label("Number, meter or id").fill("+12025550009")
    one.page.get_by_role("button", name="Find").click()
    one.shows("Nobody is known by that.")
    one.looks("search")
    one.page.get_by_label("Number, meter or id").fill("+12025550001")
    one.page.get_by_role("button", name="Find").click()
    one.shows("Personal data is hidden.")
    one.looks("hidden")
    one.proves()
    one.shows("+12025550001")
    one.looks("contact")
    one.page.get_by_role("link", name="Delete").click()
    one.page.get_by_label("Type c1 to delete").fill("c1")
    one.looks("delete")
    one.page.get_by_role("button", name="Delete for ever").click()
    one.shows("Deleted: a tombstone is left.")
    one.ends()


def test_nobody_s_words_run_on_any_page(served: Served, window: NewWindow) -> None:
    pages = (*infest(served, hostile.WORDS[:3]), *LISTED)
    one = Desk(window, served, "ada", NARROW)
    one.proves()
    for path in pages:
        one.page.goto(f"{served.url}{path}")
        one.window.settles()
        assert hostile.executions(one.page) == 0
    one.ends()
