"""`wattline telegram`: Telegram is told of the bot, or asked for updates; each menu is whole and understood."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.cli.telegram import menus
from bot.flows.settings import LANGUAGES
from bot.understanding.lexicon import load_lexicon
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.commanding import wattline

ROOT = Path(__file__).parents[2]
ADA = "700100000"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(Config()) as world:
        yield world


def environment(sandbox: Sandbox, folder: Path, redis_url: str) -> Mapping[str, str]:
    ours = {"TELEGRAM_BOT_TOKEN": sandbox.config.telegram_token, "TELEGRAM_API_URL": sandbox.url}
    secrets = demo_secrets.keep(folder / "secrets") | ours
    secrets |= {"REDIS_URL": redis_url, "DATA_DIR": str(folder), "PUBLIC_URL": "https://bot.utility.example"}
    secrets |= {"TELEGRAM_WEBHOOK_SECRET": f"{'n' * 32},{'o' * 32}", "TWILIO_SMS_FROM": "+12025550100"}
    return {**os.environ, **secrets}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot.cli", "telegram", *words]


def test_setup_tells_telegram_all_of_it(sandbox: Sandbox, tmp_path: Path, redis_url: str) -> None:
    sandbox.wire.reset()
    env = environment(sandbox, tmp_path, redis_url)
    ended = wattline("telegram", "setup", environ=env)
    assert ended.returncode == 0, ended.stderr
    assert "bot: @wattline_simulation_bot" in ended.stdout
    (webhook,) = sandbox.wire.requests("telegram", "/setWebhook")
    assert webhook["body"]["url"] == "https://bot.utility.example/webhooks/telegram"
    assert webhook["body"]["secret_token"] == "n" * 32
    assert "my_chat_member" in webhook["body"]["allowed_updates"]
    told = [one["body"].get("language_code") for one in sandbox.wire.requests("telegram", "/setMyCommands")]
    assert told == ["en", "es", "hi", None]
    assert {one["status"] for one in sandbox.wire.requests("telegram")} == {200}


def test_a_token_that_telegram_refuses_ends_it_with_a_sentence(
    sandbox: Sandbox, tmp_path: Path, redis_url: str
) -> None:
    env = {**environment(sandbox, tmp_path, redis_url), "TELEGRAM_BOT_TOKEN": "123456:" + "x" * 35}
    ended = wattline("telegram", "setup", environ=env)
    assert ended.returncode == 1
    assert ended.stderr.startswith("wattline: Telegram refused: ")


def test_without_a_webhook_messages_are_asked_for_and_kept(sandbox: Sandbox, tmp_path: Path, redis_url: str) -> None:
    sandbox.wire.reset()
    env = environment(sandbox, tmp_path, redis_url)
    polling = subprocess.Popen(command("poll"), cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        sandbox.wire.wait_for("telegram", "/getUpdates", timeout=60)
        sandbox.wire.send("telegram", ADA, "hello")
        before = len(sandbox.wire.requests("telegram", "/getUpdates"))
        end = time.monotonic() + 30
        while len(sandbox.wire.requests("telegram", "/getUpdates")) <= before and time.monotonic() < end:
            time.sleep(0.1)
        offset = sandbox.wire.requests("telegram", "/getUpdates")[-1]["body"]["offset"]
        assert int(offset) > 0, "the message was kept and is confirmed"
    finally:
        polling.send_signal(signal.SIGINT)
        polling.wait(30)


def test_every_language_has_the_same_commands_and_each_is_understood() -> None:
    known = load_lexicon(ROOT / "prompts" / "examples" / "lexicon").commands
    found = menus()
    assert set(found) == set(LANGUAGES)
    for menu in found.values():
        assert list(menu.commands) == list(found["en"].commands)
        assert set(menu.commands) <= set(known)
        assert len(menu.short_description) <= 120
        assert len(menu.description) <= 512
        assert all(0 < len(words) <= 256 for words in menu.commands.values())
