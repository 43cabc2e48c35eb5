"""Flexibility events in the console: checked before they are announced, counted, and called off."""

from datetime import timedelta

import pytest

from bot.model.audit import Act
from tests.web.consoling import Browser, Console
from tools.feed import FlexibilityEvent

EVENING = {"programme": "8101", "start": "2026-03-02T17:00", "end": "2026-03-02T20:00", "areas": "Bay, North"}


def announced(browser: Browser, **other: str) -> str:
    done = browser.submit("/console/events/announce", **(EVENING | other), act="announce")
    assert done.status_code == 303, done.text
    return done.headers["Location"]


def counted(console: Console, page: str, **fates: int) -> None:
    key = f"flexibility:{page.rpartition('/')[2]}"
    for fate, number in fates.items():
        console.house.ask("HSET", key, f"fate:{fate}", number)


def test_an_event_is_checked_before_it_is_announced(console: Console) -> None:
    console.house.ask("SADD", "enrolled:8101", "c1", "c2")
    browser = console.inside("cleo")

    checked = browser.submit("/console/events/announce", **EVENING, act="check")
    assert checked.status_code == 200
    for words in ("8101: 2 are enrolled", "2026-03-02 17:00 EST", "Bay, North", "Announce to 2"):
        assert words in checked.text
    assert console.work.announcements.latest(5) == ()

    page = announced(browser)
    (known,) = console.work.announcements.latest(5)
    assert known.event.areas == ("Bay", "North")
    assert known.event.answer_by == known.event.start
    assert "Announced: the homes are being asked." in browser.get(page).text
    assert Act.EVENT_ANNOUNCED in console.acts()
    announced(browser)
    assert "was announced before" in browser.get(page).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"end": "2026-03-02T16:00"}, "it must end after it starts"),
        ({"start": ""}, "start must be a time"),
        ({"end": "2026-02-01T20:00", "start": "2026-02-01T17:00"}, "it is over"),
        ({"answer_by": "2026-03-02T18:00"}, "one must answer before it starts"),
    ],
)
def test_what_is_no_event_is_not_announced_and_what_was_typed_stays(
    console: Console, wrong: dict[str, str], said: str
) -> None:
    answer = console.inside("ada").submit("/console/events/announce", **(EVENING | wrong), act="announce")

    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="8101"' in answer.text
    assert console.work.announcements.latest(5) == ()


def test_a_map_and_a_table_say_who_takes_part_and_the_results_what_it_came_to(console: Console) -> None:
    page = announced(console.inside("cleo"))
    counted(console, page, joined=30, automatic=10, skipped=5, unanswered=10, exempt=1)
    browser = console.inside("otto")

    shown = browser.get(page).text
    assert "40 take part, 5 skipped, 10 silent, 1 not asked, of 56 homes" in shown
    assert shown.count('<rect class="joined"') == 41  # one of them is the key's
    assert "Readings are looked for after its end." in shown
    console.house.ask("HSET", f"flexibility:{page.rpartition('/')[2]}", "measured", 20, "wh", 15_000, "paid:USD", 6_050)
    results = browser.get(page).text
    for words in ("20 of 40 that took part", "15.0 kWh", "0.75 kWh on average", "60.50 USD"):
        assert words in results
    assert "<td>exempt</td>" in results


def test_an_event_is_called_off_until_it_ends(console: Console) -> None:
    browser = console.inside("cleo")
    page = announced(browser)

    browser.submit(f"{page}/call-off")
    assert "Called off: who was asked is told." in browser.get(page).text
    assert "It was called off." in browser.get(page).text
    assert Act.EVENT_CALLED_OFF in console.acts()
    browser.submit(f"{page}/call-off")
    assert "It is over already." in browser.get(page).text
    assert "Call off</button>" not in browser.get(page).text
    assert browser.submit("/console/events/of/none/call-off").status_code == 404


def test_an_auditor_sees_and_changes_nothing(console: Console) -> None:
    page = announced(console.inside("cleo"))
    browser = console.inside("otto")

    assert "Call off" not in browser.get(page).text
    assert "Announce an event" not in browser.get("/console/events").text
    assert browser.submit(f"{page}/call-off").status_code == 403
    assert browser.get("/console/events/announce").status_code == 403


def test_the_moving_part_stops_when_there_is_nothing_to_come(console: Console) -> None:
    page = announced(console.inside("cleo"))
    console.house.ask("DEL", "spreading")
    browser = console.inside("otto")
    assert "data-live" not in browser.get(f"{page}/live").text
    counted(console, page, joined=2)
    assert "data-live" in browser.get(f"{page}/live").text
    console.now += timedelta(hours=4)
    assert "<html" not in browser.get(f"{page}/live").text


def test_the_list_is_shown_in_pages(console: Console) -> None:
    start = console.now + timedelta(days=1)
    for number in range(25):
        begins = start + timedelta(hours=number)
        ends = begins + timedelta(hours=1)
        event = FlexibilityEvent(f"e{number}", "8101", begins, ends, begins, ends, emergency=number == 24)
        console.work.announcements.announce(event)
    browser = console.inside("otto")

    first = browser.get("/console/events").text
    assert first.count('href="/console/events/of/') == 20
    assert "emergency" in first
    assert "events?first=20" in first
    assert browser.get("/console/events?first=20").text.count('href="/console/events/of/') == 5
