"""What is written reads the same, and nothing personal lies in it in clear."""

import pytest

from bot.model.event import MessageReceived
from bot.model.ids import EventId
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
