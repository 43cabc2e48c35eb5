"""A channel without credentials is off; the rest works."""

import pytest

from channels.registry import Credentials, build


async def append(visitor: str, delivery: str, frame: bytes) -> str:
    return f"{visitor}{delivery}{frame!r}"


TELEGRAM = {"telegram_token": "1:abcdefghijklmnopqrstuvwxyz", "telegram_secret": "s" * 32}
TWILIO = {"twilio_sid": "AC" + "1" * 32, "twilio_token": "tok"}
VERIFIED = {"twilio_sms_from": "+12025550100", "twilio_verify_service_sid": "VA" + "2" * 32}


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({}, set()),
        (TELEGRAM, {"telegram"}),
        ({"telegram_token": "1:abcdefghijklmnopqrstuvwxyz"}, set()),
        (TWILIO, set()),
        ({**TWILIO, "twilio_sms_from": "+12025550100"}, {"sms"}),
        ({**TWILIO, "twilio_messaging_service_sid": "MG" + "2" * 32}, {"sms"}),
        ({**TWILIO, "twilio_whatsapp_from": "+12025550101"}, {"whatsapp"}),
        ({**TWILIO, **VERIFIED}, {"sms", "verify"}),
        ({"twilio_sms_from": "+12025550100"}, set()),
        (VERIFIED, set()),
    ],
)
def test_what_has_credentials_is_on(given: dict[str, str], on: set[str]) -> None:
    channels = build(Credentials("https://bot.utility.example/", **given))  # type: ignore[arg-type]  # the table holds only words
    assert set(channels) == on
    assert all(channel.name == name for name, channel in channels.items())


def test_the_web_chat_is_on_where_it_has_a_stream() -> None:
    assert set(build(Credentials("https://bot.utility.example", webchat_append=append))) == {"web"}


def test_credentials_show_no_secret() -> None:
    shown = repr(
        Credentials("https://bot.utility.example", telegram_token="T0", telegram_secret="S0", twilio_token="K0")
    )
    assert not any(secret in shown for secret in ("T0", "S0", "K0"))
