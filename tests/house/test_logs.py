"""Logs are events with ids, one JSON object a line; what must never be logged does not get through."""

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot import logs

_ROOT = Path(__file__).parents[2]


def _cleaned(**event: object) -> dict[str, object]:
    return dict(logs.redact(None, "info", event))


@pytest.mark.parametrize(
    "value",
    [
        "+1 202 555 0100",
        "+12025550100",
        "(202) 555-0100",
        "202-555-0100",
        "whatsapp:+447700900123",
        "447700900123",
        "MTR-0042",
        "METER003",
        "123456",
        "7000000001:abcdefghijklmnopqrstuvwxyz",
        "sk-abcdefghijkl",
        "Bearer abc.def-ghi",
    ],
)
def test_what_looks_personal_or_secret_is_taken_out_of_any_value(value: str) -> None:
    assert _cleaned(note=value) == {"note": logs.REDACTED}
    assert value not in str(_cleaned(event=f"sent {value} today", rows=[{"note": (value,)}]))


@pytest.mark.parametrize("key", ["text", "phone", "meter", "auth_token", "SECRET_KEY", "otp", "body"])
def test_a_telling_key_is_taken_out_whatever_it_holds(key: str) -> None:
    assert _cleaned(**{key: "harmless"}) == {key: logs.REDACTED}
    assert _cleaned(**{key: None}) == {key: None}


def test_a_password_leaves_an_address_and_a_token_leaves_a_path() -> None:
    assert _cleaned(url="redis://:word@127.0.0.1:6379/0") == {"url": f"redis://{logs.REDACTED}@127.0.0.1:6379/0"}
    token = "7000000001:abcdefghijklmnopqrstuvwxyz"
    assert token not in str(_cleaned(url=f"https://api.telegram.org/bot{token}/sendMessage"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("delivery", "0123456789abcdef0123456789abcdef"),
        ("delivery", "12345678"),
        ("at", "2026-11-23T07:34:08+00:00"),
        ("uuid", "6ec57f84-c680-4d3a-8778-b00000000000"),
        ("took_ms", 123456),
        ("took_s", 0.123456),
        ("redis_version", "9.1.2"),
        ("address", "http://127.0.0.1:18000"),
        ("held", True),
    ],
)
def test_ids_times_and_figures_stay(key: str, value: object) -> None:
    assert _cleaned(**{key: value}) == {key: value}


def test_an_object_is_shown_as_its_words_without_what_is_personal() -> None:
    assert _cleaned(when=datetime(2026, 11, 23, tzinfo=UTC))["when"] == (
        "datetime.datetime(2026, 11, 23, 0, 0, tzinfo=datetime.timezone.utc)"
    )
    assert _cleaned(error=ValueError("MTR-0042")) == {"error": f"ValueError('{logs.REDACTED}')"}


_PROGRAM = """
import logging, warnings, structlog
from bot import logs
gunicorn = logging.getLogger("gunicorn.error")
gunicorn.addHandler(logging.StreamHandler())
logs.configure("info", "web")
structlog.contextvars.bind_contextvars(event_id="e1")
log = structlog.get_logger()
log.info("delivery_sent", delivery="d1", to="+12025550100")
log.debug("too_quiet")
logging.getLogger("rq.worker").info("too quiet")
logging.getLogger("rq.worker").warning("job for %s", "+12025550100")
gunicorn.error("worker timed out")
warnings.warn("old", DeprecationWarning, stacklevel=1)
try:
    raise ValueError("MTR-0042")
except ValueError:
    log.exception("step_failed")
"""


def test_every_log_of_a_process_is_a_line_of_json_on_standard_output() -> None:
    done = subprocess.run([sys.executable, "-W", "always", "-c", _PROGRAM], cwd=_ROOT, capture_output=True, check=True)
    assert done.stderr == b""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["event"].split(":")[0] for line in lines] == [
        "delivery_sent",
        f"job for {logs.REDACTED}",
        "worker timed out",
        "<string>",
        "step_failed",
    ]
    sent, failed = lines[0], lines[-1]
    assert sent.pop("timestamp").endswith("Z")
    assert sent == {
        "event": "delivery_sent",
        "event_id": "e1",
        "delivery": "d1",
        "to": logs.REDACTED,
        "level": "info",
        "process": "web",
    }
    assert lines[1]["logger"] == "rq.worker"
    assert failed["exception"].endswith(f"ValueError: {logs.REDACTED}")


def test_configuring_twice_leaves_one_handler(capsys: pytest.CaptureFixture[str]) -> None:
    kept = (logging.root.handlers[:], logging.root.level)
    configured = structlog.get_config()
    quiet = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    try:
        logs.configure("warning", "attend")
        logs.configure("warning", "attend")
        logging.getLogger("any").warning("once")
        structlog.get_logger().warning("also_once")
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers[:], level = kept
        logging.root.setLevel(level)
        for name in logging.root.manager.loggerDict:
            logging.getLogger(name).setLevel(quiet.get(name, logging.NOTSET))
        structlog.configure(**configured)
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["event"], line["process"]) for line in shown] == [("once", "attend"), ("also_once", "attend")]
    with capture_logs() as caught:
        structlog.get_logger().info("back")
    assert caught == [{"event": "back", "log_level": "info"}]
