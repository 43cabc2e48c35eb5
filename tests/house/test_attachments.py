"""Files that customers sent, opened for a tool: through a real channel from the simulated provider, or why not."""

import base64
from collections.abc import Iterator, Mapping

import pytest

from bot.attachments import Attachments
from channels.contract import Channel
from channels.telegram import Telegram
from channels.webchat import WebChat
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tools.contract import Failure, ToolError
from tools.economics.household import Lack
from tools.sent_file import SentFile

CSV = b"start,kWh\n2026-01-01 00:00,1.5\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(Config()) as world:
        yield world


@pytest.fixture
def attachments(sandbox: Sandbox) -> Attachments:
    def channels() -> Mapping[str, Channel]:
        async def append(_visitor: str, _delivery: str, _frame: bytes) -> str:
            return ""

        telegram = Telegram(token=sandbox.config.telegram_token, secret="s" * 32, api_url=sandbox.url)
        return {"telegram": telegram, "web": WebChat(append)}

    return Attachments(channels)


def sent(sandbox: Sandbox, content: bytes, kind: str = "document") -> SentFile:
    sandbox.wire.reset()
    sandbox.wire.do("MTR-0000", kind, content=base64.b64encode(content).decode())
    message = sandbox.wire.requests("bot", "/webhooks/telegram")[-1]["body"]["message"]
    return SentFile("telegram", message["document"]["file_id"])


def test_a_text_file_is_opened_again_and_again(sandbox: Sandbox, attachments: Attachments) -> None:
    file = sent(sandbox, CSV)
    assert [attachments.open(file) for _ in range(2)] == [CSV, CSV]


@pytest.mark.parametrize(
    ("content", "lack"),
    [
        (b"\x89PNG\r\n\x1a\n", Lack.NOT_READINGS),
        (b"%PDF-1.7", Lack.NOT_READINGS),
        (b"PK\x03\x04", Lack.NOT_READINGS),
        (b"\x7fELF", Lack.NOT_READINGS),
    ],
)
def test_what_is_not_text_is_said(sandbox: Sandbox, attachments: Attachments, content: bytes, lack: Lack) -> None:
    with pytest.raises(ToolError) as raised:
        attachments.open(sent(sandbox, content))
    assert (raised.value.failure, raised.value.lack) == (Failure.NO_DATA, lack)


@pytest.mark.parametrize("file", [SentFile("telegram", "none"), SentFile("web", "x"), SentFile("sms", "x")])
def test_what_is_there_no_more_or_was_never_kept_is_said(attachments: Attachments, file: SentFile) -> None:
    with pytest.raises(ToolError) as raised:
        attachments.open(file)
    assert (raised.value.failure, raised.value.lack) == (Failure.NO_DATA, Lack.FILE_GONE)


def test_a_provider_that_fails_may_be_asked_again(sandbox: Sandbox, attachments: Attachments) -> None:
    file = sent(sandbox, CSV)
    sandbox.wire.fault("telegram", "500", path="/getFile")
    with pytest.raises(ToolError) as raised:
        attachments.open(file)
    assert (raised.value.failure, raised.value.lack) == (Failure.UNAVAILABLE, None)
    assert attachments.open(file) == CSV
