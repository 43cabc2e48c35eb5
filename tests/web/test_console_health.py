"""The console's page of health: what is wrong comes first, and only who looks after the house sees it."""

from dataclasses import replace

import pytest
from playwright.sync_api import ViewportSize, expect

from bot.store.vitals import QUEUES, Gauges, Vitals, Waiting, look
from bot.web.console.health import outside, troubles
from tests.browsing import NewWindow, both_sizes
from tests.web.consoling import Console
from tests.web.crawling import enter, served
from tests.web.wellbeing import VITALS


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("otto", 200), ("alex", 403), ("cleo", 403)])
def test_admins_and_auditors_see_the_page(console: Console, name: str, status: int) -> None:
    assert console.inside(name).get("/console/health").status_code == status


def test_the_page_tells_who_lives_what_waits_and_how_the_store_is(console: Console) -> None:
    shown = console.inside("ada").get("/console/health").text
    for words in (
        "w1:9",
        "0.0.9",
        "machines: 12.",
        "2 versions",
        "handover",
        "taken 29, throttled 1",
        "FindAccount",
        "256.0 MB",
        "refuses writes",
    ):
        assert words in shown
    assert '<a href="/console/health" aria-current="page">Health</a>' in shown


def test_the_page_of_a_real_store_is_whole(console: Console) -> None:
    console.app.extensions["vitals"] = lambda: look(console.house.runner)
    shown = console.inside("ada").get("/console/health").text
    assert "No attend process lives." in shown
    assert "no limit of its own" in shown
    assert "None yet" in shown


@both_sizes
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_good_in_a_browser(
    console_within_reach: Console, window: NewWindow, size: ViewportSize, *, dark: bool
) -> None:
    seen = window(size, dark=dark, scrolls=True)
    with served(console_within_reach) as url:
        enter(seen.page, url)
        seen.page.goto(f"{url}/console/health")
        expect(seen.page.get_by_role("heading", name="Health", exact=True)).to_be_visible()
        seen.shoot(f"health-{size['width']}-{'dark' if dark else 'light'}")
        seen.is_accessible()
    seen.was_quiet()


def well() -> Vitals:
    signs = tuple(replace(sign, version="0.1.0", levels={}) for sign in VITALS.signs)
    return replace(VITALS, signs=signs)


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    assert troubles(well()) == []


def test_each_trouble_has_a_sentence() -> None:
    late = Gauges({name: Waiting(1, 901.0) for name in QUEUES}, {})
    server = replace(
        VITALS.server,
        policy="allkeys-lru",
        append_only=False,
        written=False,
        rewritten=False,
        memory=210_000_000,
    )
    said = troubles(Vitals(late, VITALS.signs[1:], {}, server))
    assert said == [
        "No attend process lives.",
        *(f"What waits in {name} is late." for name in ("turns", "sends", "codes", "bulk", "timers", "calls")),
        "Processes of 2 versions run beside each other.",
        "Webhooks that wait on the disks of the web processes' machines: 12.",
        "Counterparts on the energy network that are being left alone: 1.",
        "Redis keeps no append-only file.",
        "Redis may throw data out.",
        "Redis could not write its append-only file.",
        "Redis could not rewrite its append-only file.",
        "Redis has used four fifths of its memory.",
    ]


def test_calls_to_the_outside_are_summed_by_their_ends() -> None:
    sms, tool = outside(VITALS.counters)
    assert (tool.who, dict(tool.ends), tool.mean) == ("FindAccount", {"done": 4}, 0.15)
    assert (sms.who, dict(sms.ends)) == ("sms", {"taken": 29, "throttled": 1})
