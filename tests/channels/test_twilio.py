"""SMS and WhatsApp: message and Twilio's answer -> request and id, or the error that says what to do."""

import base64
import json
from pathlib import Path

import pytest

from channels.errors import OptedOut, OutsideWindow, Refused, SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Address, OutboundMessage, Picture, Template
from channels.transport import Transport
from channels.twilio import Twilio, connect
from channels.twilio_errors import ERRORS
from channels.twilio_webhooks import TwilioDoor
from tests.channels.provider import Answer, Closing, Provider

SID = "AC" + "1" * 32
MESSAGE = "SM" + "b" * 32
CREATED: Answer = (201, {"sid": MESSAGE, "status": "queued"}, {})
PUBLIC = "https://bot.utility.example"
PHONE = Address("sms", "+12025550111")


def channels_to(url: str, closing: Closing, seconds: float = 5, **numbers: str) -> dict[str, Twilio]:
    named = numbers or {"sms_from": "+12025550100", "whatsapp_from": "+12025550101"}
    transport = Transport(connect_seconds=seconds, answer_seconds=seconds)
    channels = dict(connect(TwilioDoor(PUBLIC, SID, "tok", **named), api_url=url, transport=transport))
    for channel in channels.values():
        closing(channel.close)
    return channels


async def test_an_sms_carries_where_its_receipts_go(provider: Provider, closing: Closing) -> None:
    provider.answer = CREATED
    sent = await channels_to(provider.url, closing)["sms"].send(PHONE, OutboundMessage("Hi & bye"), delivery="d 1")
    assert sent.provider_id == MESSAGE
    (asked,) = provider.asked
    assert asked.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert asked.form == {
        "To": "+12025550111",
        "From": "+12025550100",
        "Body": "Hi & bye",
        "StatusCallback": f"{PUBLIC}/webhooks/twilio/status?delivery=d%201",
    }
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode() == f"{SID}:tok"


async def test_a_messaging_service_chooses_the_number(provider: Provider, closing: Closing) -> None:
    provider.answer = CREATED
    service = "MG" + "2" * 32
    channels = channels_to(provider.url, closing, messaging_service_sid=service)
    assert set(channels) == {"sms"}
    await channels["sms"].send(PHONE, OutboundMessage("Hi"), delivery="d1")
    (asked,) = provider.asked
    assert asked.form["MessagingServiceSid"] == service
    assert "From" not in asked.form


@pytest.mark.parametrize(
    ("message", "form"),
    [
        pytest.param(OutboundMessage("Hi"), {"Body": "Hi"}, id="text"),
        pytest.param(
            OutboundMessage("Your year", picture=Picture("https://utility.example/c.png", "Your year")),
            {"Body": "Your year", "MediaUrl": "https://utility.example/c.png"},
            id="picture",
        ),
        pytest.param(
            OutboundMessage("said elsewhere", template=Template("HX1", ("Ana", "9 €"))),
            {"ContentSid": "HX1", "ContentVariables": json.dumps({"1": "Ana", "2": "9 €"}, ensure_ascii=False)},
            id="a template, never together with words",
        ),
    ],
)
async def test_whatsapp_says_it_in_its_way(
    message: OutboundMessage, form: dict[str, str], provider: Provider, closing: Closing
) -> None:
    provider.answer = CREATED
    address = Address("whatsapp", "+12025550111")
    await channels_to(provider.url, closing)["whatsapp"].send(address, message, delivery="d1")
    (asked,) = provider.asked
    frame = {"To": "whatsapp:+12025550111", "From": "whatsapp:+12025550101"}
    assert asked.form == {**frame, **form, "StatusCallback": f"{PUBLIC}/webhooks/twilio/status?delivery=d1"}


def refusal(status: int, code: int) -> tuple[int, object, dict[str, str]]:
    return status, {"code": code, "message": "no +12025550111", "status": status, "more_info": "x"}, {}


def problem(status: int, code: int) -> tuple[int, object, dict[str, str]]:
    return status, {"type": "about:blank", "title": "no", "status": status, "code": code}, {}


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        pytest.param(refusal(400, 21610), OptedOut, "21610", id="the customer replied STOP"),
        pytest.param(refusal(400, 21211), Refused, "21211", id="no number"),
        pytest.param(refusal(400, 21614), Refused, "21614", id="not a mobile"),
        pytest.param(refusal(400, 21635), Refused, "21635", id="a landline"),
        pytest.param(refusal(400, 30005), Refused, "30005", id="unknown handset"),
        pytest.param(refusal(400, 30006), Refused, "30006", id="a landline, found late"),
        pytest.param(refusal(400, 21408), Refused, "21408", id="a region that is not allowed"),
        pytest.param(problem(400, 21211), Refused, "21211", id="the newer shape of a problem"),
        pytest.param(refusal(400, 63016), OutsideWindow, "63016", id="a template is needed"),
        pytest.param(refusal(429, 20429), Throttled, "20429", id="slow down"),
        pytest.param((429, b"", {"Retry-After": "7"}), Throttled, "20429", id="slow down, and for how long"),
        pytest.param(refusal(400, 63018), Throttled, "63018", id="the sender's limit"),
        pytest.param(refusal(400, 63014), OptedOut, "63014", id="the customer blocked us"),
        pytest.param(refusal(400, 63032), Refused, "63032", id="an experiment of WhatsApp's is no block"),
        pytest.param(refusal(401, 20003), Unreachable, "20003", id="our token is wrong: an operator mends it"),
        pytest.param((404, b"<html>", {}), Unreachable, "404", id="no such account"),
        pytest.param((500, {"code": 20500}, {}), Unreachable, "500", id="their fault"),
        pytest.param((503, b"<html>", {}), Unreachable, "503", id="down"),
        pytest.param((307, b"", {"Location": "http://127.0.0.1:9/"}), Unreachable, "307", id="never redirected"),
        pytest.param((504, b"", {}), Unconfirmed, "504", id="the gateway got no answer"),
        pytest.param((201, b"<html>", {}), Unconfirmed, None, id="an answer that cannot be read"),
        pytest.param((201, {}, {}), Unconfirmed, None, id="an answer without an id"),
        pytest.param((201, [], {}), Unconfirmed, None, id="an answer of another shape"),
        pytest.param("reset", Unconfirmed, None, id="the connection broke after the request left"),
        pytest.param("hang", Unconfirmed, None, id="no answer in time"),
    ],
)
async def test_each_answer_says_what_to_do_next(
    answer: Answer, kind: type[SendError], code: str | None, provider: Provider, closing: Closing
) -> None:
    provider.answer = answer
    name = "whatsapp" if (code or "").startswith("63") else "sms"
    channel = channels_to(provider.url, closing, 0.3 if answer == "hang" else 5)[name]
    with pytest.raises(kind) as raised:
        await channel.send(Address(name, PHONE.id), OutboundMessage("x"), delivery="d")
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert "+1202" not in str(raised.value)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("channel", "code", "kind"),
    [
        ("sms", "21610", OptedOut),
        ("sms", "30003", Unreachable),
        ("sms", "30005", Refused),
        ("sms", "63016", Refused),
        ("whatsapp", "63014", OptedOut),
        ("whatsapp", "63016", OutsideWindow),
        ("whatsapp", "63018", Throttled),
        ("whatsapp", "63024", Refused),
        ("whatsapp", "99999", Refused),
        ("whatsapp", "failed", Refused),
    ],
)
async def test_a_receipts_code_means_what_it_means_in_an_answer(
    channel: str, code: str, kind: type[SendError], nobody: str, closing: Closing
) -> None:
    assert type(channels_to(nobody, closing)[channel].failure(code)) is kind


def test_every_code_is_explained_to_operators() -> None:
    page = (Path(__file__).parents[2] / "docs" / "channels" / "twilio.md").read_text()
    told = {code for codes in ERRORS.values() for code in codes if code >= 10_000}
    assert not {code for code in told if str(code) not in page}


async def test_retry_after_is_honoured(provider: Provider, closing: Closing) -> None:
    provider.answer = (429, b"", {"Retry-After": "7"})
    with pytest.raises(Throttled) as raised:
        await channels_to(provider.url, closing)["sms"].send(PHONE, OutboundMessage("x"), delivery="d")
    assert raised.value.retry_after == 7


async def test_what_never_left_is_unreachable_and_not_doubtful(nobody: str, closing: Closing) -> None:
    with pytest.raises(Unreachable):
        await channels_to(nobody, closing)["sms"].send(PHONE, OutboundMessage("x"), delivery="d")
