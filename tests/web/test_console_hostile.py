"""Nothing that somebody stored or typed runs in the console, and looking at its pages changes nothing."""

import re
from collections import deque
from html import unescape

import pytest
from redis import Redis

from tests.browsing import WIDE, NewWindow
from tests.store.building import House
from tests.web import hostile
from tests.web.consoling import PASSWORD, Console
from tests.web.crawling import served, walk
from tests.web.infesting import ALL, BOSS, infest

SOME = hostile.WORDS[::4]
"""Of which each gets a person and a case; all of them stand in a campaign, in an event and in what is typed."""
_MINE = ("audit", "console:", "consoles:", "signing:", "authenticator:", "cases:indexed")
"""What signing in and looking may write; the last says that older cases have been looked for."""


@pytest.fixture
def console(console_within_reach: Console) -> Console:
    return console_within_reach


def test_nothing_that_is_stored_or_typed_runs_on_any_page(console: Console, window: NewWindow) -> None:
    starts = infest(console, SOME)
    with served(console) as url:
        done = walk(window(WIDE).page, url, starts)
    assert (done.ran, done.reports, done.grown, done.asked) == (0, [], [], [])
    assert len(done.pages) > len(starts)
    assert {form.rpartition("/")[2] for form in done.forms} >= {"claim", "say", "note", "propose", "announce"}


def test_a_walk_would_notice_what_runs(console: Console, window: NewWindow) -> None:
    page = window(WIDE).page
    hostile.watch(page.context)
    with served(console) as url:
        page.goto(f"{url}/console/sign-in")
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://utility.example/x.png'}))")
        page.wait_for_function("reports.length")
        page.evaluate("alert(1)")
        assert (hostile.executions(page), hostile.reports(page)) == (1, ["img-src https://utility.example/x.png"])


def test_looking_at_every_page_changes_nothing(console: Console) -> None:
    starts = infest(console, SOME)
    browser = console.browser()
    assert console.enter(browser, BOSS, code="").status_code == 303
    assert browser.submit("/console/prove", password=PASSWORD).status_code == 303
    before, seen = _kept(console.house), set[str]()
    queue = deque(["/console", *starts])
    while queue:
        here = queue.popleft()
        answer = browser.get(here)
        assert answer.status_code == 200, here
        for link in re.findall(r'href="(/console[^"#]*)"', answer.text):
            if unescape(link) not in seen and "/static/" not in link:
                seen.add(unescape(link))
                queue.append(unescape(link))
    assert len(seen) > 5
    assert _kept(console.house) == before


def test_the_words_are_shown_as_they_are(console: Console) -> None:
    infest(console)
    browser = console.browser()
    console.enter(browser, BOSS, code="")
    browser.submit("/console/prove", password=PASSWORD)
    for number, words in enumerate(hostile.WORDS, start=1):
        assert words in unescape(browser.get(f"/console/contacts/c{number}").text)
    assert len(ALL) > 1000


def _kept(house: House) -> dict[str, object]:
    redis = house.runner.redis
    names = sorted(name.decode() for name in redis.scan_iter())
    return {name: _content(redis, name) for name in names if not name.startswith(_MINE)}


def _content(redis: Redis, name: str) -> object:
    """Return what lies under a key, in no order where it is a hash: a server puts one into another as it grows."""
    return redis.hgetall(name) if redis.type(name) == b"hash" else redis.dump(name)
