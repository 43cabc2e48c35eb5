"""Telegram: update -> events."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from channels.contract import Received, Webhook
from channels.errors import (
    WebhookRejected,
)
from channels.messages import (
    Address,
    Body,
    InboundMessage,
    Keyword,
    Location,
    Media,
    SharedContact,
    Tap,
    Text,
    Unsupported,
)
from channels.telegram import Telegram
from channels.telegram_updates import _plain_text, _received

SECRET = "a" * 32
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz"
HEADERS = {"content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET}
CHAT: dict[str, object] = {"id": 71, "type": "private", "first_name": "Ana"}
PERSON = {"id": 71, "is_bot": False, "first_name": "Ana", "language_code": "es"}
MESSAGE: dict[str, object] = {"message_id": 9, "date": 1790000000, "chat": CHAT, "from": PERSON}
FILE = {"file_id": "F1", "file_unique_id": "U1"}
ADDRESS = Address("telegram", "71")
CHANNEL = Telegram(token=TOKEN, secret=SECRET, api_url="http://127.0.0.1:9")


def update(**kinds: object) -> bytes:
    return json.dumps({"update_id": 5, **kinds}).encode()


def receive(body: bytes, **headers: str) -> Received:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CHANNEL.receive(Webhook("/webhooks/telegram", {**HEADERS, **named}, body, {}))


def event(body: Body, native: str = "update:5") -> InboundMessage:
    return InboundMessage(ADDRESS, native, body, "es")


GROUP: dict[str, object] = {"id": -9, "type": "group", "title": "Neighbours"}
BOT = {"id": 123456, "is_bot": True, "first_name": "Wattline"}
BLOCK = replace(event(Unsupported("block")), keyword=Keyword.BLOCKED)


def member(chat: dict[str, object], before: str, now: str) -> dict[str, object]:
    rights = dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        False,
    )
    more: dict[str, dict[str, object]] = {"kicked": {"until_date": 0}, "administrator": {**rights}}
    old, new = ({"status": status, "user": BOT, **more.get(status, {})} for status in (before, now))
    return {"chat": chat, "from": PERSON, "date": MESSAGE["date"], "old_chat_member": old, "new_chat_member": new}


@pytest.mark.parametrize(
    ("kinds", "messages"),
    [
        pytest.param({"message": {**MESSAGE, "text": "Hola"}}, [event(Text("Hola"))], id="text"),
        pytest.param(
            {"message": {**MESSAGE, "text": "/start abc"}},
            [replace(event(Text("/start abc")), keyword=Keyword.OPENED)],
            id="start",
        ),
        pytest.param({"message": {**MESSAGE, "text": "/starting"}}, [event(Text("/starting"))], id="no start"),
        pytest.param(
            {"message": {**MESSAGE, "text": "yes", "reply_to_message": {**MESSAGE, "message_id": 7, "from": BOT}}},
            [replace(event(Text("yes")), quotes="7")],
            id="under a message of ours",
        ),
        pytest.param(
            {"message": {**MESSAGE, "text": "yes", "reply_to_message": {**MESSAGE, "message_id": 7}}},
            [event(Text("yes"))],
            id="under the person's own message",
        ),
        pytest.param(
            {"message": {**MESSAGE, "location": {"latitude": 12.5, "longitude": 77.25}}},
            [event(Location(12.5, 77.25))],
            id="location",
        ),
        pytest.param(
            {"message": {**MESSAGE, "photo": [{**FILE, "width": 1, "height": 1}]}},
            [event(Media("F1", "image/jpeg"))],
            id="photo",
        ),
        pytest.param(
            {"message": {**MESSAGE, "photo": [{**FILE, "width": 1, "height": 1}], "caption": "my bill"}},
            [event(Media("F1", "image/jpeg")), event(Text("my bill"), "update:5:1")],
            id="words under a photo are heard too",
        ),
        pytest.param(
            {"message": {**MESSAGE, "document": {**FILE, "mime_type": "application/pdf"}}},
            [event(Media("F1", "application/pdf"))],
            id="document",
        ),
        pytest.param(
            {"message": {**MESSAGE, "voice": {**FILE, "duration": 2}}}, [event(Media("F1", "audio/ogg"))], id="voice"
        ),
        pytest.param(
            {"message": {**MESSAGE, "contact": {"phone_number": "+12025550100", "first_name": "Ana"}}},
            [event(SharedContact("+12025550100"))],
            id="somebody's contact",
        ),
        pytest.param(
            {
                "message": {
                    **MESSAGE,
                    "contact": {"phone_number": "12025550100", "first_name": "A", "user_id": PERSON["id"]},
                }
            },
            [event(SharedContact("+12025550100", own=True))],
            id="the sender's own contact, written without a plus",
        ),
        pytest.param(
            {"message": {**MESSAGE, "contact": {"phone_number": "12025550100", "first_name": "A", "user_id": 1}}},
            [event(SharedContact("+12025550100"))],
            id="another user's contact",
        ),
        pytest.param(
            {"message": {**MESSAGE, "contact": {"phone_number": "110", "first_name": "A", "user_id": PERSON["id"]}}},
            [event(SharedContact(None, own=True))],
            id="a contact whose number cannot be one",
        ),
        pytest.param(
            {"message": {**MESSAGE, "contact": {"phone_number": "", "first_name": "A"}}},
            [event(SharedContact(None))],
            id="a contact without a number",
        ),
        pytest.param({"edited_message": {**MESSAGE, "text": "Hola"}}, [event(Unsupported("edit"))], id="edit"),
        pytest.param(
            {"edited_message": {**MESSAGE, "location": {"latitude": 12.5, "longitude": 77.25, "live_period": 900}}},
            [],
            id="a place that goes along with somebody",
        ),
        pytest.param(
            {"message": {**MESSAGE, "chat": {"id": 71, "type": "supergroup", "title": "x"}, "text": "Hola"}},
            [event(Unsupported("group"))],
            id="group",
        ),
        pytest.param({"message": {**MESSAGE, "from": {**PERSON, "is_bot": True}, "text": "x"}}, [], id="another bot"),
        pytest.param({"message": {**MESSAGE, "delete_chat_photo": True}}, [], id="service message"),
        pytest.param(
            {"message": {**MESSAGE, "chat": GROUP, "new_chat_members": [PERSON]}}, [], id="somebody came into a group"
        ),
        pytest.param(
            {"message": {**MESSAGE, "chat": GROUP, "migrate_to_chat_id": -100}}, [], id="a group becomes a supergroup"
        ),
        pytest.param({"my_chat_member": member(CHAT, "member", "kicked")}, [BLOCK], id="the customer blocks the bot"),
        pytest.param({"my_chat_member": member(CHAT, "kicked", "member")}, [], id="a block ends: /start tells it"),
        pytest.param(
            {"my_chat_member": member(GROUP, "left", "member")},
            [replace(event(Unsupported("group")), address=Address("telegram", "-9"))],
            id="the bot is taken into a group",
        ),
        pytest.param({"my_chat_member": member(GROUP, "member", "administrator")}, [], id="... and made its head"),
        pytest.param({"my_chat_member": member(GROUP, "member", "kicked")}, [], id="... and thrown out"),
        pytest.param({"channel_post": {**MESSAGE, "text": "x"}}, [], id="channel post"),
        pytest.param({"poll_that_comes_one_day": {"id": 1}}, [], id="a kind of update that comes one day"),
    ],
)
def test_an_update_becomes_events(kinds: dict[str, object], messages: list[InboundMessage]) -> None:
    assert receive(update(**kinds)) == Received(messages=tuple(messages))


def test_a_tapped_button_is_an_event_with_its_label_and_is_acknowledged_in_the_answer() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Solar", "callback_data": "c:1"}]]}
    shown = {**MESSAGE, "text": "Which?", "reply_markup": keyboard}
    received = receive(
        update(callback_query={"id": "77", "from": PERSON, "chat_instance": "1", "data": "c:1", "message": shown})
    )
    assert received.messages == (InboundMessage(ADDRESS, "update:5", Tap("c:1", "Solar"), "es"),)
    assert received.answer is not None
    assert json.loads(received.answer) == {"method": "answerCallbackQuery", "callback_query_id": "77"}


def test_while_a_secret_is_changed_updates_come_with_either() -> None:
    changing = Telegram(token=TOKEN, secret=f"{'b' * 32},{SECRET}", api_url="http://127.0.0.1:9")
    body = update(message={**MESSAGE, "text": "Hola"})
    for secret in ("b" * 32, SECRET):
        headers = {**HEADERS, "x-telegram-bot-api-secret-token": secret}
        assert changing.receive(Webhook("/webhooks/telegram", headers, body, {})).messages
    both = {**HEADERS, "x-telegram-bot-api-secret-token": f"{'b' * 32},{SECRET}"}
    with pytest.raises(WebhookRejected):
        changing.receive(Webhook("/webhooks/telegram", both, body, {}))


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param({"x_telegram_bot_api_secret_token": ""}, b"{", 403, id="no token, and nothing is parsed"),
        pytest.param({"x_telegram_bot_api_secret_token": "a" * 31}, b"{", 403, id="a prefix"),
        pytest.param({"x_telegram_bot_api_secret_token": "a" * 33}, b"{", 403, id="too long"),
        pytest.param({"x_telegram_bot_api_secret_token": "\xe4" * 32}, b"{", 403, id="not ASCII"),
        pytest.param({"content_type": "text/plain"}, update(), 415, id="no JSON by its type"),
        pytest.param({"content_type": "application/json; charset=latin-1"}, update(), 415, id="another charset"),
        pytest.param({"content_encoding": "gzip"}, update(), 415, id="compressed"),
        pytest.param({}, b" " * 65537, 413, id="too large"),
        pytest.param({}, b"{", 400, id="no JSON"),
        pytest.param({}, b"[]", 400, id="no object"),
        pytest.param({}, b'{"update_id": ' + b"[" * 30000 + b"]" * 30000 + b"}", 400, id="too deep for the parser"),
        pytest.param({}, b'{"update_id":5,"x":' + b"[" * 20 + b"]" * 20 + b"}", 400, id="deeper than 20"),
        pytest.param({}, b'{"update_id":5,"x":"\xff"}', 400, id="bad UTF-8"),
        pytest.param({}, b'{"update_id":5,"message":{"text":"\\ud800"}}', 400, id="half a character"),
        pytest.param({}, b"{}", 400, id="no id"),
        pytest.param({}, b'{"update_id":true}', 400, id="an id that is none"),
        pytest.param({}, update(message={"text": "x"}), 400, id="half a message"),
        pytest.param({}, update(message={**MESSAGE, "text": ["x"]}), 400, id="words that are none"),
        pytest.param({}, update(message={**MESSAGE, "text": "x" * 4097}), 400, id="too many words"),
    ],
)
def test_what_is_not_telegrams_or_not_readable_is_refused(headers: dict[str, str], body: bytes, status: int) -> None:
    with pytest.raises(WebhookRejected) as refused:
        receive(body, **headers)
    assert refused.value.status == status
    assert "\n" not in refused.value.reason


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MESSAGE, "text", "photo"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*MESSAGE, "text", "photo", "voice", "location", "caption"]), json_values))
def test_a_garbled_message_is_read_or_refused_and_nothing_else(garbled: dict[str, object]) -> None:
    status = None
    try:
        receive(update(message={**MESSAGE, **garbled}))
    except WebhookRejected as refused:
        status = refused.status
    assert status in {None, 400}


@given(
    st.text(max_size=50), st.none() | st.text(max_size=40), st.integers(-(10**12), 10**12), st.integers(0, 4 * 10**9)
)
def test_the_short_way_reads_what_the_library_reads(text: str, language: str | None, chat: int, date: int) -> None:
    person = {**PERSON, **({"language_code": language} if language is not None else {})}
    payload = {
        "update_id": 5,
        "message": {"message_id": 1, "date": date, "chat": {**CHAT, "id": chat}, "from": person, "text": text},
    }
    read = _plain_text(payload)
    assert read is not None
    assert read == _received(Update.de_json(payload, None))
