"""The web chat's frames: what the browser may say, and what goes onto the visitor's stream."""

import json
from datetime import UTC, datetime

import pytest

from channels.contract import Webhook
from channels.errors import WebhookRejected
from channels.messages import Address, Choice, InboundMessage, OutboundMessage, Picture, Tap, Text
from channels.webchat import (
    History,
    Resume,
    Said,
    Told,
    WebChat,
    accepted_frame,
    delivered_frame,
    error_frame,
    history_frame,
    read_frame,
)

VISITOR = "f" * 64
ADDRESS = Address("web", VISITOR)


@pytest.mark.parametrize(
    ("frame", "heard"),
    [
        (
            {"type": "message", "id": "a1", "text": " Hi "},
            Said("a1", InboundMessage(ADDRESS, f"{VISITOR}:a1", Text(" Hi "))),
        ),
        (
            {"type": "tap", "id": "a2", "choice": "c:1", "label": "Solar"},
            Said("a2", InboundMessage(ADDRESS, f"{VISITOR}:a2", Tap("c:1", "Solar"))),
        ),
        (
            {"type": "tap", "id": "a2", "choice": "c:1"},
            Said("a2", InboundMessage(ADDRESS, f"{VISITOR}:a2", Tap("c:1"))),
        ),
        ({"type": "history"}, History()),
        ({"type": "resume", "after": "0"}, Resume("0")),
        ({"type": "resume", "after": "1790000000000-3"}, Resume("1790000000000-3")),
    ],
)
def test_a_frame_is_read(frame: dict[str, str], heard: Said | Resume | History) -> None:
    assert read_frame(json.dumps(frame), VISITOR) == heard


@pytest.mark.parametrize(
    "frame",
    [
        "x",
        "[]",
        "{}",
        '{"type":"shout"}',
        '{"type":"message","id":"a1"}',
        '{"type":"message","id":"a1","text":" "}',
        '{"type":"message","id":"a1","text":7}',
        '{"type":"message","id":"","text":"x"}',
        '{"type":"message","id":"a:b","text":"x"}',
        '{"type":"message","text":"x"}',
        json.dumps({"type": "message", "id": "a1", "text": "x" * 4097}),
        json.dumps({"type": "tap", "id": "a1", "choice": "é" * 33}),
        '{"type":"tap","id":"a1","choice":""}',
        '{"type":"resume","after":"+"}',
        '{"type":"resume"}',
        '{"type":"resume","after":"99999999999999999999"}',
        '{"type":"resume","after":"1790000000000-18446744073709551615"}',
        '{"type":"message","id":"a1","text":"\\ud800"}',
        '{"type":"message","id":"a1","text":' + "[" * 30 + "]" * 30 + "}",
    ],
)
def test_a_frame_of_another_shape_is_refused(frame: str) -> None:
    with pytest.raises(WebhookRejected) as refused:
        read_frame(frame, VISITOR)
    assert refused.value.status == 400


async def test_a_message_goes_onto_the_stream_as_the_browser_will_read_it() -> None:
    streams: list[tuple[str, str, bytes]] = []

    async def append(visitor: str, delivery: str, frame: bytes) -> str:
        streams.append((visitor, delivery, frame))
        return "1790000000000-0"

    channel = WebChat(append)
    picture = Picture("https://utility.example/c.png", "Your year", "Solar: about $600.00")
    sent = await channel.send(ADDRESS, OutboundMessage("Which?", (Choice("c:1", "Solar"),), picture), delivery="d1")
    assert sent.provider_id == "1790000000000-0"
    ((visitor, delivery, frame),) = streams
    assert (visitor, delivery) == (VISITOR, "d1")
    assert json.loads(delivered_frame("1790000000000-0", frame)) == {
        "id": "1790000000000-0",
        "type": "message",
        "delivery": "d1",
        "text": "Which?",
        "choices": [{"id": "c:1", "label": "Solar"}],
        "picture": {"url": picture.url, "caption": "Your year", "described": "Solar: about $600.00"},
    }
    await channel.close()
    with pytest.raises(WebhookRejected):
        channel.receive(Webhook("/webhooks/web", {}, b"", {}))


@pytest.mark.parametrize("working", [True, False])
async def test_the_browser_is_told_that_an_answer_is_looked_for(*, working: bool) -> None:
    frames: list[bytes] = []

    async def append(visitor: str, delivery: str, frame: bytes) -> str:
        frames.append(frame)
        return f"{visitor}-{delivery}"

    await WebChat(append).send(Address("web", VISITOR), OutboundMessage("One moment.", working=working), delivery="d1")
    assert json.loads(frames[0]).get("working", False) is working


def test_answers_name_the_browsers_own_id() -> None:
    assert json.loads(accepted_frame("a1")) == {"type": "accepted", "id": "a1"}
    assert json.loads(error_frame("try_again", "a1")) == {"type": "error", "reason": "try_again", "id": "a1"}
    assert json.loads(error_frame("malformed")) == {"type": "error", "reason": "malformed"}


def test_what_was_said_before_names_who_said_it_and_when() -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    told = (Told("Where is my order?", at, own=True, earlier=True), Told("On its way.", at, own=False, earlier=False))
    assert json.loads(history_frame(told)) == {
        "type": "history",
        "lines": [
            {"who": "you", "text": "Where is my order?", "at": 1795167000000, "earlier": True},
            {"who": "bot", "text": "On its way.", "at": 1795167000000, "earlier": False},
        ],
    }
