"""Contacts in the console: found by all of what is known, hidden until asked for, and gone when they are deleted."""

import json
from dataclasses import replace

import pytest

from bot.model.audit import Act
from bot.model.ids import OrderId
from bot.model.order import Order, OrderState
from tests.store.building import NOW
from tests.store.campaigns import person
from tests.web.consoling import Browser, Console
from tools.offers import Kind, Money

ADA = person(1, "sms", "telegram", name="Ada <b>Example</b>")
ORDER = Order(
    OrderId("o1"), Kind.SOLAR, "t1", "Roof 4.8 kW", "Sunny", Money(1_104_000, "USD"), "d", OrderState.CONFIRMED, NOW,
    number="N-17", meter="MTR-0001",
)  # fmt: skip
HIDDEN = ("+12025550001", "MTR-0001", "Example", "yes please")


@pytest.fixture
def console(console: Console) -> Console:
    console.work.settle(ADA, orders=(ORDER,))
    return console


def unmasked(console: Console, name: str) -> Browser:
    browser = console.inside(name)
    assert console.prove(browser).status_code == 303
    return browser


@pytest.mark.parametrize(("by", "value"), [("phone", "+12025550001"), ("meter", "MTR-0001"), ("contact", "c1")])
def test_somebody_is_found_by_the_whole_of_it(console: Console, by: str, value: str) -> None:
    found = console.inside().submit("/console/contacts", by=by, value=f" {value} ")

    assert (found.status_code, found.headers["Location"]) == (303, "/console/contacts/c1")


@pytest.mark.parametrize(("by", "value"), [("phone", "+1202555000"), ("meter", "MTR-000"), ("phone", "Ada")])
def test_nobody_is_found_by_a_part(console: Console, by: str, value: str) -> None:
    found = console.inside().submit("/console/contacts", by=by, value=value)

    assert found.status_code == 404
    assert "Nobody is known by that." in found.text


def test_a_search_that_names_no_way_is_refused(console: Console) -> None:
    browser = console.inside()
    assert browser.submit("/console/contacts", by="name", value="Ada").status_code == 400
    assert browser.submit("/console/contacts", by="phone", value=" ").status_code == 400


def test_a_person_is_hidden_until_one_proves_who_one_is_and_each_look_is_noted(console: Console) -> None:
    browser = console.inside()

    hidden = browser.get("/console/contacts/c1").text
    assert not [words for words in HIDDEN if words in hidden]
    for words in ("Roof 4.8 kW", "11,040.00 USD", "N-17", "consent.marketing, en", "marketing", "a1"):
        assert words in hidden
    console.prove(browser)
    clear = browser.get("/console/contacts/c1").text
    assert not [words for words in HIDDEN if words not in clear]
    assert "Ada &lt;b&gt;Example" in clear
    assert console.acts().count(Act.LOOKED) == 2
    assert browser.get("/console/contacts/nobody").status_code == 404


def test_what_cannot_be_read_is_said_to_be_so(console: Console) -> None:
    console.house.ask("HSET", "contact:c1", "contact", "1 {cut")

    shown = console.inside().get("/console/contacts/c1")

    assert shown.status_code == 200
    assert "cannot be read" in shown.text


def test_an_export_is_for_an_admin_who_just_proved_who_they_are(console: Console) -> None:
    browser = console.inside("ada")
    sent = browser.submit("/console/contacts/c1/export")
    assert sent.headers["Location"].startswith("/console/prove?to=/console/contacts/c1")
    assert Act.EXPORTED not in console.acts()

    console.prove(browser)
    answer = browser.submit("/console/contacts/c1/export")

    assert answer.headers["Content-Disposition"] == "attachment; filename=contact-c1.json"
    assert json.loads(answer.data)["contact"] == "c1"
    assert "+12025550001" in answer.text
    assert console.acts()[-1] is Act.EXPORTED
    assert browser.submit("/console/contacts/nobody/export").status_code == 404


@pytest.mark.parametrize("name", ["alex", "cleo", "otto"])
def test_nobody_else_exports_or_deletes(console: Console, name: str) -> None:
    browser = unmasked(console, name)
    for path in ("export", "delete"):
        assert browser.submit(f"/console/contacts/c1/{path}", typed="c1").status_code == 403
    assert "Export as JSON" not in browser.get("/console/contacts/c1").text


def test_a_deletion_wants_a_proof_and_the_id_typed(console: Console) -> None:
    console.work.settle(replace(ADA, id=person(1).id))
    browser = console.inside("ada")
    assert "/console/prove" in browser.submit("/console/contacts/c1/delete", typed="c1").headers["Location"]
    console.prove(browser)
    assert "Type <code>c1</code>" in browser.get("/console/contacts/c1/delete").text
    assert browser.submit("/console/contacts/c1/delete", typed="c2").status_code == 400
    assert Act.DELETED not in console.acts()

    done = browser.submit("/console/contacts/c1/delete", typed="c1")

    assert done.headers["Location"] == "/console/contacts"
    assert "Deleted: a tombstone is left." in browser.get("/console/contacts").text
    assert browser.get("/console/contacts/c1").status_code == 404
    assert Act.DELETED in console.acts()
    again = browser.submit("/console/contacts/c1/delete", typed="c1")
    assert again.headers["Location"] == "/console/contacts"


def test_whoever_is_in_a_conversation_is_not_deleted(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.console.contacts.PATIENCE", 0.1)
    console.house.ask("SET", "turns:lease:c1", "7")
    browser = unmasked(console, "ada")

    assert browser.submit("/console/contacts/c1/delete", typed="c1").headers["Location"] == "/console/contacts/c1"
    assert "does not rest" in browser.get("/console/contacts/c1").text
