"""The desk: one owner of a case however many want it, pages that stay quick, and pages that keep nobody out."""

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from bot.model.contact import Contact
from bot.model.ids import CaseId, ContactId, EventId
from bot.model.session import Session
from bot.model.transcript import Line
from bot.model.turn import Case, CaseKind
from sandbox.embedded import answers, free_port, server_command, server_program
from sandbox.tether import tethered
from tests.browsing import FLAGS, NARROW, PATIENCE_MS, WIDE, Window, chromium
from tests.measuring import Measure, Measurement, at_most
from tests.store.building import NOW, SMS, House
from tests.web import consoling, hostile
from tests.web.consoling import PASSWORD, Console
from tests.web.desking import CONTACT, opens, putting

CASES: Final = 10_000
CONTACTS: Final = 100_000
LINES: Final = 200
OPERATORS: Final = 8
GOAL_MS: Final = 150.0
_AT_ONCE: Final = 1_000
_LOOKS: Final = 40
_START_SECONDS: Final = 10


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


@contextmanager
def _console(public: str = consoling.PUBLIC) -> Iterator[Console]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = tethered(server_command(server_program(), port=port, directory=Path(folder)))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                if not answers(port, within=_START_SECONDS):
                    raise TimeoutError("the server did not start")
                house = House(f"redis://127.0.0.1:{port}/0")
                yield Console(house, Path(folder) / "operators.yaml", public=public)
                house.runner.close()
            finally:
                server.kill()


def _owners(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    number, names = 2000 if long else 200, [f"operator {one}" for one in range(OPERATORS)]
    wrong = untold = 0
    with _console() as console, ThreadPoolExecutor(OPERATORS) as pool:
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
    with _console() as console:
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


@contextmanager
def _served() -> Iterator[tuple[Console, Browser]]:
    """The console on a port of this machine, and a browser."""
    program, port = chromium(), free_port()
    if program is None:
        raise NoBrowser
    expect.set_options(timeout=PATIENCE_MS)
    with _console(f"http://127.0.0.1:{port}") as console, sync_playwright() as driver:
        server = make_server("127.0.0.1", port, console.app, threaded=True)
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield console, browser
        finally:
            browser.close()
            server.shutdown()
            serving.join()


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
    with _served() as (console, browser):
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


def _words(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with _served() as (console, browser):
        path = opens(console, subject=hostile.WORDS[0])
        desk = console.desk
        desk.desk.claim(CaseId("case1"), "alex")
        for number, words in enumerate(hostile.WORDS):
            console.house.ask(
                "RPUSH", f"transcript:{CONTACT}", console.house.codec.write(Line("operator", SMS, words, NOW, by=words))
            )
            desk.takeovers.remark(CONTACT, words, EventId(f"note-{number}"), words)
            console.house.runner.run(putting(console.house, Case(CaseId(f"n{number}"), CaseKind.DAMAGED, NOW, words)))
        one = Window(browser, WIDE, Path(), scrolls=True)
        hostile.watch(one.context)
        _enter(console, one, "/console/prove")
        one.page.get_by_label("Password").fill(PASSWORD)
        one.page.get_by_label("Code").fill(console.code())
        one.page.get_by_role("main").get_by_role("button").click()
        expect(one.page.get_by_text("Personal data is shown", exact=True)).to_be_visible()
        ran = reports = 0
        for place in ("/console/cases", "/console/cases?page=2", f"{path}?all=1"):
            one.page.goto(f"{console.public}{place}")
            one.settles()
            ran += hostile.executions(one.page)
            reports += len(hostile.reports(one.page))
    said = f"of {len(hostile.WORDS)} texts in each of 4 places"
    yield Measure("hostile texts that ran at the desk", ran, said, "= 0", ran == 0)
    yield Measure("the same, reports of the page's policy", reports, said, "= 0", reports == 0)


MEASUREMENTS = (
    Measurement("who owns a case", _owners),
    Measurement("how quick the desk is", _speed),
    Measurement("the desk for everybody", _everybody),
    Measurement("hostile texts at the desk", _words),
)
