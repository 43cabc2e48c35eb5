"""Walks through the console in a real browser: every page that a link leads to, and every form with hostile words."""

import logging
import re
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.web import hostile
from tests.web.consoling import PASSWORD, Console
from tests.web.infesting import ALL, BOSS

MOST: Final = 400
"""Pages; more than there are."""
_LEFT_ALONE: Final = re.compile(r"/(sign-out|sessions|export|static)\b|\.csv\b|/prove\b")
"""Forms that end the walk, and what is saved and not shown."""
_OPENS: Final = re.compile(r"/case\d+/claim$")
_ENDS: Final = re.compile(r"/(close|release|replay|discard|settle|hand-back|stop|call-off|delete)$")
_ID: Final = re.compile(r"(?<=/)(c|case|formula-)?\d+(?=/|$)")

_LINKS: Final = """[...document.querySelectorAll("a[href]")].map((one) => one.href)"""
_FORMS: Final = """[...document.forms].map((one) => one.action)"""
_FILL: Final = """([place, words]) => {
  const form = document.forms[place];
  for (const one of form.elements) {
    if (one.matches("textarea, input:not([type]), [type=text], [type=search], [type=tel], [type=password]")) {
      one.value = words;
    }
  }
  form.noValidate = true;
  (form.querySelector("button:not([type=button])") ?? form).click?.();
}"""
_GROWN: Final = """(() => {
  const foreign = (value) => new URL(value, location).origin !== location.origin;
  const odd = ({ name, value }) => name.startsWith("on") || name === "style" || /^\\s*javascript:/i.test(value)
    || (["href", "src", "action"].includes(name) && foreign(value));
  const found = [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some(odd)
    || one.matches("iframe, object, embed, base, script:not([src]), style"));
  return found.map((one) => one.outerHTML.slice(0, 200));
})()"""
"""Elements that no page of ours has: words became them."""


@dataclass
class Walk:
    """What was walked, and what should not have happened there."""

    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    sent: int = 0
    ran: int = 0
    reports: list[str] = field(default_factory=list)
    grown: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def served(console: Console) -> Iterator[str]:
    """Serve a console on its own address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would tell of each request
    server = make_server("127.0.0.1", urlsplit(console.public).port or 0, console.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield console.public
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def enter(page: Page, url: str) -> None:
    """Sign in as the boss, and let personal data be shown."""
    page.goto(f"{url}/console/sign-in")
    page.get_by_label("Name").fill(BOSS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{url}/console/prove")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Show personal data").click()
    page.wait_for_url(f"{url}/console")


def walk(page: Page, url: str, starts: Sequence[str], words: Sequence[str] = (ALL,)) -> Walk:
    """Go wherever links lead, and send each kind of form with each of these words."""
    hostile.watch(page.context)
    done = Walk()
    page.on("request", lambda request: None if request.url.startswith(url) else done.asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    enter(page, url)
    queue = deque([f"{url}/console", f"{url}/console/sign-in", *(f"{url}{start}" for start in starts)])
    seen = set(queue)
    while queue and len(done.pages) < MOST:
        here = queue.popleft()
        page.goto(here)
        _look(page, done, here)
        links = [link.partition("#")[0] for link in page.evaluate(_LINKS)]
        for link in links:
            if link.startswith(f"{url}/console") and link not in seen and not _LEFT_ALONE.search(link):
                seen.add(link)
                queue.append(link)
        _send(page, done, here, words)
    return done


def _send(page: Page, done: Walk, here: str, words: Sequence[str]) -> None:
    """Send each kind of form that is new here, those too that are there only after another was sent."""
    while (place := _unsent(page, done)) is not None:
        for one in words:
            page.goto(here)
            if place < len(page.evaluate(_FORMS)):
                with page.expect_navigation():
                    page.evaluate(_FILL, [place, one])
                done.sent += 1
                _look(page, done, page.url)
        page.goto(here)


def _unsent(page: Page, done: Walk) -> int | None:
    """Return the next form of a kind not sent yet; what opens others is sent on each page, what ends comes last."""
    forms = enumerate(page.evaluate(_FORMS))
    for place, action in sorted(forms, key=lambda one: bool(_ENDS.search(one[1]))):
        kind = action if _OPENS.search(action) else _ID.sub("N", urlsplit(action).path)
        if kind not in done.forms and not _LEFT_ALONE.search(action):
            done.forms.add(kind)
            return place
    return None


def _look(page: Page, done: Walk, here: str) -> None:
    done.pages.add(urlsplit(here).path)
    done.ran += hostile.executions(page)
    done.reports += hostile.reports(page)
    done.grown += page.evaluate(_GROWN)
