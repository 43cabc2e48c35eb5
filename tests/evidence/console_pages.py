"""The console's pages on contacts, campaigns and events: how fast they are in a large town, and who may launch what."""

import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from bot.store.counts import State
from tests.browsing import NARROW, WIDE, Window, opened
from tests.evidence import console_town as town
from tests.evidence.store import server
from tests.measuring import Measure, Measurement, at_most
from tests.store.campaigns import person
from tests.web.console_served import Operator, Served, serving
from tests.web.consoling import PASSWORD
from tests.web.infesting import LISTED, infest
from tests.web.test_console_campaigns import TEXT

GOAL_MS = 150.0
SEED = 10
TRIES = 20
_TIMES = 40
_LONG_TIMES = 200


@contextmanager
def _console() -> Iterator[Served]:
    with server() as url, tempfile.TemporaryDirectory() as folder, serving(Path(folder), url) as served:
        yield served


def _fast(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    spent: dict[str, list[float]] = {}
    with _console() as served:
        town.build(served)
        ada, draw = Operator(served, "ada"), random.Random(SEED)  # noqa: S311 -- not for secrets
        for _ in range(_LONG_TIMES if long else _TIMES):
            for name, path in _pages(draw).items():
                spent.setdefault(name, []).append(_seconds(ada, path))
            phone = town.phone_of(draw.randrange(town.CONTACTS))
            spent.setdefault("a search by phone", []).append(_searched(ada, phone))
    yield from (_measured(name, seconds) for name, seconds in spent.items())


def _pages(draw: random.Random) -> Mapping[str, str]:
    """Return every page with some contact, event or part of a list."""
    number = draw.randrange(town.CONTACTS)
    return {
        "the overview": "/console",
        "the health page": "/console/health",
        "a contact": f"/console/contacts/{town.contact_of(number)}",
        "the list of campaigns": f"/console/campaigns?first={draw.randrange(5) * 20}",
        "a campaign to everybody": "/console/campaigns/of/spring",
        "its moving part": "/console/campaigns/of/spring/live",
        "its recipients": f"/console/campaigns/of/spring/recipients?first={number}",
        "the list of events": f"/console/events?first={draw.randrange(10) * 20}",
        "an event": f"/console/events/of/e{draw.randrange(town.EVENTS)}",
    }


def _measured(name: str, seconds: list[float]) -> Measure:
    worst = sorted(seconds)[len(seconds) * 95 // 100]
    what = f"{name}, of {town.CONTACTS:,} contacts and {town.CASES:,} open cases, 95th percentile"
    return at_most(what, worst * 1000, GOAL_MS, "ms", seed=SEED)


def _seconds(operator: Operator, path: str) -> float:
    begun = time.perf_counter()
    status, _ = operator.get(path)
    spent = time.perf_counter() - begun
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return spent


def _searched(operator: Operator, phone: str) -> float:
    begun = time.perf_counter()
    answer = operator.post("/console/contacts", {"csrf": operator.csrf, "by": "phone", "value": phone})
    spent = time.perf_counter() - begun
    if "/console/contacts/" not in answer.headers["Location"]:
        raise RuntimeError("nobody was found")
    return spent


def _four_eyes(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    rounds, own, launched = (20 if long else 3), 0, 0
    with _console() as served:
        served.work.settle(*(person(number) for number in range(50)))
        cleo, others = Operator(served, "cleo"), [Operator(served, "ada") for _ in range(TRIES)]
        for number in range(rounds):
            name = f"spring-{number}"
            cleo.post("/console/campaigns/propose", {"csrf": cleo.csrf, "text": TEXT.replace("spring", name)})
            served.work.write_down()
            for _ in range(TRIES):
                _launch(cleo, name)
            own += _state(served, name) is not State.PROPOSED
            with ThreadPoolExecutor(TRIES) as threads:
                list(threads.map(_launch, others, [name] * TRIES))
            launched += _state(served, name) is State.RUNNING
        approved = served.house.runner.run(served.house.mailbox.audit.read("0"))
        noted = sum(b'"campaign_approved"' in entry.body for entry in approved)
    tries = f"of {rounds * TRIES} tries"
    yield Measure("campaigns launched by their own author", own, tries, "= 0", own == 0)
    yield Measure("campaigns launched by somebody else", launched, f"of {rounds}", f"= {rounds}", launched == rounds)
    yield Measure("launches noted of 20 at the same time each", noted, f"of {rounds}", f"= {rounds}", noted == rounds)


def _launch(operator: Operator, name: str) -> None:
    operator.post(f"/console/campaigns/of/{name}/launch", {"csrf": operator.csrf})


def _state(served: Served, name: str) -> State | None:
    count = served.work.campaigns.report(name)
    return count.state if count else None


def _signed_in(browser: Browser, served: Served, size: ViewportSize, *, dark: bool) -> Window:
    """Open the console as an admin who just proved who they are."""
    one = Window(browser, size, Path(), dark=dark, scrolls=True)
    for path, button in (("sign-in", "Sign in"), ("prove", "Show personal data")):
        one.page.goto(f"{served.url}/console/{path}")
        if path == "sign-in":
            one.page.get_by_label("Name").fill("ada")
        one.page.get_by_label("Password").fill(PASSWORD)
        one.page.get_by_role("button", name=button).click()
        expect(one.page.get_by_role("navigation", name="Console")).to_be_visible()
    return one


def _accessible(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    found, looks = 0, 0
    with _console() as served, opened() as browser:
        pages = (
            *infest(served, ("Ada Example",)),
            *LISTED,
            *("/console/contacts", "/console/contacts/c1/delete"),
            *("/console/campaigns/propose", "/console/events/announce"),
        )
        for size in (WIDE, NARROW):
            for dark in (False, True) if long else (size is NARROW,):
                one = _signed_in(browser, served, size, dark=dark)
                for path in pages:
                    one.page.goto(f"{served.url}{path}")
                    found += one.examined().violations_count
                    looks += 1
                one.context.close()
    where = f"on {looks} pages, wide and narrow"
    yield Measure("violations of WCAG 2.2 AA that axe finds in the console's pages", found, where, "= 0", found == 0)


MEASUREMENTS = (
    Measurement("the console's pages in a large town", _fast),
    Measurement("four eyes", _four_eyes),
    Measurement("the console's pages for everybody", _accessible),
)
