"""The desk: one owner of a case however many want it, pages that stay quick, and pages that keep nobody out."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from werkzeug.test import TestResponse

from bot.model.contact import Contact
from bot.model.ids import CaseId, ContactId
from bot.model.session import Session
from bot.model.transcript import Line
from bot.model.turn import Case, CaseKind
from sandbox.embedded import free_port
from tests.browsing import NARROW, WIDE, Window, opened
from tests.evidence.console_opened import opened_console
from tests.measuring import Measure, Measurement, at_most
from tests.store.building import NOW, SMS
from tests.web.consoling import PASSWORD, Console
from tests.web.crawling import served
from tests.web.desking import CONTACT, opens, putting

CASES: Final = 10_000
CONTACTS: Final = 100_000
LINES: Final = 200
OPERATORS: Final = 8
GOAL_MS: Final = 150.0
_AT_ONCE: Final = 1_000
_LOOKS: Final = 40


def _owners(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    number, names = 2000 if long else 200, [f"operator {one}" for one in range(OPERATORS)]
    wrong = untold = 0
    with opened_console() as console, ThreadPoolExecutor(OPERATORS) as pool:
        desk = console.desk.desk
        for place in range(number):
            case = CaseId(f"case-{place}")
            console.house.runner.run(putting(console.house, Case(case, CaseKind.DAMAGED, NOW)))
            claims = list(pool.map(partial(desk.claim, case), names))
            owners = [name for name, claim in zip(names, claims, strict=True) if claim and claim.done]
            wrong += len(owners) != 1
            untold += sum(not claim or not claim.owner or claim.owner.name != owners[0] for claim in claims)
    unit = f"of {number}, {OPERATORS} operators at once"
    yield Measure("cases with none or several owners", wrong, unit, "= 0", wrong == 0)
    yield Measure("operators who were not told the one owner", untold, unit, "= 0", untold == 0)


def _planted(console: Console) -> None:
    """Let many people live here, many cases be open, and one conversation be long."""
    house, kinds = console.house, tuple(CaseKind)
    write = house.codec.write
    with house.runner.redis.pipeline(transaction=False) as many:
        for number in range(CONTACTS):
            contact = ContactId(f"planted-{number}")
            many.hset(
                f"contact:{contact}", mapping={"contact": write(Contact(contact)), "session": write(Session(contact))}
            )
            if number % _AT_ONCE == _AT_ONCE - 1:
                many.execute()
        for number in range(LINES):
            said = Line("customer" if number % 2 else "bot", SMS, f"line {number} of a long conversation", NOW)
            many.rpush(f"transcript:{CONTACT}", write(said))
        many.execute()
    for first in range(0, CASES, _AT_ONCE):
        some = [
            putting(house, Case(CaseId(f"n{number}"), kinds[number % len(kinds)], NOW, f"about {number}"))
            for number in range(first, first + _AT_ONCE)
        ]
        house.runner.run_all(some)


def _speed(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console() as console:
        path = opens(console)
        _planted(console)
        browser = console.inside()
        browser.submit(f"{path}/claim")
        pages = {
            "the first page of cases": "/console/cases",
            "the last page of cases": f"/console/cases?page={CASES // 25}",
            "cases of a kind that nobody has": "/console/cases?kind=handover&owner=nobody&page=20",
            "a case with its conversation": path,
            f"a case with all {LINES} lines": f"{path}?all=1",
        }
        for name, page in pages.items():
            times = sorted(_timed(partial(browser.get, page)) for _ in range(_LOOKS))
            measure = f"{name}, 95th percentile, {CASES:,} cases and {CONTACTS:,} contacts"
            yield at_most(measure, times[int(len(times) * 0.95)] * 1000, GOAL_MS, "ms")


def _timed(look: Callable[[], TestResponse]) -> float:
    began = time.perf_counter()
    if look().status_code != 200:
        raise LookupError("the page is not there")
    return time.perf_counter() - began


def _enter(console: Console, window: Window, path: str) -> None:
    page = window.page
    page.goto(f"{console.public}{path}")
    page.get_by_label("Name").fill("alex")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(console.code())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("main").wait_for()


def _everybody(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    found = looks = 0
    with opened_console(f"http://127.0.0.1:{free_port()}") as console, served(console), opened() as browser:
        path = opens(console)
        console.desk.desk.claim(CaseId("case1"), "alex")
        for size in (WIDE, NARROW):
            for dark in (False, True):
                one = Window(browser, size, Path(), dark=dark, scrolls=True)
                _enter(console, one, "/console/cases")
                found += one.examined().violations_count
                one.page.goto(f"{console.public}{path}")
                one.page.get_by_text("Why?").last.click()
                found += one.examined().violations_count
                looks += 2
                one.context.close()
    yield Measure("violations of WCAG 2.2 AA at the desk", found, f"on {looks} pages", "= 0", found == 0)


MEASUREMENTS = (
    Measurement("who owns a case", _owners),
    Measurement("how quick the desk is", _speed),
    Measurement("the desk for everybody", _everybody),
)
