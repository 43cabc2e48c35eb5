"""What an operator sees of WhatsApp's approvals, and how they are asked for."""

from pathlib import Path

import pytest

from bot.cli import templates
from bot.settings import load
from sandbox import demo_secrets
from sandbox.config import Config
from sandbox.running import running


def test_an_operator_asks_for_approvals_and_sees_how_far_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(Config()) as sandbox:
        settings = load({**demo_secrets.keep(tmp_path / "secrets"), **sandbox.environment})
        assert templates.show(settings, submit=False)
        assert capsys.readouterr().out.count("unsubmitted") == 3
        assert templates.show(settings, submit=True)
        assert capsys.readouterr().out.count("approved") == 3
        sandbox.wire.fault("twilio", "500", path="/v1/Content")
        assert not templates.show(settings, submit=False)
        assert "Twilio does not say" in capsys.readouterr().out


def test_without_whatsapp_there_is_nothing_to_approve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = demo_secrets.keep(tmp_path / "secrets") | {"TWILIO_SMS_FROM": "+12025550100"}
    assert not templates.show(load(given), submit=False)
    assert "WhatsApp is off" in capsys.readouterr().out
