"""What an operator reads and does in the terminal, on a real store."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import wiring
from bot.cli import desk
from bot.model.ids import CaseId, ContactId
from bot.model.order import OrderState
from bot.model.turn import Case, CaseKind
from bot.settings import Settings, load
from bot.store.codec import Codec
from bot.store.mailbox import event_id
from bot.store.sealing import Sealer
from sandbox import demo_secrets
from tests.store.building import LEASE, House, lease_of, received, turn_saying


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> Settings:
    given = demo_secrets.keep(tmp_path / "secrets") | {"TWILIO_SMS_FROM": "+12025550100"}
    return load(given | {"REDIS_URL": redis_url, "DATA_DIR": str(tmp_path)})


@pytest.fixture
def house(settings: Settings) -> House:
    house = House(settings.redis_url)
    house.codec = Codec(Sealer(settings.field_keys, settings.secret_key.encode()))
    house.mailbox = wiring.store(settings).mailbox
    return house


def opened(house: House, kind: CaseKind = CaseKind.HANDOVER) -> CaseId:
    house.accept("1", text="a person please")
    (claimed,) = house.claim()
    case = Case(CaseId("case1"), kind, wiring.now(), subject="solar/terms")
    house.commit(claimed, replace(turn_saying(ContactId("c1"), "I will fetch one"), cases=(case,)))
    return case.id


def buried(house: House) -> CaseId:
    house.accept("2", text="poison")
    (claimed,) = house.claim()
    event = event_id(claimed.entries[0])
    case = Case(CaseId("dead1"), CaseKind.DEAD_LETTER, wiring.now(), subject=event)
    assert house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, ()))
    return case.id


def test_open_cases_are_listed_with_what_they_are_about(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.list_cases(settings)
    assert capsys.readouterr().out == "No open cases.\n"
    opened(house)
    desk.list_cases(settings)
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("case1", "handover", "c1", "0 min", "solar/terms"))


def test_a_conversation_is_read_and_answered(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(house)
    desk.show(settings, "c1")
    said = [line.partition(" sms ")[2].strip() for line in capsys.readouterr().out.splitlines()]
    assert said == ["customer: a person please", "bot: I will fetch one"]
    desk.say(settings, "c1", "Ann", "I am here")
    desk.back(settings, "c1", "Ann")
    assert capsys.readouterr().out == "Said.\nHanded back.\n"
    assert len(house.claim()[0].entries) == 2


def test_a_note_for_colleagues_is_shown_with_the_conversation(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(house)
    assert desk.note(settings, "c1", "Ann", "calls back at noon")
    assert not desk.note(settings, "nobody", "Ann", "calls back at noon")
    assert desk.show(settings, "c1")
    assert "Ann noted: calls back at noon" in capsys.readouterr().out


def test_a_case_is_claimed_by_one_and_the_other_is_told_who(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    case = opened(house)
    assert desk.claim(settings, case, "Ann")
    assert not desk.claim(settings, case, "Bea")
    assert not desk.release(settings, case, "Bea")
    desk.list_cases(settings, CaseKind.HANDOVER)
    assert desk.release(settings, case, "Ann")
    assert not desk.claim(settings, "none", "Ann")
    said = capsys.readouterr().out
    assert said.startswith("It is yours.\nAnn has that case.\nCase case1 is not Bea's.\n")
    assert said.endswith("It is anybody's again.\nNo open case none.\n")
    assert said.count("Ann") == 2


def test_a_long_list_of_cases_has_pages(settings: Settings, house: House, capsys: pytest.CaptureFixture[str]) -> None:
    opened(house)
    desk.list_cases(settings, page=2)
    assert capsys.readouterr().out == "No open cases.\nPage 2 of 1; 1 cases in all.\n"


def test_what_a_customer_wrote_cannot_steer_the_terminal_nor_pass_for_somebody_else(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.accept("1", text="hi \x1b[2J\x1b]0;owned\x07\u202e\n2026-01-01 00:00:00 sms       bot: refund approved")
    (claimed,) = house.claim()
    house.commit(claimed)
    desk.show(settings, "c1")
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert not any(sign < " " for sign in shown if sign != "\n")
    assert "\n    2026-01-01 00:00:00 sms       bot: refund approved" in shown


def test_a_case_is_closed_once(settings: Settings, house: House, capsys: pytest.CaptureFixture[str]) -> None:
    case = opened(house)
    assert not desk.replay(settings, case)
    assert desk.close(settings, case)
    assert not desk.close(settings, case)
    assert capsys.readouterr().out.splitlines() == [
        "Case case1 holds nothing that can be tried again.",
        "Closed.",
        "No open case case1.",
    ]


def test_a_dead_letter_is_tried_again_or_let_go(
    settings: Settings, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.replay(settings, buried(house))
    (claimed,) = house.claim(lease_ms=LEASE)
    assert house.texts(claimed.entries) == ["poison"]
    house.commit(claimed, event=received("2"))
    house.runner.run(house.mailbox.append(ContactId("c1"), received("3", text="poison")))
    (claimed,) = house.claim()
    event = event_id(claimed.entries[0])
    case = Case(CaseId("dead2"), CaseKind.DEAD_LETTER, wiring.now(), subject=event)
    assert house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, ()))
    assert desk.discard(settings, "dead2")
    assert not desk.discard(settings, "dead2")
    assert house.claim() == ()
    assert capsys.readouterr().out.splitlines() == ["It is tried again.", "Discarded.", "No open case dead2."]


def test_an_operator_settles_an_order_in_doubt(
    house: House, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    case = opened(house, CaseKind.UNKNOWN_ORDER)
    assert not desk.settle(settings, case, "Ann", OrderState.CANCELLED)
    assert desk.settle(settings, case, "Ann", OrderState.CONFIRMED, "ORD-7")
    said = " ".join(capsys.readouterr().out.split())
    assert said == f"No open case {case} that could end so. Settled; the customer is told."
