"""`wattline operator` as a process: it asks for passwords, tells a secret once, and keeps the file."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import credentials, wiring
from bot.operators import Role, read
from bot.settings import load
from tests.cli.test_app import ROOT, env_file
from tests.cli.test_persons import _settings

__all__ = ["env_file"]
LONG = "three small words"
OTHER = "four other small words"


@pytest.fixture
def file(env_file: Path, tmp_path: Path) -> Path:
    file = tmp_path / "operators.yaml"
    with env_file.open("a") as out:
        out.write(f"CONSOLE_USERS={file}\n")
    return file


def operator(env_file: Path, *words: str, typed: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal, so that it reads what it asks for from its input."""
    command = [sys.executable, "-m", "bot.cli", "--env-file", str(env_file), "operator", *words]
    said = "".join(f"{line}\n" for line in typed)
    return subprocess.run(
        command, cwd=ROOT, input=said, capture_output=True, text=True, check=False, timeout=60, start_new_session=True
    )


def test_an_operator_is_added_listed_changed_and_removed(env_file: Path, file: Path) -> None:
    added = operator(env_file, "add", "ada", "--role", "admin", "--role", "agent", typed=(LONG, LONG))
    assert added.returncode == 0, added.stderr
    ada = read(file)["ada"]
    assert ada.totp == re.findall(r"secret  ([A-Z2-7]{32})", added.stdout)[0]
    assert ada.roles == {Role.ADMIN, Role.AGENT}
    assert credentials.matches(LONG, ada.password)
    assert LONG not in added.stdout + added.stderr
    assert re.search(r"ada +admin, agent +yes", operator(env_file, "list").stdout)
    assert operator(env_file, "passwd", "ada", typed=(OTHER, LONG, LONG)).stderr.endswith("not the password.\n")
    assert operator(env_file, "passwd", "ada", typed=(LONG, OTHER, OTHER)).returncode == 0
    assert credentials.matches(OTHER, read(file)["ada"].password)
    assert operator(env_file, "passwd", "ada", "--forgotten", typed=(LONG, LONG)).returncode == 0
    assert read(file)["ada"].totp == ada.totp, "a forgotten password takes nobody past their authenticator"
    assert operator(env_file, "totp", "ada").returncode == 0
    assert read(file)["ada"].totp != ada.totp
    assert operator(env_file, "roles", "ada", "--role", "auditor").returncode == 0
    assert read(file)["ada"].roles == {Role.AUDITOR}
    assert operator(env_file, "sign-out", "ada").stdout == "0 sessions ended.\n"
    assert operator(env_file, "remove", "ada").returncode == 0
    assert read(file) == {}
    written = _audited(env_file)
    assert (written.count(b"operator_changed"), b"ada" in written) == (6, False)


def _audited(env_file: Path) -> bytes:
    store = wiring.store(load(_settings(env_file)))
    written = b"".join(entry.body for entry in store.runner.run(store.mailbox.audit.read("0")))
    store.runner.close()
    return written


@pytest.mark.parametrize(
    ("typed", "why"),
    [(("short",), "A password has 15 characters or more"), ((LONG, OTHER), "the two differ")],
    ids=["short", "differs"],
)
def test_a_password_that_will_not_do_adds_nobody(env_file: Path, file: Path, typed: tuple[str, ...], why: str) -> None:
    refused = operator(env_file, "add", "ada", "--role", "admin", typed=typed)
    assert (refused.returncode, why in refused.stderr) == (1, True)
    assert not file.exists()


def test_what_cannot_be_done_is_said_in_a_sentence(env_file: Path, file: Path) -> None:
    file.write_text("")
    assert "a name is made of small letters" in operator(env_file, "add", "Ada", "--role", "admin").stderr
    assert "there is no operator ada" in operator(env_file, "totp", "ada").stderr
    file.write_text("- ada")
    assert "CONSOLE_USERS should be a file of operators" in operator(env_file, "list").stderr


def test_without_a_file_named_nobody_is_added(env_file: Path) -> None:
    assert "CONSOLE_USERS should be set" in operator(env_file, "list").stderr
