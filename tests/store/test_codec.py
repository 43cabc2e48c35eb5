"""What is written reads the same, and nothing personal lies in it in clear."""

from dataclasses import replace

import orjson
import pytest

from bot.model.event import MessageReceived
from bot.model.ids import ContactId, EventId
from bot.model.session import Session
from bot.store.codec import SCHEMA
from bot.store.mailbox import Mailbox
from channels.messages import InboundMessage, Tap, Text
from tests.store.building import NOW, SMS, codec


@pytest.mark.parametrize("body", [Text("call me at home"), Tap("0:call me at home", "call me at home")])
def test_no_words_of_a_customer_lie_in_a_mailbox_in_clear(body: Text | Tap) -> None:
    mailbox = Mailbox(codec())
    event = MessageReceived(EventId("e"), NOW, InboundMessage(SMS, "1", body))
    stored = mailbox.entry(event)
    assert b"call me" not in stored
    assert mailbox.event(stored) == event


def test_a_session_that_was_written_before_flows_had_versions_is_read() -> None:
    slots = {"page": "1", "wanted": "solar"}
    session = Session(ContactId("c1"), "solar", "offers", slots, last_address=SMS, version=7)
    written = codec().write(session)
    assert codec().read(written, Session) == session
    fields = orjson.loads(written.removeprefix(SCHEMA))
    for name in ("flow_version", "heard_at"):
        del fields[name]
    old = codec().read(SCHEMA + orjson.dumps(fields), Session)
    assert old == replace(session, flow_version=1, heard_at=None)


def test_what_a_session_is_pinned_to_is_kept() -> None:
    session = Session(ContactId("c1"), flow_version=3, heard_at=NOW)
    assert codec().read(codec().write(session), Session) == session
