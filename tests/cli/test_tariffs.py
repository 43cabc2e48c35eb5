"""`wattline tariff`, as its operator sees it."""

from datetime import UTC, datetime

import pytest

from bot.cli import tariffs
from tests.cli.test_app import wattline
from tools.tariffs import names

JULY_EVENING = datetime(2026, 7, 15, 1, 30, tzinfo=UTC)  # half past six on a Tuesday evening in Sacramento


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def test_all_are_listed_with_what_a_kwh_costs_now(capsys: pytest.CaptureFixture[str]) -> None:
    tariffs.run(None, now=JULY_EVENING)
    _, *rows = capsys.readouterr().out.splitlines()
    listed = {row.split()[0]: row.split()[3:] for row in rows}
    assert tuple(listed) == names()
    assert listed["us-ca-sacramento-tod"] == ["0.3765", "USD"]
    assert listed["in-delhi-domestic"] == ["3", "up", "to", "200", "kWh", "a", "month", "INR"]


def test_one_is_shown_hour_by_hour_and_now(capsys: pytest.CaptureFixture[str]) -> None:
    tariffs.run("us-ca-sacramento-tod", now=JULY_EVENING)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == "USD 27 a month, at least 0; net_billing, settled in December, 0% of the credit for what is left"
    assert [line.split() for line in lines if line.startswith("Jul")] == [
        ["Jul", *"222222222222333334443333"],
        ["Jul", *"222222222222222222222222"],
    ]
    assert lines[-1] == "Now: peak, 0.3765 USD per kWh."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("de-feed-in", "EUR 0 a month, at least 0; feed_in"),
        (
            "es-20td",
            "EUR 12.19 a month, at least 0; net_billing, settled each month, 0% of the credit for what is left",
        ),
        (
            "in-delhi-domestic",
            "INR 150 a month, at least 0; net_metering, settled in March, 4.75 per kWh for what is left",
        ),
    ],
)
def test_what_becomes_of_what_is_fed_in_is_said(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    tariffs.run(name, now=JULY_EVENING)
    assert capsys.readouterr().out.splitlines()[1].rstrip() == said


def test_a_tariff_that_is_not_there_ends_with_the_names_of_those_that_are() -> None:
    ended = wattline("tariff", "nowhere")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"wattline: there is no tariff nowhere; there are {', '.join(names())}\n"
    assert wattline("tariff", "es-20td").returncode == 0
