"""twilio's client and validator against the simulated Messages API."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from sandbox.running import Sandbox
from tests.sandbox.conftest import Bot
from tests.sandbox.drawing import picture
from tests.sandbox.elsewhere import client_of
from tests.sandbox.test_twilio_contents import content

ADA = "+12025550100"


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    return client_of(sandbox)


def send(client: Client, sandbox: Sandbox, **fields: str) -> MessageInstance:
    usual = {"to": ADA, "from_": sandbox.config.sms_from, "body": "Your code is 123456"}
    return client.messages.create(**{**usual, **fields})


def test_the_real_client_sends_fetches_and_lists(client: Client, sandbox: Sandbox) -> None:
    message = send(client, sandbox)
    assert message.sid is not None
    assert message.sid.startswith("SM")
    assert (f"{message.status}", message.num_segments, f"{message.direction}") == ("queued", "1", "outbound-api")
    assert sandbox.wire.received("sms", "MTR-0000")["text"] == "Your code is 123456"
    assert client.messages(message.sid).fetch().body == "Your code is 123456"
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert [found.sid for found in client.messages.list(to=ADA, date_sent_after=before)] == [message.sid]
    assert client.messages.list(to="+12025550101") == []
    assert client.messages.list(date_sent_before=before) == []


def test_lists_come_in_pages_newest_first(client: Client, sandbox: Sandbox) -> None:
    for number in range(5):
        send(client, sandbox, body=f"number {number}")
    bodies = [message.body for message in client.messages.list(to=ADA, page_size=2)]
    assert bodies == [f"number {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "12025550100"}, 21211),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "+12025550177"}, 21606),
        ({"body": ""}, 21619),
        ({"body": "x" * 1601}, 21617),
        ({"content_sid": "HX" + "0" * 32}, 21655),
        ({"body": "", "content_sid": "HX1"}, 21655),
        ({"body": "", "content_sid": "HX" + "0" * 32, "content_variables": "{"}, 21656),
        ({"body": "", "content_sid": "HX" + "0" * 32}, 21655),
        ({"to": f"whatsapp:{ADA}"}, 21910),
        ({"to": f"whatsapp:{ADA}", "from_": "whatsapp:+12025550177"}, 63007),
        ({"status_callback": "not-a-url"}, 21609),
        ({"media_url": "picture.png"}, 21620),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(
    client: Client, sandbox: Sandbox, fields: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        send(client, sandbox, **fields)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert sandbox.wire.messages("sms") == []


def test_wrong_credentials_are_401(sandbox: Sandbox) -> None:
    client = client_of(sandbox, "wrong")
    with pytest.raises(TwilioRestException) as refused:
        send(client, sandbox)
    assert (refused.value.code, refused.value.status) == (20003, 401)


def test_receipts_are_signed_and_move_forward(client: Client, sandbox: Sandbox, bot: Bot) -> None:
    callback = "https://wattline.example/webhooks/twilio/status?delivery=d-1"
    send(client, sandbox, status_callback=callback)
    receipts = [bot.next() for _ in range(3)]
    assert [receipt.form["MessageStatus"] for receipt in receipts] == ["queued", "sent", "delivered"]
    validator = RequestValidator(sandbox.config.twilio_token)
    for receipt in receipts:
        assert receipt.path == "/webhooks/twilio/status?delivery=d-1"
        assert validator.validate(callback, receipt.form, receipt.headers["x-twilio-signature"])


def test_inbound_sms_is_signed_for_the_public_address(sandbox: Sandbox, bot: Bot) -> None:
    sent = sandbox.wire.send("sms", "MTR-0000", "I want solar")
    posted = bot.next()
    assert posted.path == "/webhooks/twilio"
    assert posted.headers["content-type"].startswith("application/x-www-form-urlencoded")
    form = posted.form
    assert (form["From"], form["To"], form["Body"]) == (ADA, sandbox.config.sms_from, "I want solar")
    assert (form["MessageSid"], form["AccountSid"]) == (sent["native_id"], sandbox.config.twilio_account)
    validator = RequestValidator(sandbox.config.twilio_token)
    signature = posted.headers["x-twilio-signature"]
    assert validator.validate("https://wattline.example/webhooks/twilio", form, signature)
    assert not validator.validate("https://wattline.example/webhooks/twilio", {**form, "Body": "x"}, signature)


def test_inbound_whatsapp_carries_its_own_fields(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.wire.send("whatsapp", "MTR-0000", "hello")
    form = bot.next().form
    assert (form["From"], form["WaId"]) == (f"whatsapp:{ADA}", "12025550100")
    assert form["ProfileName"] == "Ada Whitfield"


def test_a_forged_webhook_has_a_signature_that_does_not_hold(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.wire.send("sms", ADA, "hello", forged=True)
    posted = bot.next()
    validator = RequestValidator(sandbox.config.twilio_token)
    url = "https://wattline.example/webhooks/twilio"
    assert not validator.validate(url, posted.form, posted.headers["x-twilio-signature"])


def test_a_repeated_webhook_is_the_same_one_twice(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.wire.send("sms", ADA, "hello", repeat=2)
    assert bot.next().form == bot.next().form


def test_stop_blocks_a_number_until_start(client: Client, sandbox: Sandbox, bot: Bot) -> None:
    sandbox.wire.send("sms", ADA, "Stop")
    assert bot.next().form["OptOutType"] == "STOP"
    with pytest.raises(TwilioRestException) as refused:
        send(client, sandbox)
    assert refused.value.code == 21610
    sandbox.wire.send("sms", ADA, "START")
    assert bot.next().form["OptOutType"] == "START"
    assert send(client, sandbox).sid


def test_whatsapp_takes_free_text_only_within_a_day_of_the_customers_words(
    client: Client, sandbox: Sandbox, bot: Bot
) -> None:
    whatsapp = {"to": f"whatsapp:{ADA}", "from_": f"whatsapp:{sandbox.config.whatsapp_from}"}
    callback = {"status_callback": "https://wattline.example/webhooks/twilio/status"}
    send(client, sandbox, **whatsapp, **callback)
    assert bot.next().form["MessageStatus"] == "queued"
    failed = bot.next().form
    assert (failed["MessageStatus"], failed["ErrorCode"]) == ("failed", "63016")
    sandbox.wire.send("whatsapp", ADA, "hello")
    send(client, sandbox, **whatsapp)
    assert sandbox.wire.received("whatsapp", ADA)["text"] == "Your code is 123456"
    sandbox.wire.advance_clock(24 * 3600)
    late = send(client, sandbox, **whatsapp)
    template = {
        "body": "",
        "content_sid": content(sandbox, "Hello {{1}}, we have news."),
        "content_variables": '{"1": "Ada"}',
    }
    early = send(client, sandbox, **whatsapp, **template)
    sandbox.wire.decide_templates("approved")
    send(client, sandbox, **whatsapp, **template)
    assert sandbox.wire.received("whatsapp", ADA, containing="Hello Ada, we have news.")["note"] == "template"
    assert [client.messages(one.sid or "").fetch().error_code for one in (late, early)] == [63016, 63016]


def test_what_becomes_of_a_message_can_be_arranged(client: Client, sandbox: Sandbox, bot: Bot) -> None:
    callback = {"status_callback": "https://wattline.example/webhooks/twilio/status"}
    sandbox.wire.fate("sms", ("delivered", None), ("sent", None), ("undelivered", 30003), who=ADA)
    send(client, sandbox, **callback)
    posted = [bot.next().form for _ in range(3)]
    assert [(one["MessageStatus"], one.get("ErrorCode")) for one in posted] == [
        ("delivered", None),
        ("sent", None),
        ("undelivered", "30003"),
    ]
    sandbox.wire.received("sms", ADA)
    sandbox.wire.fate("sms", ("failed", 30005))
    send(client, sandbox, **callback)
    assert bot.next().form["ErrorCode"] == "30005"
    assert len(sandbox.wire.messages("sms", ADA)) == 1


MEDIA = [
    pytest.param("/good.png", "whatsapp", None, id="WhatsApp takes a PNG"),
    pytest.param("/good.jpg", "whatsapp", None, id="and a JPEG"),
    pytest.param("/good.gif", "whatsapp", 63021, id="but no GIF"),
    pytest.param("/good.gif", "sms", None, id="which MMS takes"),
    pytest.param("/none.png", "whatsapp", 63019, id="nothing there"),
    pytest.param("/empty.png", "whatsapp", 63019, id="no bytes"),
    pytest.param("/none.png", "sms", 11200, id="nothing there for MMS"),
    pytest.param("/page.png", "whatsapp", 63021, id="a page"),
    pytest.param("/wrong.png", "whatsapp", 63021, id="another kind than the server says"),
    pytest.param("/wrong.png", "sms", 12300, id="for MMS as well"),
    pytest.param("/large.png", "whatsapp", 63034, id="more than 5 MB"),
    pytest.param("/large.png", "sms", 11751, id="more than 5 MB for MMS"),
]


@pytest.mark.parametrize(("path", "channel", "code"), MEDIA)
def test_a_picture_is_fetched_and_a_message_fails_where_it_cannot_be(
    client: Client, sandbox: Sandbox, bot: Bot, *, path: str, channel: str, code: int | None
) -> None:
    bot.shown |= {
        "/good.png": ("image/png", picture()),
        "/good.jpg": ("image/jpeg", picture(kind="JPEG")),
        "/good.gif": ("image/gif", picture(kind="GIF")),
        "/empty.png": ("image/png", b""),
        "/page.png": ("text/html", b"<html>"),
        "/wrong.png": ("image/png", picture(kind="JPEG")),
        "/large.png": ("image/png", picture() + b"\0" * 5_242_881),
    }
    sandbox.wire.send("whatsapp", ADA, "hello")
    bot.next()
    ends = {"to": f"whatsapp:{ADA}", "from_": f"whatsapp:{sandbox.config.whatsapp_from}"} if channel != "sms" else {}
    callback = "https://wattline.example/webhooks/twilio/status"
    send(client, sandbox, **ends, media_url=f"https://wattline.example{path}", status_callback=callback)
    receipts = [bot.next().form for _ in range(3 if code is None else 2)]
    assert receipts[-1]["MessageStatus"] == ("delivered" if code is None else "failed")
    assert receipts[-1].get("ErrorCode") == (None if code is None else str(code))
    shown = [bubble["picture"] for bubble in sandbox.wire.messages(channel, ADA) if not bubble["mine"]]
    assert len(shown) == (code is None)
    for there in shown:
        assert httpx.get(f"{sandbox.url}{there}").content == bot.shown[path][1]


def test_a_picture_at_no_address_of_the_bot_is_out_of_reach(client: Client, sandbox: Sandbox, bot: Bot) -> None:
    callback = "https://wattline.example/webhooks/twilio/status"
    send(client, sandbox, media_url="https://elsewhere.example/x.png", status_callback=callback)
    assert [bot.next().form.get("ErrorCode") for _ in range(2)] == [None, "11200"]


def test_arranged_faults_come_in_twilios_words(client: Client, sandbox: Sandbox) -> None:
    sandbox.wire.fault("twilio", "429", retry_after=3)
    answer = httpx.post(
        f"{sandbox.url}/2010-04-01/Accounts/{sandbox.config.twilio_account}/Messages.json", data={"To": ADA}
    )
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, 20429, "3")
    sandbox.wire.fault("twilio", "400", code=30006)
    with pytest.raises(TwilioRestException) as refused:
        send(client, sandbox)
    assert refused.value.code == 30006
    sandbox.wire.fault("twilio", "500")
    with pytest.raises(TwilioRestException):
        send(client, sandbox)
    assert sandbox.wire.messages("sms") == []
