"""Twilio Verify: a code and Verify's answer -> request and id, or the error that says what to do."""

import base64

import pytest

from bot.model.delivery import CODE_MARK
from channels.contract import Askable, Webhook
from channels.errors import Refused, SendError, Throttled, Unconfirmed, Unreachable, WebhookRejected
from channels.messages import Address, OutboundMessage
from channels.rendering import fit
from channels.transport import Transport
from channels.verify import HOSTS, Verify, connect
from tests.channels.provider import Answer, Closing, Provider

SID, SERVICE, VERIFICATION = ("AC" + "1" * 32, "VA" + "2" * 32, "VE" + "3" * 32)
PHONE = Address("verify", "+12025550111")
CODE = OutboundMessage("49320187")


def channel_to(url: str, closing: Closing, seconds: float = 5) -> Verify:
    transport = Transport(connect_seconds=seconds, answer_seconds=seconds)
    channel = connect(SERVICE, account_sid=SID, auth_token="tok", api_url=url, transport=transport)
    closing(channel.close)
    return channel


async def test_verify_is_told_which_code_to_send_and_to_whom(provider: Provider, closing: Closing) -> None:
    provider.answer = (201, {"sid": VERIFICATION, "status": "pending"}, {})
    sent = await channel_to(provider.url, closing).send(PHONE, CODE, delivery="d1")
    assert sent.provider_id == VERIFICATION
    (asked,) = provider.asked
    assert asked.path == f"/v2/Services/{SERVICE}/Verifications"
    assert asked.form == {"To": "+12025550111", "Channel": "sms", "CustomCode": "49320187"}
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode() == f"{SID}:tok"


def test_verify_has_a_host_of_its_own() -> None:
    assert HOSTS["https://api.twilio.com"] == "https://verify.twilio.com"


@pytest.mark.parametrize("text", ["Your code is 123456.", "", "12 345", "१२३४५६", CODE_MARK])
async def test_nothing_but_digits_is_a_code(text: str, provider: Provider, closing: Closing) -> None:
    with pytest.raises(ValueError, match="codes alone"):
        await channel_to(provider.url, closing).send(PHONE, OutboundMessage(text), delivery="d1")
    assert provider.asked == []


def refusal(status: int, code: int) -> tuple[int, object, dict[str, str]]:
    return status, {"code": code, "message": "no +12025550111", "status": status, "more_info": "x"}, {}


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        pytest.param(refusal(400, 60200), Refused, "60200", id="no number"),
        pytest.param(refusal(403, 60205), Refused, "60205", id="a landline"),
        pytest.param(refusal(429, 60203), Refused, "60203", id="five codes in ten minutes: not in a second either"),
        pytest.param(refusal(403, 60204), Refused, "60204", id="the service takes no codes of ours"),
        pytest.param(refusal(403, 60410), Refused, "60410", id="blocked as fraud"),
        pytest.param(refusal(403, 60605), Refused, "60605", id="a country that is not allowed"),
        pytest.param(refusal(429, 20429), Throttled, "20429", id="slow down"),
        pytest.param(refusal(429, 60212), Throttled, "60212", id="two at once for one number"),
        pytest.param((429, b"<html>", {}), Throttled, "20429", id="slow down, without words"),
        pytest.param((429, [], {}), Throttled, "20429", id="slow down, in another shape"),
        pytest.param(refusal(401, 20003), Unreachable, "20003", id="our token is wrong: an operator mends it"),
        pytest.param(refusal(404, 20404), Unreachable, "20404", id="no such service: an operator mends it"),
        pytest.param((503, b"<html>", {}), Unreachable, "503", id="down"),
        pytest.param((504, b"", {}), Unconfirmed, "504", id="the gateway got no answer"),
        pytest.param((201, b"<html>", {}), Unconfirmed, None, id="an answer that cannot be read"),
        pytest.param((201, {}, {}), Unconfirmed, None, id="an answer without an id"),
        pytest.param("reset", Unconfirmed, None, id="the connection broke after the request left"),
        pytest.param("hang", Unconfirmed, None, id="no answer in time"),
    ],
)
async def test_each_answer_says_what_to_do_next(
    answer: Answer, kind: type[SendError], code: str | None, provider: Provider, closing: Closing
) -> None:
    provider.answer = answer
    seconds = 0.3 if answer == "hang" else 5
    with pytest.raises(kind) as raised:
        await channel_to(provider.url, closing, seconds).send(PHONE, CODE, delivery="d1")
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert "+1202" not in str(raised.value)
    assert len(provider.asked) == 1


async def test_it_hears_nothing_and_is_never_asked_so_that_a_doubtful_code_rests(closing: Closing) -> None:
    channel = channel_to("http://127.0.0.1:9", closing)
    assert not isinstance(channel, Askable)
    with pytest.raises(WebhookRejected):
        channel.receive(Webhook("/webhooks/twilio", {}, b"", {}))


def test_a_code_and_its_mark_stay_in_one_piece() -> None:
    assert fit(OutboundMessage(CODE_MARK), Verify.abilities) == (OutboundMessage(CODE_MARK),)
    assert fit(CODE, Verify.abilities) == (CODE,)
