"""`wattline contact`, `keys` and `audit` as processes: what they print and how they end."""

import base64
import json
import os
import subprocess
from pathlib import Path

import redis

from bot import wiring
from bot.model.consent import Change, ConsentAct, How
from bot.model.contact import Purpose
from bot.model.event import ConsentRecorded, MessageReceived
from bot.model.ids import ContactId, EventId
from bot.model.turn import Turn
from bot.settings import load
from channels.messages import Address, InboundMessage, Text
from tests.cli.test_app import env_file, wattline

__all__ = ["env_file"]
PHONE = "+12025550101"


def _settings(file: Path, **changed: str) -> dict[str, str]:
    lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
    return {name: value.strip('"') for name, _, value in lines} | changed


def _wrote(file: Path) -> str:
    """Let somebody write, into the spool's way or past it."""
    store = wiring.store(load(_settings(file)))
    event = MessageReceived(
        EventId("e1"), wiring.now(), InboundMessage(Address("sms", PHONE), "n1", Text("hello there"))
    )
    store.runner.run(store.mailbox.accept(store.mailbox.line(event, ContactId("c1"))))
    store.runner.close()
    return "c1"


def test_a_person_is_exported_and_deleted_by_the_number_it_writes_from(env_file: Path, tmp_path: Path) -> None:
    contact = _wrote(env_file)
    shown = wattline("--env-file", env_file, "contact", "export", "--phone", PHONE)
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["contact"] == contact
    assert "hello there" in shown.stdout
    out = tmp_path / "export.json"
    assert wattline("--env-file", env_file, "contact", "export", contact, "--out", out).returncode == 0
    assert "hello there" in out.read_text()
    assert out.stat().st_mode & 0o777 == 0o600
    gone = wattline("--env-file", env_file, "contact", "delete", "--phone", PHONE)
    assert gone.returncode == 0, gone.stderr
    assert "only a tombstone" in gone.stdout
    assert wattline("--env-file", env_file, "contact", "delete", contact).returncode == 1
    nobody = wattline("--env-file", env_file, "contact", "export", "--phone", PHONE)
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "nobody is known by that" in nobody.stderr


def test_one_person_must_be_named(env_file: Path) -> None:
    for words in ((), ("c1", "--phone", PHONE)):
        ended = wattline("--env-file", env_file, "contact", "delete", *words)
        assert ended.returncode == 1
        assert "name one person" in ended.stderr


def test_the_audit_is_verified_and_a_change_named(env_file: Path, redis_url: str) -> None:
    contact = _wrote(env_file)
    wattline("--env-file", env_file, "contact", "export", contact)
    held = wattline("--env-file", env_file, "audit", "verify")
    assert (held.returncode, held.stdout) == (0, "The audit holds: 1 entries written since it began, none changed.\n")
    with redis.Redis.from_url(redis_url) as server:
        server.delete("audit")
        server.xadd("audit", {"body": "{}", "mark": "", "hash": ""}, id="1-0")
    changed = wattline("--env-file", env_file, "audit", "verify")
    assert (changed.returncode, changed.stdout) == (
        1,
        "The audit was changed. First broken: entry 1: it is not what was written.\n",
    )


def test_keys_are_rotated_and_the_old_one_can_go(env_file: Path) -> None:
    contact = _wrote(env_file)
    old = _settings(env_file)["FIELD_KEYS"]
    fresh = f"new:{base64.b64encode(os.urandom(32)).decode()}"
    done = wattline("--env-file", env_file, "keys", "rotate", FIELD_KEYS=f"{fresh},{old}")
    assert done.returncode == 0, done.stderr
    assert "Everything lies under the first key." in done.stdout
    shown = wattline("--env-file", env_file, "contact", "export", contact, FIELD_KEYS=fresh)
    assert "hello there" in shown.stdout, shown.stderr


def test_where_there_is_no_merge_to_undo_that_is_said(env_file: Path) -> None:
    contact = _wrote(env_file)
    ended = wattline("--env-file", env_file, "contact", "unmerge", contact, "c2", "--operator", "olga")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout == "Nothing came over from it that is still here.\n"


def test_consents_are_recorded_from_outside_and_the_ledger_is_printed(env_file: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return wattline("--env-file", env_file, "contact", *words)

    store = wiring.store(load(_settings(env_file)))
    contact = _wrote(env_file)
    recorded = ("consent", contact, "marketing", "--channel", "sms", "--how", "import", "--proof", "form 7")
    (claimed,) = store.runner.run(store.mailbox.claim(1, 60_000))
    said = store.mailbox.event(claimed.entries[0])
    known = store.mailbox.known(claimed)
    entry = Change(ConsentAct.GIVEN, wiring.now(), How.SAID, "sms", None, Purpose.MARKETING, None, "yes please", "olga")
    turn = Turn(known.session, known.contact, changes=(entry,))
    operation = store.mailbox.commit(turn, token=claimed.token, events=(said,), deliveries=(), lease_ms=1)
    assert run(*recorded).returncode == run("consents", contact).returncode == 1  # no turn was taken yet
    assert store.runner.run(operation).done
    shown = run("consents", contact)
    assert shown.returncode == 0, shown.stderr
    assert "marketing" in shown.stdout
    assert "yes please" in shown.stdout
    (printed,) = json.loads(run("consents", "--phone", PHONE, "--json").stdout)
    assert (printed["act"], printed["purpose"], printed["by"]) == ("given", "marketing", "olga")
    assert run(*recorded, "--withdraw").returncode == 0
    (waiting,) = store.runner.run(store.mailbox.claim(1, 60_000))
    event = store.mailbox.event(waiting.entries[0])
    assert isinstance(event, ConsentRecorded)
    assert (event.given, event.how, event.proof, event.purpose) == (False, How.IMPORT, "form 7", Purpose.MARKETING)
    store.runner.close()


def test_a_consent_from_outside_names_its_purpose_and_its_proof(env_file: Path) -> None:
    for purpose, proof in (("reply", "form 7"), ("marketing", " ")):
        words = ("contact", "consent", "c1", purpose, "--channel", "sms", "--proof", proof)
        ended = wattline("--env-file", env_file, *words)
        assert ended.returncode == 1
        assert "wattline: " in ended.stderr
