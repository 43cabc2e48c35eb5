"""The desk's commands in a terminal: what one must type again is shown whole, and nobody speaks to nobody."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.desk import cases_table
from bot.model.ids import CaseId, ContactId
from bot.model.turn import Case, CaseKind
from bot.store.cases import OpenCase
from sandbox import demo_secrets
from tests.commanding import wattline

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_CONTACT = ContactId("f00ae7d9d37048f67eafe6d598257424")
_CASE = CaseId("7f520d1819830291c55da8bd2b5634fa")


@pytest.mark.parametrize("kind", CaseKind)
def test_the_list_shows_ids_and_kinds_whole_in_a_narrow_terminal(kind: CaseKind) -> None:
    about = "b44944d93b6ee40b94c99487a7689c94"
    found = OpenCase(_CONTACT, Case(_CASE, kind, _NOW - timedelta(minutes=5), subject=about))
    terminal = Console(file=StringIO(), width=80)
    terminal.print(cases_table((found,), _NOW))
    assert isinstance(terminal.file, StringIO)
    shown = terminal.file.getvalue()
    assert {_CONTACT, _CASE, str(kind)} <= set(shown.split())
    assert "5 min" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize("words", [("show",), ("back",), ("say", "Hello?")], ids=lambda words: words[0])
def test_a_contact_that_is_not_there_is_said_not_to_be(words: tuple[str, ...], redis_url: str, tmp_path: Path) -> None:
    settings = demo_secrets.keep(tmp_path / "secrets") | {"TWILIO_SMS_FROM": "+12025550100", "REDIS_URL": redis_url}
    verb, *text = words
    done = wattline("desk", verb, "f00ae7d9d37048f67", *text, environ=settings)
    assert done.returncode == 1, done.stderr
    assert "There is no conversation of a contact f00ae7d9d37048f67" in done.stdout
