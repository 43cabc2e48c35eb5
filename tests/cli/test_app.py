"""The command itself, as a process: one sentence where something is wrong, and the exit code that a script sees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import demo_secrets
from sandbox.embedded import free_port
from tests import commanding

ROOT = commanding.ROOT
OURS = ("TELEGRAM_", "TWILIO_", "BECKN_", "OPENAI_", "REDIS_", "SECRET_", "OTP_", "FIELD_")


@pytest.fixture
def env_file(redis_url: str, tmp_path: Path) -> Path:
    """A file of settings without any outside system, as `--env-file` takes it."""
    secrets = demo_secrets.keep(tmp_path / "secrets")
    ours = {name: secrets[name] for name in ("SECRET_KEY", "OTP_PEPPER", "FIELD_KEYS")}
    values = ours | {"REDIS_URL": redis_url, "DATA_DIR": str(tmp_path)}
    file = tmp_path / "env"
    file.write_text("# settings\n\n" + "".join(f'{name}="{value}"\n' for name, value in values.items()))
    return file


def wattline(*words: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return commanding.wattline(*words, environ=bare | environ, typed="hello\n")


def test_it_is_a_program() -> None:
    command = [sys.executable, "-m", "bot.cli", "--help"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert "Wattline: a messaging bot for electricity utilities." in ended.stdout


def test_a_wrong_setting_is_named_in_one_sentence() -> None:
    ended = wattline("attend")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "wattline: SECRET_KEY should be set to at least 32 random characters.\n"


def test_a_file_of_settings_is_read_and_the_environment_goes_before_it(env_file: Path) -> None:
    ended = wattline("--env-file", env_file, "desk", "list")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "No open cases.\n", "")
    nowhere = wattline("--env-file", env_file, "desk", "list", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert nowhere.returncode == 1
    assert nowhere.stderr == "wattline: Redis does not answer at REDIS_URL. Start it, or run `make demo`.\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended = wattline("--env-file", tmp_path / "nothing", "doctor")
    assert ended.stderr == f"wattline: {tmp_path / 'nothing'} cannot be read: No such file or directory\n"


@pytest.mark.parametrize("words", [("replay", "c"), ("discard", "c"), ("close", "c"), ("show", "c"), ("back", "c")])
def test_what_is_not_there_ends_with_an_exit_code(words: tuple[str, str], env_file: Path) -> None:
    ended = wattline("--env-file", env_file, "desk", *words)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout


def test_a_doctor_who_finds_something_unwell_says_so_to_scripts_too(env_file: Path) -> None:
    ended = wattline("--env-file", env_file, "doctor")
    assert ended.returncode == 1
    assert "BAD attend: not running" in ended.stdout


def test_nobody_talks_to_a_bot_that_does_not_run(env_file: Path) -> None:
    ended = wattline("--env-file", env_file, "chat")
    assert ended.returncode == 1
    assert "no attend process is running" in ended.stderr


def test_lines_are_measured_and_unreadable_ones_named(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"text": "i want solar", "label": "start_solar"}\n')
    ended = wattline("eval", "--nlu", lines, "--json", tmp_path / "out")
    assert ended.returncode == 0
    assert "1 lines, accuracy 1.000" in ended.stdout
    assert (tmp_path / "out").exists()
    lines.write_text("nonsense\n")
    ended = wattline("eval", "--nlu", lines)
    assert (ended.returncode, ended.stderr) == (1, "wattline: line 1: not JSON\n")


def test_the_prompts_are_checked_and_shown_without_any_setting() -> None:
    checked = wattline("prompts", "check")
    assert checked.returncode == 0
    assert "knowledge: 47 passages in en, es, hi" in checked.stdout
    assert "chats: authentication, comparison, dfp, orders, solar, welcome" in checked.stdout
    shown = wattline("prompts", "show", "help.thanks")
    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, "en: You are welcome.")
    assert wattline("prompts", "show", "solar/night").stdout.startswith("en: At night panels make nothing.")
    asked = wattline("prompts", "show", "read", "--text", "the first", "--option", "SunRoof 4")
    assert '"options": {"1": "SunRoof 4"}, "recent": [], "message": "the first"}' in asked.stdout
    assert "tools: start, ask, say, choose, answer, sort; " in asked.stdout
    assert wattline("prompts", "show", "no.such").returncode == 1


def test_a_place_is_shown_by_the_command(env_file: Path) -> None:
    ended = wattline("--env-file", env_file, "place", "show", "es-seville")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("es-seville: 37.42, -5.9; Europe/Madrid; EUR\n")
    refused = wattline("--env-file", env_file, "place", "add", "here", "--from", "nowhere.csv")
    assert refused.stderr == "wattline: nowhere.csv cannot be read: FileNotFoundError\n"
