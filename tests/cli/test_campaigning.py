"""`wattline campaign`, as its manager sees it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bot import wiring
from bot.cli import campaigning
from bot.model.ids import OrderId
from bot.model.order import Order, OrderState
from bot.settings import Settings, load
from bot.store.codec import Codec
from tests.cli.test_app import env_file, wattline
from tests.cli.test_persons import _settings
from tests.store.campaigns import person
from tools.offers import Kind

__all__ = ["env_file"]
SPRING = {
    "name": "spring",
    "purpose": "marketing",
    "audience": {"where": {"account": True}},
    "words": {"sms": {"en": "Hello {name}, the sun is back."}, "telegram": {"en": "Hello {name}."}},
}


@pytest.fixture
def settings(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation where three people live, one of whom allows nothing."""
    monkeypatch.setenv("COLUMNS", "140")
    found = load(_settings(env_file))
    store, codec = wiring.store(found), Codec(wiring.sealer(found))
    for one in (person(1), person(2, "telegram", name="Bo"), person(3, willing=False)):
        store.runner.redis.hset(f"contact:{one.id}", "contact", codec.write(one))
    store.runner.close()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "spring.yaml"
    written.write_text(yaml.safe_dump(SPRING))
    return written


def test_a_preview_shows_the_words_and_why_others_get_nothing(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaigning.check(settings, file)
    campaigning.preview(settings, file, everybody=False)

    said = capsys.readouterr().out
    assert "spring is fit to be launched." in said
    assert "sms, en: Hello Ada, the sun is back." in said
    assert "get it by telegram in en" in said
    assert "get nothing: no_consent" in said
    assert "billed as 1 segments" in said
    assert "costs" not in said
    campaigning.preview(replace(settings, prices={"sms": Decimal("0.5")}), file, everybody=False)
    assert "All of it costs about 0.50 USD." in capsys.readouterr().out


def test_a_dry_run_names_everybody_and_sends_nothing(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaigning.preview(settings, file, everybody=True)

    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "contact,channel,locale,why_not"
    assert sorted(rows) == ["c1,sms,en,", "c2,telegram,en,", "c3,,,no_consent"]
    assert wiring.campaigning(settings).latest(5) == ()


def test_a_launched_campaign_is_reported_in_every_form(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaigning.launch(settings, file, "olga")
    assert "launched for 3 recipients" in capsys.readouterr().out

    assert campaigning.report(settings, "spring", "json")
    figures = json.loads(capsys.readouterr().out)
    assert (figures["state"], figures["audience"], figures["fates"]) == ("running", 3, {"pending": 3})
    assert campaigning.report(settings, None, "csv")
    assert "spring,fate pending,3" in capsys.readouterr().out.splitlines()
    assert campaigning.report(settings, "spring", "text")
    assert "pending" in capsys.readouterr().out
    assert not campaigning.report(settings, "autumn", "text")


def test_what_is_proposed_waits_and_each_recipient_can_be_read(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaigning.propose(settings, file, "ana")
    assert "proposed for 3 recipients" in capsys.readouterr().out

    assert campaigning.recipients(settings, "spring", "bea")
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "contact,fate,channel,language,why_not"
    assert sorted(rows) == ["c1,pending,sms,en,", "c2,pending,telegram,en,", "c3,pending,,,no_consent"]
    assert not campaigning.recipients(settings, "autumn", "bea")
    assert capsys.readouterr().out == ""
    assert wiring.campaigning(settings).approve("spring", "bea")


def test_what_it_moved_is_told_against_who_was_held_back(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, codec = wiring.store(settings), Codec(wiring.sealer(settings))
    for number in range(10, 60):
        one = person(number)
        store.runner.redis.hset(f"contact:{one.id}", "contact", codec.write(one))
    file.write_text(yaml.safe_dump({**SPRING, "holdout": 50}))
    campaigning.launch(settings, file, "olga")
    held = [one for one in wiring.campaigning(settings).recipients("spring", "olga") if one.fate == "holdout"]
    buyer = Order(OrderId("o"), Kind.SOLAR, "t", "Roof", "Sunny", None, "d", OrderState.CONFIRMED, wiring.now())
    store.runner.redis.hset(f"orders:{held[0].who}", "o", codec.write(buyer))
    store.runner.close()
    capsys.readouterr()

    assert campaigning.compare(settings, "spring", 30, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["held_back"] == {"people": len(held), "ordered": 1}
    assert told["intended"] == {"people": 53 - len(held), "ordered": 0}
    assert campaigning.compare(settings, "spring", 30, as_json=False)
    assert "which may be chance" in capsys.readouterr().out
    assert not campaigning.compare(settings, "autumn", 30, as_json=False)
    assert "no campaign of this name" in capsys.readouterr().out


def test_it_is_paused_and_resumed_and_stopped(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaigning.launch(settings, file, "olga")

    done = [campaigning.turn(settings, what, "spring", "olga") for what in ("pause", "resume", "stop", "resume")]

    assert done == [True, True, True, False]
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "spring is paused.",
        "spring goes on.",
        "spring is stopped.",
        "spring is not there, or not to resume now.",
    ]


def test_a_test_goes_to_somebody_who_is_here(settings: Settings, file: Path) -> None:
    assert campaigning.send_test(settings, file, "c1", "olga", {})
    assert not campaigning.send_test(settings, file, "nobody", "olga", {})


def test_faults_are_printed_one_a_line_and_end_it(env_file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(yaml.safe_dump(SPRING | {"speed": 0, "starts": "pizza"}))

    ended = wattline("--env-file", env_file, "campaign", "launch", bad)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines() == [
        "speed: should be a whole number from 1 to 2000",
        "starts: should be one of solar, dfp, survey, connection, subsidy, compare, orders, notifications",
        "wattline: 2 faults; nothing was sent.",
    ]


def test_the_commands_are_the_terminals(env_file: Path, file: Path) -> None:
    run = [wattline("--env-file", env_file, "campaign", *words) for words in (("check", file), ("report",))]

    assert [ended.returncode for ended in run] == [0, 0]
