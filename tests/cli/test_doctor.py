"""The doctor names what is well, what is not and what is off, and never a secret."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bot import credentials
from bot.cli import doctor
from bot.settings import load
from bot.store.beating import PROCESSES, beat
from bot.store.runners import Blocking
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.embedded import free_port
from sandbox.running import Sandbox, running

NOWHERE = "http://127.0.0.1:9"
VERIFY = "VA" + "4" * 32
OWN_CODES = Config(verify_service=VERIFY)
NO_CODES = Config(verify_service=VERIFY, verify_own_codes=False)


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(longest_wait=0.2)) as sandbox:
        yield sandbox


@pytest.fixture
def given(redis_url: str, tmp_path: Path) -> dict[str, str]:
    secrets = demo_secrets.keep(tmp_path / "secrets")
    ours = {name: secrets[name] for name in ("SECRET_KEY", "OTP_PEPPER", "FIELD_KEYS")}
    return ours | {"REDIS_URL": redis_url, "DATA_DIR": str(tmp_path)}


def examined(given: dict[str, str], capsys: pytest.CaptureFixture[str]) -> tuple[bool, dict[str, str]]:
    well = doctor.run(load(given))
    shown = capsys.readouterr().out
    assert not any(secret in shown for name, secret in given.items() if "TOKEN" in name or "KEY" in name)
    lines = [line.partition(": ") for line in shown.splitlines()]
    return well, {what[4:]: f"{what[:3].strip()}: {seen}" for what, _, seen in lines}


def all_alive(given: dict[str, str]) -> None:
    runner = Blocking(given["REDIS_URL"])
    for process in PROCESSES:
        runner.run(beat(process, "here:1"))
    runner.close()


def test_where_everything_is_well_the_doctor_says_so(
    given: dict[str, str], world: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    all_alive(given)
    well, found = examined(given | dict(world.environment), capsys)
    assert well
    assert {what: seen for what, seen in found.items() if not seen.startswith("ok")} == {
        "console": "off: CONSOLE_USERS names no file of operators",
        "twilio verify": "off: no credentials or address set",
        "yield service": "off: no credentials or address set",
        "language model": "off: no credentials or address set",
    }
    assert found["telegram"] == "ok: the token is valid"
    assert found["twilio"] == "ok: the account's credentials are valid"
    assert found["worker"] == "ok: running"


def test_what_does_not_run_or_answer_is_named(given: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    outside = {"METER_REGISTRY_URL": NOWHERE, "CUSTOMER_DIRECTORY": "nowhere.yaml"}
    well, found = examined(given | outside, capsys)
    assert not well
    assert (found["attend"], found["worker"]) == ("BAD: not running", "BAD: not running")
    assert found["meter registry"].startswith("BAD: ")
    assert found["customer directory"].startswith("BAD: the customer directory nowhere.yaml cannot be read")
    assert found["telegram"] == "off: no credentials or address set"


@pytest.mark.parametrize("source", ["pvgis", "pvwatts"])
def test_a_yield_service_that_is_set_is_looked_for(
    given: dict[str, str], world: Sandbox, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    set_so = given | dict(world.environment) | {"YIELD_SOURCE": source}
    assert examined(set_so, capsys)[1]["yield service"] == "ok: answers"
    nowhere = set_so | {f"{source.upper()}_URL": NOWHERE}
    assert examined(nowhere, capsys)[1]["yield service"].startswith("BAD: ")


def test_wrong_credentials_are_told_from_a_provider_that_is_away(
    given: dict[str, str], world: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"TELEGRAM_BOT_TOKEN": "1:" + "x" * 30, "TWILIO_AUTH_TOKEN": "wrong"}
    _, found = examined(given | dict(world.environment) | wrong, capsys)
    assert found["telegram"].endswith("is TELEGRAM_BOT_TOKEN right?")
    assert found["twilio"].endswith("are TWILIO_ACCOUNT_SID and _AUTH_TOKEN right?")


@pytest.mark.parametrize(
    ("account", "service", "seen"),
    [
        (OWN_CODES, VERIFY, "ok: the service takes our codes"),
        (OWN_CODES, "VA" + "5" * 32, "BAD: the service answers 404: is TWILIO_VERIFY_SERVICE_SID right?"),
        (NO_CODES, VERIFY, "BAD: the service takes no codes of ours: enable custom verification codes in its settings"),
    ],
)
def test_a_verify_service_is_looked_at(
    given: dict[str, str], capsys: pytest.CaptureFixture[str], account: Config, service: str, seen: str
) -> None:
    with running(account) as verifying:
        set_so = given | dict(verifying.environment) | {"TWILIO_VERIFY_SERVICE_SID": service}
        _, found = examined(set_so, capsys)
    assert found["twilio verify"] == seen


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ({}, "ok: answers; sandbox-1 is asked where the embedded reader is in doubt"),
        ({"OPENAI_API_KEY": "sk-wrong"}, "BAD: answers 401 to /models: are OPENAI_BASE_URL and OPENAI_API_KEY right?"),
    ],
)
def test_a_language_model_is_looked_at(
    given: dict[str, str], capsys: pytest.CaptureFixture[str], changed: dict[str, str], seen: str
) -> None:
    with running(Config(model_mind="sensible")) as thinking:
        _, found = examined(given | dict(thinking.environment) | changed, capsys)
    assert found["language model"] == seen


def test_without_redis_nothing_is_said_of_the_processes(
    given: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    well, found = examined(given | {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}, capsys)
    assert not well
    assert found["redis"] == "BAD: does not answer at REDIS_URL"
    assert "attend" not in found


def test_a_redis_that_loses_data_is_no_store(given: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with redis.Redis.from_url(given["REDIS_URL"]) as server:
        server.config_set("maxmemory-policy", "allkeys-lru")
        try:
            well, found = examined(given, capsys)
        finally:
            server.config_set("maxmemory-policy", "noeviction")
    assert not well
    assert found["redis"] == "BAD: Redis may evict data: set `maxmemory-policy noeviction`."


def test_the_doctor_looks_at_the_file_of_operators(
    given: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "operators.yaml"
    phc = f"{credentials.PREFIX}{'A' * 22}${'A' * 43}"
    seen = []
    for text, public in (
        (f"ada: {{roles: [admin], password: '{phc}'}}", "http://localhost:8000"),
        (f"ada: {{roles: [admin], password: '{phc}'}}", "https://bot.utility.example"),
        ("ada: 1", "http://localhost:8000"),
    ):
        file.write_text(text)
        _, found = examined(given | {"CONSOLE_USERS": str(file), "PUBLIC_URL": public}, capsys)
        seen.append(found["console"])
    assert seen == [
        "ok: 1 operators",
        "BAD: without an authenticator nobody enters: ada",
        "BAD: ada should have roles, password and totp, and nothing else",
    ]


def test_a_process_lives_here_while_it_beats_on_this_machine(given: dict[str, str]) -> None:
    runner = Blocking(given["REDIS_URL"])
    runner.run(beat("attend", "another-machine:1"))
    assert not doctor.lives_here(load(given), "attend")
    runner.run(beat("attend", f"{socket.gethostname()}:7"))
    assert doctor.lives_here(load(given), "attend")
    assert not doctor.lives_here(load(given), "worker")
    away = given | {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    assert doctor.lives_here(load(away), "worker")
    runner.close()
