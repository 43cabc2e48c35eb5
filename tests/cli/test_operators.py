"""`wattline operator` as a process: it asks for passwords, tells a secret once, and keeps the file."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot import credentials, wiring
from bot.operators import Operator, Role, read, write
from bot.settings import load
from tests import commanding
from tests.cli.test_app import ROOT, env_file
from tests.cli.test_persons import _settings

__all__ = ["env_file"]
LONG = "three small words"
OTHER = "four other small words"
ADA = Operator("ada", frozenset({Role.ADMIN}), credentials.hashed(LONG), credentials.new_secret())
ELSE = credentials.hashed("five quite different small words")


@pytest.fixture
def file(env_file: Path, tmp_path: Path) -> Path:
    file = tmp_path / "operators.yaml"
    with env_file.open("a") as out:
        out.write(f"CONSOLE_USERS={file}\n")
    return file


def operator(env_file: Path, *words: str, typed: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal, so that it reads what it asks for from its input."""
    said = "".join(f"{line}\n" for line in typed)
    return commanding.wattline("--env-file", env_file, "operator", *words, environ=os.environ, typed=said)


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
    assert written.count(b"operator_changed") == 6
    assert not re.search(rb"\bada\b", written), "a hash may hold these letters, never this word"


@pytest.mark.parametrize(
    ("words", "typed", "meanwhile", "why"),
    [
        (("passwd", "ada"), (LONG, OTHER), {}, "there is no operator ada"),
        (("passwd", "ada"), (LONG, OTHER), {"ada": replace(ADA, roles=frozenset({Role.AUDITOR}), totp=None)}, ""),
        (("passwd", "ada"), (LONG, OTHER), {"ada": replace(ADA, password=ELSE)}, "the password was changed meanwhile"),
        (("add", "bea", "--role", "admin"), (OTHER,), {"bea": replace(ADA, name="bea")}, "an operator bea already"),
    ],
    ids=["removed", "other roles", "other password", "added"],
)
def test_what_was_changed_while_a_password_was_typed_stands(
    env_file: Path, file: Path, words: tuple[str, ...], typed: Sequence[str], meanwhile: dict[str, Operator], why: str
) -> None:
    write(file, {"ada": ADA})
    with _begun(env_file, *words) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        asked.stdin.write("".join(f"{line}\n" for line in typed).encode())
        asked.stdin.flush()
        said = b""
        while b"Once more" not in said:
            said += os.read(asked.stdout.fileno(), 4096) or pytest.fail(said.decode())
        write(file, meanwhile)
        _, told = asked.communicate(f"{OTHER}\n".encode(), timeout=60)
    assert why in told.decode()
    found = dict(read(file))
    if not why:
        assert credentials.matches(OTHER, found["ada"].password)
        found["ada"] = replace(found["ada"], password=ADA.password)
    assert found == meanwhile


def _begun(env_file: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.cli", "--env-file", str(env_file), "operator", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)


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


@pytest.mark.parametrize(
    "words",
    [("list",), ("remove", "ada"), ("roles", "ada", "--role", "admin"), ("totp", "ada")],
    ids=lambda one: one[0],
)
def test_without_a_file_named_nothing_is_said_to_be_done(env_file: Path, words: tuple[str, ...]) -> None:
    done = operator(env_file, *words)
    assert (done.returncode, "CONSOLE_USERS should be set" in done.stderr, done.stdout) == (1, True, "")
