"""A file that a customer sent is fetched from our account at Twilio, with our credentials, and from nowhere else."""

import pytest

from channels.media import MediaRefused, MediaTooLarge
from tests.channels.provider import Closing, Provider
from tests.channels.ssrf import ELSEWHERE, connections
from tests.channels.test_twilio import SID, channels_to

FILE = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages/MM{'c' * 32}/Media/ME{'d' * 32}"


async def test_a_file_of_our_account_is_fetched_with_our_credentials(provider: Provider, closing: Closing) -> None:
    provider.answer = (200, b"date,kWh\n2026-01-01,1.5\n", {})
    for name in ("whatsapp", "sms"):
        assert await channels_to(provider.url, closing)[name].open_file(FILE, limit=100) == provider.answer[1]
    asked = provider.asked[-1]
    assert asked.path == FILE.removeprefix("https://api.twilio.com")
    assert asked.headers["Authorization"].startswith("Basic ")


async def test_more_than_the_limit_is_not_taken(provider: Provider, closing: Closing) -> None:
    provider.answer = (200, b"x" * 101, {})
    with pytest.raises(MediaTooLarge):
        await channels_to(provider.url, closing)["whatsapp"].open_file(FILE, limit=100)


@pytest.mark.parametrize(
    "reference",
    [
        *ELSEWHERE,
        FILE.replace("https:", "http:"),
        FILE.replace("api.twilio.com", "api.twilio.com.evil.example"),
        FILE.replace(SID, "AC" + "2" * 32),
        f"{FILE}/../../x",
        f"{FILE}?next=http://169.254.169.254/",
        f"{FILE}\n",
    ],
)
async def test_nothing_else_is_connected_to(reference: str, nobody: str, closing: Closing) -> None:
    channel = channels_to(nobody, closing)["whatsapp"]
    with connections() as seen, pytest.raises(MediaRefused):
        await channel.open_file(reference, limit=100)
    assert seen == []


async def test_where_twilio_sends_us_on_nobody_follows(provider: Provider, closing: Closing) -> None:
    provider.answer = (307, b"", {"Location": f"{provider.url}/elsewhere"})
    with pytest.raises(MediaRefused):
        await channels_to(provider.url, closing)["whatsapp"].open_file(FILE, limit=100)
    assert len(provider.asked) == 1
