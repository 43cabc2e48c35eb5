"""Files that customers send on Telegram: where they lie is asked for, and they are fetched from there alone."""

import base64
from collections.abc import Iterator

import pytest

from channels.errors import Unreachable
from channels.media import MediaRefused, MediaTooLarge
from channels.telegram import Telegram
from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.channels.provider import Answer, Closing, Provider
from tests.channels.test_telegram import SECRET, TOKEN
from tests.channels.test_telegram_sending import channel_to, refusal

LIES: Answer = (200, {"ok": True, "result": {"file_id": "F1", "file_unique_id": "U", "file_path": "documents/1"}}, {})


def large(size: int) -> Answer:
    result = {"file_id": "F1", "file_unique_id": "U", "file_size": size, "file_path": "documents/1"}
    return 200, {"ok": True, "result": result}, {}


async def test_a_file_is_asked_for_by_its_id_and_fetched_where_it_lies(provider: Provider, closing: Closing) -> None:
    provider.answer = LIES
    found = await channel_to(provider.url, closing).open_file("F1", limit=10_000)
    assert [asked.path for asked in provider.asked] == [f"/bot{TOKEN}/getFile", f"/file/bot{TOKEN}/documents/1"]
    assert provider.asked[0].form["file_id"] == "F1"
    assert found.startswith(b'{"ok":true')


async def test_a_file_that_says_it_is_too_large_is_not_fetched(provider: Provider, closing: Closing) -> None:
    provider.answer = large(10_001)
    with pytest.raises(MediaTooLarge):
        await channel_to(provider.url, closing).open_file("F1", limit=10_000)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, "Bad Request: file is too big"), MediaTooLarge),
        (refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), MediaRefused),
        (refusal(404, "Not Found"), Unreachable),
        (refusal(500, "Internal Server Error"), Unreachable),
        (refusal(429, "Too Many Requests", retry_after=1), Unreachable),
        ("reset", Unreachable),
    ],
)
async def test_what_telegram_says_instead_of_a_place(
    provider: Provider, closing: Closing, answer: Answer, error: type[Exception]
) -> None:
    provider.answer = answer
    with pytest.raises(error) as raised:
        await channel_to(provider.url, closing).open_file("F1", limit=10_000)
    assert raised.type is error


@pytest.mark.parametrize("path", ["https://elsewhere.example/x", "http://169.254.169.254/latest", "//elsewhere/x"])
async def test_a_place_that_telegram_would_never_name_is_still_asked_of_telegram_alone(
    provider: Provider, closing: Closing, path: str
) -> None:
    provider.answer = (200, {"ok": True, "result": {"file_id": "F1", "file_unique_id": "U", "file_path": path}}, {})
    await channel_to(provider.url, closing).open_file("F1", limit=10_000)
    assert provider.asked[1].path.startswith(f"/file/bot{TOKEN}/")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(Config()) as world:
        yield world


async def test_the_simulated_telegram_keeps_what_a_customer_sends(sandbox: Sandbox, closing: Closing) -> None:
    content = base64.b64encode(b"date,kWh\n").decode()
    sandbox.wire.do("MTR-0000", "document", content=content, name="usage.csv", mime_type="text/csv")
    posted = sandbox.wire.requests("bot", "/webhooks/telegram")[-1]["body"]
    channel = Telegram(token=sandbox.config.telegram_token, secret=SECRET, api_url=sandbox.url)
    closing(channel.close)
    assert await channel.open_file(posted["message"]["document"]["file_id"], limit=100) == b"date,kWh\n"
    with pytest.raises(MediaRefused):
        await channel.open_file("none", limit=100)
