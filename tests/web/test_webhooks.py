"""The providers' doors: 2xx only for what is kept, one line for everything else."""

import json
import socket
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from bot.store.away import Unavailable
from bot.store.spool import Full
from bot.web import create_app
from channels.messages import Address, Status, Text
from sandbox.signatures import twilio_signature
from tests.channels.telegram_api import UPDATES
from tests.web.standin import BECKN_SECRET, TELEGRAM_SECRET, TWILIO_SID, TWILIO_TOKEN, Served, Standin, house

PUBLIC = "https://bot.utility.example"
PERSON = {"id": 71, "is_bot": False, "first_name": "Ana", "language_code": "en"}
MESSAGE = {"message_id": 9, "date": 1790000000, "chat": {"id": 71, "type": "private"}, "from": PERSON}
UPDATE = json.dumps({"update_id": 5, "message": {**MESSAGE, "text": "Hi"}}).encode()
SECRET = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
JSON = {**SECRET, "Content-Type": "application/json"}
SID = "SM" + "a" * 32
FORM = {"AccountSid": TWILIO_SID, "MessageSid": SID, "From": "+12025550111", "To": "+12025550100", "Body": "Hi"}


def signed(path: str, form: dict[str, str]) -> dict[str, str]:
    signature = twilio_signature(TWILIO_TOKEN, PUBLIC + path, form)
    return {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}


def test_an_update_is_kept_and_then_answered_without_a_word(client: FlaskClient, inside: Standin) -> None:
    answer = client.post("/webhooks/telegram", data=UPDATE, headers=JSON)
    assert (answer.status_code, answer.data) == (204, b"")
    assert [(message.native_id, message.body) for message in inside.inbox.messages] == [("update:5", Text("Hi"))]


def test_a_tap_is_acknowledged_in_the_answer(client: FlaskClient) -> None:
    tapped = {"id": "77", "from": PERSON, "chat_instance": "1", "data": "c:1", "message": {**MESSAGE, "text": "Which?"}}
    update = json.dumps({"update_id": 5, "callback_query": tapped})
    answer = client.post("/webhooks/telegram", data=update, headers=JSON)
    assert answer.json == {"method": "answerCallbackQuery", "callback_query_id": "77"}


def test_an_sms_and_its_receipts_come_in_at_one_door(client: FlaskClient, inside: Standin) -> None:
    answer = client.post("/webhooks/twilio", data=urlencode(FORM), headers=signed("/webhooks/twilio", FORM))
    assert answer.status_code == 204
    assert inside.inbox.messages[0].address == Address("sms", "+12025550111")
    path = "/webhooks/twilio/status?delivery=d1"
    form = {"AccountSid": TWILIO_SID, "MessageSid": SID, "MessageStatus": "delivered"}
    assert client.post(path, data=urlencode(form), headers=signed(path, form)).status_code == 204
    assert [(update.delivery, update.status) for update in inside.inbox.receipts] == [("d1", Status.DELIVERED)]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(UPDATE, {"Content-Type": "application/json"}, 403, id="no token"),
        pytest.param(UPDATE, {**JSON, "X-Telegram-Bot-Api-Secret-Token": "s" * 31}, 403, id="a wrong token"),
        pytest.param(UPDATE, {**SECRET, "Content-Type": "text/plain"}, 415, id="no JSON"),
        pytest.param(UPDATE, {**JSON, "Content-Encoding": "gzip"}, 415, id="compressed"),
        pytest.param(b" " * 65537, JSON, 413, id="too large"),
        pytest.param(b"[" * 60000, JSON, 400, id="too deep"),
        pytest.param(b"{}", JSON, 400, id="no update"),
        pytest.param(b"", JSON, 400, id="nothing"),
    ],
)
def test_what_is_refused_gets_one_line_and_leaves_nothing(
    body: bytes, headers: dict[str, str], status: int, client: FlaskClient, inside: Standin
) -> None:
    answer = client.post("/webhooks/telegram", data=body, headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "text/plain"
    assert answer.text.count("\n") == 1
    assert inside.inbox.messages == []


def test_a_forged_signature_is_refused(client: FlaskClient, inside: Standin) -> None:
    headers = signed("/webhooks/twilio", {**FORM, "Body": "something else"})
    assert client.post("/webhooks/twilio", data=urlencode(FORM), headers=headers).status_code == 403
    assert client.post("/webhooks/twilio/status", data=urlencode(FORM), headers=headers).status_code == 403
    assert inside.inbox.messages == []


@pytest.mark.parametrize(
    ("failing", "status"), [(Full("the disk takes nothing"), 503), (RuntimeError("a fault of ours"), 500)]
)
def test_what_could_not_be_kept_is_a_fault_of_ours_so_the_provider_repeats(
    failing: Exception, status: int, client: FlaskClient, inside: Standin
) -> None:
    inside.inbox.failing = failing
    answer = client.post("/webhooks/telegram", data=UPDATE, headers=JSON)
    assert answer.status_code == status
    assert "fault of ours" not in answer.text
    inside.inbox.failing = None
    assert client.post("/webhooks/telegram", data=UPDATE, headers=JSON).status_code == 204


def test_a_channel_that_is_off_is_not_found() -> None:
    client = create_app(house(PUBLIC, everything=False)).test_client()
    for path in ("/webhooks/telegram", "/webhooks/twilio", "/webhooks/twilio/status"):
        assert client.post(path, data=b"x").status_code == 404


def test_other_methods_are_refused(client: FlaskClient) -> None:
    answer = client.get("/webhooks/telegram")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.text == "method not allowed\n"


def exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def chunked(*chunks: bytes) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in JSON.items())
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    start = f"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\n{head}Connection: close\r\n"
    return start.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + body


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(chunked(UPDATE[:20], UPDATE[20:], b""), b"204", id="in chunks"),
        pytest.param(chunked(UPDATE, *[b" " * 8192] * 9, b""), b"413", id="chunks beyond the limit, never cut short"),
        pytest.param(chunked(UPDATE).replace(b"\r\n\r\n", b"\r\n\r\nzz\r\n", 1), b"400", id="broken chunks"),
        pytest.param(
            chunked().replace(b"Transfer-Encoding: chunked", b"Content-Length: 70000") + b" " * 70000,
            b"413",
            id="a long body",
        ),
    ],
)
def test_the_real_server_hands_on_whole_bodies_or_none(request_bytes: bytes, status: bytes, server: Served) -> None:
    answer = exchange(server.port, request_bytes)
    assert answer.split(b" ")[1] == status


CALLBACK = {"context": {"action": "on_search", "transaction_id": "t-1"}, "message": {"catalog": {}}}
BECKN = f"/webhooks/beckn?token={BECKN_SECRET}"


def test_a_callback_of_the_network_is_kept_and_acknowledged(client: FlaskClient, inside: Standin) -> None:
    answer = client.post(BECKN, json=CALLBACK)
    assert (answer.status_code, answer.json) == (200, {"message": {"ack": {"status": "ACK"}}})
    assert [(one.action, one.transaction) for one in inside.inbox.callbacks] == [("search", "t-1")]


def test_a_catalogue_may_be_larger_than_any_message(client: FlaskClient, inside: Standin) -> None:
    assert client.post(BECKN, json={**CALLBACK, "message": {"catalog": {"x": "y" * 900_000}}}).status_code == 200
    assert client.post(BECKN, json={**CALLBACK, "message": {"catalog": {"x": "y" * 1_100_000}}}).status_code == 413
    assert len(inside.inbox.callbacks) == 1


def test_what_is_no_answer_is_acknowledged_and_ignored(client: FlaskClient, inside: Standin) -> None:
    noise = {"context": {"action": "search", "transaction_id": "t-1"}, "error": {"code": 10000}}
    assert client.post(BECKN, json=noise).status_code == 200
    assert inside.inbox.callbacks == []


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        pytest.param("/webhooks/beckn", CALLBACK, "application/json", 403, id="no token"),
        pytest.param("/webhooks/beckn?token=b", CALLBACK, "application/json", 403, id="a wrong token"),
        pytest.param(BECKN, CALLBACK, "text/plain", 415, id="no JSON"),
        pytest.param(BECKN, [], "application/json", 400, id="a list"),
        pytest.param(BECKN, {}, "application/json", 400, id="no context"),
        pytest.param(BECKN, {"context": {"action": 1, "transaction_id": "t"}}, "application/json", 400, id="a number"),
        pytest.param(BECKN, {"context": CALLBACK["context"]}, "application/json", 400, id="says nothing"),
        pytest.param(
            BECKN,
            {**CALLBACK, "context": {"action": "on_search", "transaction_id": "t" * 257}},
            "application/json",
            400,
            id="an endless id",
        ),
    ],
)
def test_a_callback_that_is_none_leaves_nothing(
    path: str, body: object, kind: str, status: int, client: FlaskClient, inside: Standin
) -> None:
    answer = client.post(path, data=json.dumps(body), content_type=kind)
    assert answer.status_code == status
    assert answer.text.count("\n") == 1
    assert inside.inbox.callbacks == []


def test_a_callback_that_cannot_be_kept_is_not_acknowledged(client: FlaskClient, inside: Standin) -> None:
    inside.inbox.failing = Unavailable("call_back")
    assert client.post(BECKN, json=CALLBACK).status_code == 503


@pytest.mark.parametrize(("update", "heard"), [pytest.param(body, heard, id=name) for name, body, heard in UPDATES])
def test_every_kind_of_update_is_taken_at_the_door_and_heard_if_a_person_did_something(
    update: bytes, *, heard: bool, client: FlaskClient, inside: Standin
) -> None:
    answer = client.post("/webhooks/telegram", data=update, headers=JSON)
    assert answer.status_code in {200, 204}
    assert bool(inside.inbox.messages) == heard
