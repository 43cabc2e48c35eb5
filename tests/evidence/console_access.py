"""Who gets into the console, how far and for how long; what a guesser learns; and whether hostile words ever run."""

import csv
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Final

from bot import credentials
from bot.operators import write
from bot.signing import Attempt, Refused
from bot.web.console.access import Guarded
from sandbox.embedded import free_port
from tests.browsing import NARROW, WIDE, opened
from tests.evidence.alike import auc
from tests.evidence.console_opened import opened_console
from tests.measuring import Measure, Measurement, at_least, at_most
from tests.web import hostile
from tests.web.consoling import ACTS, PASSWORD, PUBLIC, Browser, Console, people
from tests.web.crawling import Walk, served, walk
from tests.web.infesting import ALL, BOSS, FORMULAS, boss, infest

_ROOT: Final = Path(__file__).parents[2]
_SEED: Final = 101
_EACH: Final = 30
_TRIES: Final = 12
_MIB: Final = 1024
_HALF_AN_HOUR_MS: Final = 1_800_000
_COOKIE: Final = "__Host-wattline-console"
_SHEETS: Final = tuple(
    f"/console/campaigns/of/{name}/{sheet}.csv"
    for name in ("infested", *(f"formula-{number}" for number in range(len(FORMULAS))))
    for sheet in ("report", "recipients")
)


def _zero(measure: str, found: int, of: str) -> Measure:
    return Measure(measure, found, of, "= 0", found == 0)


def _views(console: Console) -> Iterator[tuple[str, str, Guarded]]:
    for rule in console.app.url_map.iter_rules():
        view = console.app.view_functions[rule.endpoint]
        if isinstance(view, Guarded):
            path = re.sub(r"<(?:int:)?(\w+)>", "1", rule.rule)
            yield from ((method, path, view) for method in (rule.methods or set[str]()) - {"HEAD", "OPTIONS"})


def _open(browser: Browser, method: str, path: str, values: dict[str, str], origin: str = PUBLIC) -> int:
    return browser.get(path).status_code if method == "GET" else browser.post(path, values, origin=origin).status_code


def _doors(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    with opened_console() as console:
        views = list(_views(console))
        inside = {name: console.inside(name) for name in ACTS}
        marks = {name: browser.csrf() for name, browser in inside.items()}
        let_in = tried = taken = forged = 0
        for method, path, view in views:
            tried += 1
            let_in += _open(console.browser(), method, path, {}) not in {303, 401}
            for name in ACTS:
                if not view.open_to(people()[name]):
                    tried += 1
                    let_in += _open(inside[name], method, path, {"csrf": marks[name]}) != 403
            if method == "POST":
                allowed = next(name for name in ACTS if view.open_to(people()[name]))
                other = next(name for name in ACTS if name != allowed)
                for mark, origin in (("", PUBLIC), (marks[other], PUBLIC), (marks[allowed], "https://evil.example")):
                    forged += 1
                    taken += _open(inside[allowed], method, path, {"csrf": mark}, origin) != 403
    yield _zero("views of the console that a stranger or another role reaches", let_in, f"of {tried} requests")
    yield _zero("forged forms that are taken", taken, f"of {forged}")


def _guessing(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console() as console:
        known = [console.enter(console.browser(), password="wrong").status_code for _ in range(_TRIES)]
        right = [console.enter(console.browser()).status_code for _ in range(5)]
    with opened_console() as console:
        unknown = [console.enter(console.browser(), "nobody").status_code for _ in range(_TRIES)]
    free, differ = known.index(429), sum(one != other for one, other in zip(known, unknown, strict=True))
    yield Measure("wrong tries in a row until one waits", free, "tries", "= 5", free == 5)
    yield _zero("right passwords let in while one waits", sum(one != 429 for one in right), f"of {len(right)}")
    yield _zero("tries that are answered otherwise for a name that nobody has", differ, f"of {_TRIES}")
    yield at_least("argon2id, memory", credentials.MEMORY_KIB / _MIB, 19, "MiB")
    yield at_least("argon2id, passes", credentials.PASSES, 2, "passes")


def _alike(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console() as console:
        kinds = ["alex", "nobody"] * _EACH
        random.Random(_SEED).shuffle(kinds)  # noqa: S311 -- a seed repeats the run
        seconds: dict[str, list[float]] = {"alex": [], "nobody": []}
        for place, name in enumerate(kinds):
            begun = time.perf_counter()
            try:
                console.signing.sign_in(Attempt(name, "wrong", "000000", str(place)), None, _here)
            except Refused:
                seconds[name].append(time.perf_counter() - begun)
            console.house.runner.redis.delete(*console.house.runner.redis.scan_iter("signing:*"))
    told = auc(seconds["alex"], seconds["nobody"])
    what = "how well an answer's time tells a known name (0.5: not at all)"
    yield at_most(what, told, 0.7, f"AUC of {_EACH} each", seed=_SEED)


def _here(long: Callable[[], bool]) -> bool:
    return long()


def _codes(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console() as console:
        values = {"name": "alex", "password": PASSWORD, "code": console.code()}
        browsers = [console.browser() for _ in range(4)]
        with ThreadPoolExecutor(len(browsers)) as pool:
            statuses = list(pool.map(lambda one: one.post("/console/sign-in", values).status_code, browsers))
    entered = statuses.count(303)
    yield Measure("browsers that one code lets in, of four at once", entered, "browsers", "= 1", entered == 1)


def _sessions(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console() as console:
        alive = {what: _outlives(console, end) for what, end in _ENDS.items()}
    left = [what for what, status in alive.items() if status != 303]
    yield _zero("sessions that outlive their end", len(left), f"of {len(alive)}: {', '.join(left) or ', '.join(alive)}")


def _outlives(console: Console, end: Callable[[Console, Browser], None]) -> int:
    write(console.file, people())
    browser, old = console.inside(), console.browser()
    cookie = browser.client.get_cookie(_COOKIE, "bot.utility.example")
    kept = cookie.value if cookie else ""
    old.client.set_cookie(_COOKIE, kept, domain="bot.utility.example", secure=True)
    end(console, browser)
    return old.get("/console").status_code


def _key(console: Console) -> str:
    redis = console.house.runner.redis
    return str(max(redis.scan_iter("console:*"), key=lambda key: int(redis.hget(key, "opened") or 0)).decode())


def _idle(console: Console, _browser: Browser) -> None:
    redis, key = console.house.runner.redis, _key(console)
    redis.pexpire(key, max(redis.pttl(key) - _HALF_AN_HOUR_MS, 1))
    time.sleep(0.01)


def _old(console: Console, _browser: Browser) -> None:
    half_a_day = int((datetime.now(UTC) - timedelta(hours=12)).timestamp() * 1000)
    console.house.runner.redis.hset(_key(console), "opened", half_a_day)


def _everywhere(console: Console, _browser: Browser) -> None:
    console.signing.sign_out_everywhere("alex", "ada")


_ENDS: Final[dict[str, Callable[[Console, Browser], None]]] = {
    "half an hour without use": _idle,
    "twelve hours": _old,
    "sign-out": lambda _, browser: browser.submit("/console/sign-out").close(),
    "another sign-in": lambda console, browser: console.enter(browser).close(),
    "a proof": lambda console, browser: console.prove(browser).close(),
    "everywhere": _everywhere,
    "removal": lambda console, _: write(console.file, {name: one for name, one in people().items() if name != "alex"}),
    "another authenticator": lambda console, _: write(
        console.file, people() | {"alex": replace(people()["alex"], totp="A" * 32)}
    ),
}


def _words(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    walks: list[Walk] = []
    for size in (WIDE, NARROW):
        with opened_console(f"http://127.0.0.1:{free_port()}", proxies=0) as console, opened() as browser:
            boss(console)
            starts = infest(console)
            with served(console) as url:
                page = browser.new_context(viewport=size).new_page()
                walks.append(walk(page, url, starts, hostile.WORDS if long else (ALL,)))
    pages, sent = sum(len(one.pages) for one in walks), sum(one.sent for one in walks)
    of = f"on {pages} pages and after {sent} forms, two sizes"
    yield _zero("hostile texts that ran in the console", sum(one.ran for one in walks), of)
    yield _zero("the same, reports of the pages' policy", sum(len(one.reports) for one in walks), of)
    yield _zero("the same, elements that words became", sum(len(one.grown) for one in walks), of)
    yield _zero("the same, requests to somebody else", sum(len(one.asked) for one in walks), of)


def _spreadsheets(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    with opened_console("http://127.0.0.1:8000", proxies=0) as console:
        boss(console)
        infest(console)
        browser = console.browser()
        console.enter(browser, BOSS, code="")
        cells = [cell for path in _SHEETS for row in csv.reader(StringIO(browser.get(path).text)) for cell in row]
    found = sum(cell.startswith(tuple(FORMULAS)) for cell in cells)
    yield _zero("cells of spreadsheets that begin like a formula", found, f"of {len(cells)}")


def _listed(_long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    page = (_ROOT / "docs" / "security.md").read_text().partition("## Held against a list")[2]
    rows = [line for line in page.partition("Not held:")[0].splitlines() if re.match(r"\| \d", line)]
    tests = sorted(set(re.findall(r"`(tests/[^`]+::test_\w+)`", "\n".join(rows))))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    failed = set(re.findall(r"(?m)^(?:FAILED|ERROR) (tests/\S+?::test_\w+)", ended.stdout))
    held = sum(not any(test in row for test in failed) for row in rows) if ended.returncode in {0, 1} else 0
    all_of = len(rows)
    yield Measure("items of ASVS 5.0 level 2 whose tests pass", held, f"of {all_of}", f"= {all_of}", held == all_of)


MEASUREMENTS = (
    Measurement("the doors of the console", _doors),
    Measurement("guessing at the console", _guessing),
    Measurement("whether an answer's time tells a name", _alike),
    Measurement("one code, several browsers", _codes),
    Measurement("how sessions end", _sessions),
    Measurement("hostile texts in the console", _words),
    Measurement("spreadsheets of the console", _spreadsheets),
    Measurement("the list of ASVS", _listed),
)
