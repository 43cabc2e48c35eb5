"""Telegram: message and Telegram's answer -> request and id, or the error that says what to do."""

import json

import pytest

from channels.errors import Moved, OptedOut, Refused, SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Choice, OutboundMessage, Picture
from channels.telegram import OpenPicture, Telegram
from channels.transport import Transport
from tests.channels.provider import Answer, Closing, Provider
from tests.channels.test_telegram import ADDRESS, CHAT, SECRET, TOKEN

PICTURE = Picture("https://utility.example/media/x.png", "Sú año", "A chart of it")
PNG = b"\x89PNG\r\n\x1a\n and so on"
SENT: Answer = (200, {"ok": True, "result": {"message_id": 31, "date": 1790000000, "chat": CHAT, "text": "x"}}, {})


def refusal(status: int, description: str, **parameters: int) -> tuple[int, object, dict[str, str]]:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return status, {**body, "parameters": parameters} if parameters else body, {}


def channel_to(url: str, closing: Closing, seconds: float = 5, open_picture: OpenPicture | None = None) -> Telegram:
    transport = Transport(connect_seconds=seconds, answer_seconds=seconds)
    channel = Telegram(token=TOKEN, secret=SECRET, api_url=url, open_picture=open_picture, transport=transport)
    closing(channel.close)
    return channel


async def test_a_text_is_sent_as_it_is_with_one_button_a_row(provider: Provider, closing: Closing) -> None:
    provider.answer = SENT
    choices = (Choice("c:1", "Solar & wind"), Choice("c:2", "<b>Flexibility</b>"))
    sent = await channel_to(provider.url, closing).send(ADDRESS, OutboundMessage("Which *one*?", choices), delivery="d")
    assert sent.provider_id == "31"
    (asked,) = provider.asked
    assert asked.path == f"/bot{TOKEN}/sendMessage"
    assert asked.form["chat_id"] == "71"
    assert asked.form["text"] == "Which *one*?"
    assert "parse_mode" not in asked.form
    assert json.loads(asked.form["link_preview_options"]) == {"is_disabled": True}
    assert json.loads(asked.form["reply_markup"]) == {
        "inline_keyboard": [
            [{"text": "Solar & wind", "callback_data": "c:1"}],
            [{"text": "<b>Flexibility</b>", "callback_data": "c:2"}],
        ]
    }


async def test_while_an_answer_is_waited_for_typing_is_shown_below_the_words(
    provider: Provider, closing: Closing
) -> None:
    provider.answer = SENT
    channel = channel_to(provider.url, closing)
    assert (await channel.send(ADDRESS, OutboundMessage("I am at it", working=True), delivery="d")).provider_id == "31"
    await channel.close()
    sent, typing = provider.asked
    assert sent.path.endswith("/sendMessage")
    assert (typing.path, typing.form) == (f"/bot{TOKEN}/sendChatAction", {"chat_id": "71", "action": "typing"})


async def test_that_typing_is_not_shown_is_no_failure(provider: Provider, closing: Closing) -> None:
    provider.answer = SENT
    channel = channel_to(provider.url, closing)
    await channel.send(ADDRESS, OutboundMessage("I am at it", working=True), delivery="d")
    provider.answer = refusal(429, "Too Many Requests", retry_after=5)
    await channel.close()


async def test_a_picture_is_sent_itself_with_its_caption(provider: Provider, closing: Closing) -> None:
    provider.answer = SENT
    asked_for = []

    async def opened(url: str) -> bytes:
        asked_for.append(url)
        return PNG

    channel = channel_to(provider.url, closing, open_picture=opened)
    sent = await channel.send(ADDRESS, OutboundMessage("Sú año", (Choice("c:1", "Solar"),), PICTURE), delivery="d")
    assert sent.provider_id == "31"
    assert asked_for == [PICTURE.url]
    (asked,) = provider.asked
    assert asked.path == f"/bot{TOKEN}/sendPhoto"
    assert asked.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert asked.form["photo"] == "picture.png image/png"
    assert asked.files["photo"] == PNG
    assert (asked.form["chat_id"], asked.form["caption"]) == ("71", "Sú año")
    assert json.loads(asked.form["reply_markup"]) == {"inline_keyboard": [[{"text": "Solar", "callback_data": "c:1"}]]}


async def _gone(_: str) -> None:
    return None


@pytest.mark.parametrize("open_picture", [None, _gone], ids=["nobody opens pictures here", "it is kept no longer"])
async def test_a_picture_that_is_gone_is_never_sent(
    open_picture: OpenPicture | None, provider: Provider, closing: Closing
) -> None:
    channel = channel_to(provider.url, closing, open_picture=open_picture)
    with pytest.raises(Refused):
        await channel.send(ADDRESS, OutboundMessage("Your year", picture=PICTURE), delivery="d")
    assert provider.asked == []


async def test_a_picture_that_cannot_be_read_now_is_tried_again(provider: Provider, closing: Closing) -> None:
    async def away(_: str) -> bytes:
        raise Unreachable("the picture could not be read")

    channel = channel_to(provider.url, closing, open_picture=away)
    with pytest.raises(Unreachable):
        await channel.send(ADDRESS, OutboundMessage("Your year", picture=PICTURE), delivery="d")
    assert provider.asked == []


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        pytest.param(refusal(429, "Too Many Requests", retry_after=17), Throttled, "429", id="slow down"),
        pytest.param((429, b"<html>", {"Retry-After": "9"}), Throttled, "429", id="a proxy says slow down"),
        pytest.param(refusal(403, "Forbidden: bot was blocked by the user"), OptedOut, "403", id="blocked"),
        pytest.param(refusal(400, "Bad Request: group", migrate_to_chat_id=-100), Moved, None, id="moved"),
        pytest.param(refusal(400, "Bad Request: chat not found"), Refused, "400", id="no such chat"),
        pytest.param(refusal(401, "Unauthorized"), Unreachable, "401", id="our token is wrong: an operator mends it"),
        pytest.param(refusal(500, "Internal Server Error"), Unreachable, "500", id="an answered 5xx took nothing"),
        pytest.param((502, b"<html>", {}), Unreachable, "502", id="bad gateway"),
        pytest.param((302, b"", {"Location": "http://127.0.0.1:9/"}), Unreachable, "302", id="never redirected"),
        pytest.param((504, b"", {}), Unconfirmed, "504", id="the gateway got no answer"),
        pytest.param((200, b"<html>", {}), Unconfirmed, None, id="an answer that cannot be read"),
        pytest.param((200, {"ok": True, "result": {}}, {}), Unconfirmed, None, id="an answer without an id"),
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
        await channel_to(provider.url, closing, seconds).send(ADDRESS, OutboundMessage("x"), delivery="d")
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert len(provider.asked) == 1
    assert TOKEN not in str(raised.value)


async def test_waiting_and_moving_are_told_in_numbers(provider: Provider, closing: Closing) -> None:
    channel = channel_to(provider.url, closing)
    provider.answer = refusal(429, "Too Many Requests", retry_after=17)
    with pytest.raises(Throttled) as throttled:
        await channel.send(ADDRESS, OutboundMessage("x"), delivery="d")
    assert throttled.value.retry_after == 17
    provider.answer = refusal(400, "Bad Request: group", migrate_to_chat_id=-1001)
    with pytest.raises(Moved) as moved:
        await channel.send(ADDRESS, OutboundMessage("x"), delivery="d")
    assert moved.value.new_id == "-1001"


async def test_what_never_left_is_unreachable_and_not_doubtful(nobody: str, closing: Closing) -> None:
    with pytest.raises(Unreachable):
        await channel_to(nobody, closing).send(ADDRESS, OutboundMessage("x"), delivery="d")


async def test_a_closed_channel_opens_again(provider: Provider, closing: Closing) -> None:
    provider.answer = SENT
    channel = channel_to(provider.url, closing)
    await channel.send(ADDRESS, OutboundMessage("x"), delivery="d")
    await channel.close()
    assert (await channel.send(ADDRESS, OutboundMessage("x"), delivery="d")).provider_id == "31"
