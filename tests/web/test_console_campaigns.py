"""Campaigns in the console: two pairs of eyes, figures that add up, and nothing personal before it is asked for."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
import yaml

from bot.campaigns import files
from bot.model.audit import Act
from bot.store.counts import State
from tests.store.campaigns import person
from tests.web.consoling import Console
from tests.web.working import ZONE

SPRING = {
    "name": "spring",
    "purpose": "marketing",
    "audience": {"where": {"account": True}},
    "words": {"sms": {"en": "Hello {name}, the sun is back."}},
}
TEXT = yaml.safe_dump(SPRING)
CAMPAIGN = files.campaign(SPRING, ZONE)
PAGE = "/console/campaigns/of/spring"


@pytest.fixture
def console(console: Console) -> Console:
    console.work.settle(person(1, name="Ada"), person(2, name="<i>Bo</i>"), person(3, willing=False))
    return console


def proposed(console: Console, name: str = "cleo") -> None:
    done = console.inside(name).submit("/console/campaigns/propose", text=TEXT)
    assert (done.status_code, done.headers["Location"]) == (303, PAGE)
    console.work.write_down()


def state(console: Console) -> State:
    count = console.work.campaigns.report("spring")
    assert count is not None
    return count.state


def test_what_is_wrong_is_named_and_nothing_is_kept(console: Console) -> None:
    browser = console.inside("cleo")
    for text, fault in (
        (yaml.safe_dump(SPRING | {"speed": 0}), "speed: should be"),
        ("name: [", "(line 2)"),
        ("\x00", "this is not YAML"),
        ("schedule: {at: 2026-02-30}", "this: a date or a number in it is none: day"),
        (yaml.safe_dump(SPRING | {"audience": {"csv": "people.csv"}}), "from the terminal"),
        (yaml.safe_dump(SPRING | {"words": {"sms": {"en": "{pizza}"}}}), "nothing is known for {pizza}"),
    ):
        answer = browser.submit("/console/campaigns/propose", text=text)
        assert (answer.status_code, fault in answer.text) == (400, True), text
    assert console.work.campaigns.latest(5) == ()


def test_what_would_hold_the_process_up_is_refused_before_it_is_read(console: Console) -> None:
    browser = console.inside("cleo")
    bomb = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 4))]
    for text, fault in (
        ("\n".join(bomb), "*a0: nothing is repeated by an alias here (line 2)"),
        ("[" * 20_000, "this is nested too deeply (line 1)"),
        ("name: !!timestamp soon", "tag:yaml.org,2002:timestamp: nothing bears a tag here (line 1)"),
        (f"name: {'x' * 65_536}", "this is longer than 65,536 characters"),
    ):
        answer = browser.submit("/console/campaigns/propose", text=text)
        assert (answer.status_code, fault in answer.text) == (400, True), fault


def test_a_file_is_taken_as_what_is_typed_is(console: Console) -> None:
    browser = console.inside("cleo")
    values = {"csrf": browser.csrf(), "text": "", "file": (BytesIO(TEXT.encode()), "spring.yaml")}
    done = browser.client.post(
        "/console/campaigns/propose", base_url=browser.public, data=values, headers={"Origin": browser.public}
    )
    assert done.headers["Location"] == PAGE
    values = {"csrf": browser.csrf(), "text": "", "file": (BytesIO(b"\xff\xfe"), "spring.yaml")}
    broken = browser.client.post(
        "/console/campaigns/propose", base_url=browser.public, data=values, headers={"Origin": browser.public}
    )
    assert broken.status_code == 400


def test_its_author_is_not_its_approver(console: Console) -> None:
    proposed(console)
    author, other = console.inside("cleo"), console.inside("ada")

    assert "somebody else launches it" in author.get(PAGE).text
    assert "Launch for" not in author.get(PAGE).text
    author.submit(f"{PAGE}/launch")
    assert "was not launched" in author.get(PAGE).text
    assert state(console) is State.PROPOSED

    assert "Launch for 3 recipients" in other.get(PAGE).text
    other.submit(f"{PAGE}/launch")
    shown = other.get(PAGE).text
    assert "spring is launched." in shown
    assert "Proposed by cleo, launched by ada." in shown
    assert state(console) is State.RUNNING
    assert [act for act in console.acts() if act.startswith("campaign")] == [
        Act.CAMPAIGN_PROPOSED,
        Act.CAMPAIGN_APPROVED,
    ]


def test_a_preview_says_who_gets_it_why_others_do_not_and_what_it_costs(console: Console) -> None:
    proposed(console)
    browser = console.inside("ada")

    shown = browser.get(PAGE).text
    for words in ("by sms in en", "nothing: no consent", "billed as 2 segments", "Hello {name}, the sun is back."):
        assert words in shown
    hidden = browser.get(f"{PAGE}/recipients").text
    assert "Hello {name}" in hidden
    assert "Bo" not in hidden
    assert "+1202555" not in hidden
    console.prove(browser)
    clear = browser.get(f"{PAGE}/recipients").text
    assert "Hello &lt;i&gt;Bo&lt;/i&gt;, the sun is back." in clear
    assert "+12025550002" in clear
    assert console.acts().count(Act.LOOKED) == 2


def test_who_approves_sees_what_it_costs_and_all_that_binds_it(console: Console) -> None:
    bound = {
        "audience": {"where": {"account": True, "languages": ["en", "es"]}, "without": [{"exempt": True}]},
        "hours": "mon-fri 10-17, sat 10:30-12",
        "caps": {"week": 2},
        "stop_when": {"failed_percent": 4, "opted_out_percent": 3, "after": 200},
    }
    browser = console.inside("cleo")
    browser.submit("/console/campaigns/propose", text=yaml.safe_dump(SPRING | bound))
    shown = console.inside("ada").get(PAGE).text
    for words in (
        "everybody who is all of this: account: yes; languages: en, es; but nobody who is exempt: yes<",
        "mon-fri 10:00-17:00, sat 10:30-12:00, and no others than those of the utility",
        "at most 1 a day and 2 in seven days",
        "when 4 % failed or 3 % opted out, of at least 200",
    ):
        assert words in shown, words


def test_what_it_would_cost_and_what_it_cost_is_said(console: Console) -> None:
    proposed(console)
    browser = console.inside("ada")
    assert "All of it costs about 0.02 USD." in browser.get(PAGE).text
    assert "Cost so far" not in browser.get(PAGE).text
    browser.submit(f"{PAGE}/launch")
    console.house.ask("HSET", "ledger:campaign:spring", "billed:sms", 1)
    assert '<td>Cost so far</td><td class="number">0.01 USD</td>' in browser.get(f"{PAGE}/live").text


def test_an_auditor_sees_and_changes_nothing(console: Console) -> None:
    proposed(console)
    browser = console.inside("otto")

    assert "Launch" not in browser.get(PAGE).text
    assert browser.get("/console/campaigns/propose").status_code == 403
    for act in ("launch", "stop"):
        assert browser.submit(f"{PAGE}/{act}").status_code == 403
    assert state(console) is State.PROPOSED


def test_it_is_held_up_and_goes_on_and_ends(console: Console) -> None:
    proposed(console)
    browser = console.inside("ada")
    for act, said, after in (
        ("pause", "cannot be paused", State.PROPOSED),
        ("launch", "is launched", State.RUNNING),
        ("launch", "was not launched", State.RUNNING),
        ("pause", "is paused", State.PAUSED),
        ("resume", "goes on", State.RUNNING),
        ("stop", "is stopped", State.STOPPED),
        ("stop", "has ended already", State.STOPPED),
    ):
        assert browser.submit(f"{PAGE}/{act}").status_code == 303
        assert said in browser.get(PAGE).text
        assert state(console) is after
    assert browser.submit(f"{PAGE}/erase").status_code == 404
    assert browser.submit("/console/campaigns/of/autumn/launch").status_code == 404


def test_the_moving_part_moves_alone_and_stops_with_the_campaign(console: Console) -> None:
    console.inside("cleo").submit("/console/campaigns/propose", text=TEXT)
    browser = console.inside("ada")
    assert "are being written down: 0 found among 0 contacts" in browser.get(f"{PAGE}/live").text
    assert 'data-live="/console/campaigns/of/spring/live"' in browser.get(PAGE).text
    console.work.write_down()
    assert "data-live" not in browser.get(f"{PAGE}/live").text
    browser.submit(f"{PAGE}/launch")
    live = browser.get(f"{PAGE}/live").text
    assert "<html" not in live
    assert '<title id="fates-title">What became of the recipients</title>' in live
    assert "pending: 3" in live


def test_one_that_an_engineer_launched_alone_says_so(console: Console) -> None:
    from_terminal = console.work.campaigns
    from_terminal.launch(CAMPAIGN, None, "olga", lambda _: None)

    shown = console.inside("otto").get(PAGE).text

    assert "Launched from the terminal by olga alone." in shown


def test_what_is_taken_along_is_a_spreadsheet_without_formulas_or_names(console: Console) -> None:
    proposed(console)
    browser = console.inside("otto")

    answer = browser.get(f"{PAGE}/report.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=spring.csv"
    assert ["spring", "audience", "3"] in list(csv.reader(StringIO(answer.text)))
    people = list(csv.reader(StringIO(browser.get(f"{PAGE}/recipients.csv").text)))
    assert people[0] == ["contact", "fate", "channel", "language", "why_not"]
    assert sorted(people[1:]) == [
        ["c1", "pending", "sms", "en", ""],
        ["c2", "pending", "sms", "en", ""],
        ["c3", "pending", "", "", "no_consent"],
    ]
    assert browser.get("/console/campaigns/of/autumn/report.csv").status_code == 404


def test_the_list_is_shown_in_pages(console: Console) -> None:
    for number in range(25):
        console.work.campaigns.put_forward(replace(CAMPAIGN, name=f"spring-{number}"), "cleo")
    browser = console.inside("otto")

    first = browser.get("/console/campaigns").text
    assert first.count('href="/console/campaigns/of/') == 20
    assert 'href="/console/campaigns?first=20"' in first
    assert browser.get("/console/campaigns?first=20").text.count('href="/console/campaigns/of/') == 5
    assert browser.get("/console/campaigns?first=-7").text.count('href="/console/campaigns/of/') == 20


def test_recipients_are_shown_in_pages(console: Console) -> None:
    console.work.settle(*(person(number) for number in range(10, 40)))
    proposed(console)
    browser = console.inside("otto")

    assert "recipients?first=25" in browser.get(f"{PAGE}/recipients").text
    assert browser.get(f"{PAGE}/recipients?first=25").text.count("<code>c") == 8
