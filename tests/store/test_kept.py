"""How long things are kept: the page that says so against the scripts, and the sweep that holds it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from bot import keeping
from bot.attendant.upkeep import Upkeep
from bot.model.audit import Act, Note
from bot.model.consent import ConsentAct, Entry, How
from bot.model.contact import Purpose
from bot.model.transcript import Line
from tests.store.building import NOW, SMS, House

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text().partition("## Keys")[2].partition("## One person")[0]
STORE = ROOT / "bot" / "store"


def _named() -> set[str]:
    """Return the first word of every key on the page."""
    return {
        key.split(":")[0]
        for row in PAGE.splitlines()
        for key in re.findall(r"`([a-z:]+)", row.split("|")[1] if "|" in row else "")
    }


def _written() -> set[str]:
    """Return the first word of every key that the scripts and operations use."""
    lua = "".join(re.sub(r"--.*", "", file.read_text()) for file in (STORE / "lua").glob("*.lua"))
    python = "".join(file.read_text() for file in STORE.glob("*.py"))
    first = set(re.findall(r"call\(\s*'[A-Z]+',\s*'([a-z]+)[:']", lua))
    return first | set(re.findall(r"'([a-z]+):'\s*\.\.", lua)) | set(re.findall(r'f"([a-z]+):(?:[a-z]+:)?\{', python))


def test_the_page_names_every_key_that_is_written_and_no_other() -> None:
    others = {
        *("was", "by", "at", "in", "event", "fate", "did", "paid", "billed", "mark", "plan"),  # fields of hashes
        *("wake", "deliveries"),  # a channel, the names of counters
        *("server", "memory", "persistence"),  # what the server says of itself
    }
    assert _written() - others - _named() == set()
    assert _named() - _written() - {"rq", "sends", "bulk", "turns", "codes", "calls"} == set()


def test_old_lines_old_entries_and_old_tombstones_are_let_go(house: House) -> None:
    audit = house.mailbox.audit
    old, new = NOW - timedelta(days=800), NOW - timedelta(days=1)
    for at in (NOW - timedelta(days=91), NOW - timedelta(days=89, microseconds=1)):
        line = house.codec.write(Line("customer", SMS, "words", at))
        house.ask("RPUSH", "transcript:c1", line)
    for number, at in enumerate((old, new)):
        house.runner.run(audit.append(Note(f"n{number}", at, Act.LOOKED)))
        house.ask("ZADD", "tombstones", int(at.timestamp() * 1000), f"t{number}")
    for at in (NOW - timedelta(days=5 * 366 + 1), NOW - timedelta(days=5 * 366 - 1)):
        entry = house.codec.write(Entry(ConsentAct.GIVEN, at, How.SAID, "sms", purpose=Purpose.MARKETING))
        house.ask("RPUSH", "consents:c1", entry)
    assert keeping.sweep(house.runner, audit, NOW) == keeping.Swept(audit=1, lines=1, tombstones=1, consents=1)
    assert house.ask("LLEN", "consents:c1") == 1
    assert house.ask("LLEN", "transcript:c1") == house.ask("ZCARD", "tombstones") == house.ask("XLEN", "audit") == 1
    assert keeping.sweep(house.runner, audit, NOW) == keeping.Swept(0, 0, 0, 0)
    assert keeping.broken(house.runner, audit) is None


def test_the_upkeep_seals_what_was_added_and_tells_of_an_audit_that_got_shorter(house: House) -> None:
    upkeep, audit = Upkeep(house.runner, house.mailbox.audit, lambda: NOW), house.mailbox.audit
    note = Note("n1", NOW, Act.LOOKED)
    for one in (note, replace(note, id="n2")):
        house.runner.run(audit.append(one))
    upkeep.once(sweep=True)
    upkeep.once(sweep=False)
    assert house.ask("LLEN", "audit:seals") == 1
    house.ask("DEL", "audit", "audit:head")
    with capture_logs() as logs:
        upkeep.once(sweep=False)
    assert [line["event"] for line in logs] == ["audit_broken"]


def test_an_upkeep_that_breaks_is_tried_again(house: House) -> None:
    upkeep = Upkeep(house.runner, house.mailbox.audit, lambda: NOW)
    house.ask("SET", "audit:head", "of another kind")
    with capture_logs() as logs:
        upkeep.once(sweep=False)
    assert [line["event"] for line in logs] == ["upkeep_broke"]
