"""Twilio's webhooks: form -> events and receipts; nothing forged, shifted or for others gets through."""

import base64
import hmac
import random
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from channels.contract import Received, Webhook
from channels.errors import WebhookRejected
from channels.messages import (
    Address,
    Body,
    InboundMessage,
    Location,
    Media,
    Status,
    StatusUpdate,
    Tap,
    Text,
    Unsupported,
)
from channels.twilio_webhooks import TwilioDoor
from sandbox.signatures import twilio_signature

PUBLIC = "https://bot.utility.example"
SID = "AC" + "1" * 32
SERVICE, MESSAGE = "MG" + "2" * 32, "SM" + "a" * 32
TOKEN = "tok"
DOOR = TwilioDoor(PUBLIC, SID, TOKEN, "+12025550100", SERVICE, "+12025550101")
SMS = {
    "ToCountry": "US",
    "SmsMessageSid": MESSAGE,
    "NumMedia": "0",
    "SmsSid": MESSAGE,
    "SmsStatus": "received",
    "Body": "I want solar",
    "FromCountry": "US",
    "To": "+12025550100",
    "NumSegments": "1",
    "MessageSid": MESSAGE,
    "AccountSid": SID,
    "From": "+12025550111",
    "ApiVersion": "2010-04-01",
}
WHATSAPP = {
    **SMS,
    "From": "whatsapp:+12025550111",
    "To": "whatsapp:+12025550101",
    "ProfileName": "Ana",
    "WaId": "12025550111",
    "MessageType": "text",
}
PHONE = Address("sms", "+12025550111")
WA = Address("whatsapp", "+12025550111")


def webhook(
    form: Mapping[str, str], *, path: str = "/webhooks/twilio", signature: str | None = None, **headers: str
) -> Webhook:
    path, _, query = path.partition("?")
    whole = f"{path}?{query}" if query else path
    signed = twilio_signature(TOKEN, PUBLIC + whole, form) if signature is None else signature
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signed, **names}
    parameters = dict(part.split("=") for part in query.split("&")) if query else {}
    return Webhook(whole, sent, urlencode(form).encode(), parameters)


@pytest.mark.parametrize(
    ("form", "address", "body"),
    [
        pytest.param(SMS, PHONE, Text("I want solar"), id="SMS"),
        pytest.param({**SMS, "Body": "सोलर चाहिए ☀"}, PHONE, Text("सोलर चाहिए ☀"), id="every script"),
        pytest.param({**SMS, "FieldOfTomorrow": "x"}, PHONE, Text("I want solar"), id="an unannounced field"),
        pytest.param({**SMS, "Body": " "}, PHONE, Unsupported("empty"), id="nothing said"),
        pytest.param(
            {**SMS, "To": "+12025550199", "MessagingServiceSid": SERVICE},
            PHONE,
            Text("I want solar"),
            id="any number of our messaging service",
        ),
        pytest.param(WHATSAPP, WA, Text("I want solar"), id="WhatsApp"),
        pytest.param(
            {**WHATSAPP, "From": "whatsapp:US.13491208655302741918", "WaId": "US.13491208655302741918"},
            Address("whatsapp", "US.13491208655302741918"),
            Text("I want solar"),
            id="a WhatsApp user without a phone number",
        ),
        pytest.param(
            {**WHATSAPP, "MessageType": "button", "ButtonPayload": "c:1", "ButtonText": "Solar", "Body": "Solar"},
            WA,
            Tap("c:1", "Solar"),
            id="a quick reply",
        ),
        pytest.param(
            {**WHATSAPP, "MessageType": "interactive", "ListId": "c:7", "ListTitle": "Friday", "Body": "Friday"},
            WA,
            Tap("c:7", "Friday"),
            id="an item of a list",
        ),
        pytest.param(
            {**WHATSAPP, "Body": "", "Latitude": "12.5", "Longitude": "-77.25"}, WA, Location(12.5, -77.25), id="place"
        ),
        pytest.param(
            {
                **WHATSAPP,
                "Body": "",
                "NumMedia": "1",
                "MediaUrl0": "https://api.twilio.com/m",
                "MediaContentType0": "image/png",
            },
            WA,
            Media("https://api.twilio.com/m", "image/png"),
            id="file",
        ),
    ],
)
def test_a_form_becomes_an_event(form: dict[str, str], address: Address, body: Body) -> None:
    assert DOOR.receive(webhook(form)) == Received(messages=(InboundMessage(address, MESSAGE, body),))


def test_what_is_written_under_a_message_of_ours_says_so() -> None:
    ours = "SM" + "b" * 32
    (message,) = DOOR.receive(webhook({**WHATSAPP, "OriginalRepliedMessageSid": ours})).messages
    assert message.quotes == ours


def test_words_under_a_file_are_heard_too() -> None:
    form = {**WHATSAPP, "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m", "MediaContentType0": "image/png"}
    first, second = DOOR.receive(webhook(form)).messages
    assert (first.native_id, second.native_id) == (MESSAGE, f"{MESSAGE}:1")
    assert second.body == Text("I want solar")


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("queued", None),
        ("accepted", None),
        ("sending", Status.SENT),
        ("sent", Status.SENT),
        ("delivered", Status.DELIVERED),
        ("read", Status.READ),
        ("undelivered", Status.FAILED),
        ("failed", Status.FAILED),
        ("canceled", Status.FAILED),
        ("a_word_of_tomorrow", None),
    ],
)
def test_a_receipt_names_our_delivery(status: str, ours: Status | None) -> None:
    form = {
        "AccountSid": SID,
        "MessageSid": MESSAGE,
        "MessageStatus": status,
        "To": "+12025550111",
        "ErrorCode": "30003",
    }
    received = DOOR.receive(webhook(form, path="/webhooks/twilio/status?delivery=d1"))
    expected = () if ours is None else (StatusUpdate("d1", MESSAGE, ours, "30003"),)
    assert received == Received(receipts=expected)


def test_a_receipt_without_our_delivery_is_refused() -> None:
    form = {"AccountSid": SID, "MessageSid": MESSAGE, "MessageStatus": "sent"}
    with pytest.raises(WebhookRejected) as refused:
        DOOR.receive(webhook(form, path="/webhooks/twilio/status"))
    assert refused.value.status == 400


def test_the_newer_signature_is_read_too() -> None:
    joined = f"{PUBLIC}/webhooks/twilio" + "".join(name + SMS[name] for name in sorted(SMS))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), joined.encode(), "sha256")).decode()
    settings = {"x_twilio_webhooks_signature_settings": "key=k1,algorithm=HMAC_SHA256"}
    assert DOOR.receive(webhook(SMS, signature=signature, **settings)).messages
    with pytest.raises(WebhookRejected):
        DOOR.receive(webhook(SMS, signature=signature))


@pytest.mark.parametrize("signature", ["", "x", "é" * 28, "A" * 27 + "=", "\x00", "=" * 4000])
def test_a_forged_absent_or_garbled_signature_is_refused(signature: str) -> None:
    with pytest.raises(WebhookRejected) as refused:
        DOOR.receive(webhook(SMS, signature=signature))
    assert refused.value.status == 403


def test_five_hundred_altered_requests_are_all_refused() -> None:
    chance = random.Random(7)  # noqa: S311 a seed that can be told
    genuine = webhook(SMS)
    for _ in range(500):
        form = dict(SMS)
        name = chance.choice(sorted(form))
        form[name] = form[name] + chance.choice("abc0 +&")
        altered = Webhook(genuine.path, genuine.headers, urlencode(form).encode(), {})
        with pytest.raises(WebhookRejected) as refused:
            DOOR.receive(altered)
        assert refused.value.status == 403


@pytest.mark.parametrize("public", [PUBLIC, f"{PUBLIC}:443"])
def test_twilio_may_sign_with_or_without_the_port(public: str) -> None:
    signature = twilio_signature(TOKEN, f"{public}/webhooks/twilio", SMS)
    assert DOOR.receive(webhook(SMS, signature=signature)).messages


@pytest.mark.parametrize(
    "signed_for", ["http://bot.utility.example", "https://evil.example", "https://bot.utility.example:8443"]
)
def test_a_signature_for_another_address_is_refused(signed_for: str) -> None:
    with pytest.raises(WebhookRejected):
        DOOR.receive(webhook(SMS, signature=twilio_signature(TOKEN, f"{signed_for}/webhooks/twilio", SMS)))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"AccountSid": "AC" + "9" * 32}, 400, id="another account"),
        pytest.param({"MessageSid": "SM1"}, 400, id="no message's id"),
        pytest.param({"From": "+1202"}, 400, id="no number"),
        pytest.param({"From": "hello"}, 400, id="a word for a number"),
        pytest.param({"To": "+12025550199"}, 400, id="another's number"),
        pytest.param({"From": "whatsapp:+12025550111"}, 400, id="WhatsApp to our SMS number"),
        pytest.param({"Body": None}, 400, id="no words at all"),
        pytest.param({"Body": "x" * 4097}, 400, id="too many words"),
        pytest.param({"lower": "x"}, 400, id="a name that Twilio would not give"),
    ],
)
def test_a_signed_form_of_the_wrong_shape_is_refused(change: dict[str, str | None], status: int) -> None:
    form = {name: value for name, value in {**SMS, **change}.items() if value is not None}
    with pytest.raises(WebhookRejected) as refused:
        DOOR.receive(webhook(form))
    assert refused.value.status == status


def test_a_repeated_field_is_refused_though_its_signature_holds() -> None:
    genuine = webhook(SMS)
    twice = genuine.body + b"&" + urlencode({"Body": SMS["Body"]}).encode()
    with pytest.raises(WebhookRejected) as refused:
        DOOR.receive(Webhook(genuine.path, genuine.headers, twice, {}))
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"{}", {"content-type": "application/json"}, 415, id="JSON"),
        pytest.param(b"", {"content-type": "multipart/form-data"}, 415, id="multipart"),
        pytest.param(b"Body=%ff", {}, 400, id="bad UTF-8"),
        pytest.param("Body=é".encode(), {}, 400, id="raw bytes"),
        pytest.param(b"a=1&" * 300, {}, 400, id="too many fields"),
        pytest.param(b"a" * 65537, {}, 413, id="too large"),
        pytest.param(b"", {}, 403, id="empty"),
    ],
)
def test_an_unreadable_form_is_refused(body: bytes, headers: dict[str, str], status: int) -> None:
    genuine = webhook(SMS)
    with pytest.raises(WebhookRejected) as refused:
        DOOR.receive(Webhook(genuine.path, {**genuine.headers, **headers}, body, {}))
    assert refused.value.status == status


def test_without_a_messaging_service_only_our_numbers_are_served() -> None:
    door = TwilioDoor(PUBLIC, SID, TOKEN, "+12025550100")
    assert door.receive(webhook(SMS)).messages
    for form in (WHATSAPP, {**SMS, "To": "+12025550199", "MessagingServiceSid": SERVICE}):
        with pytest.raises(WebhookRejected):
            door.receive(webhook(form))
