"""Builds what the store's tests put in and take out."""

from datetime import UTC, datetime
from typing import Any

from bot.delivery import deliveries
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import Session
from bot.model.turn import Reply, Turn
from bot.store.codec import Codec
from bot.store.leases import Lease
from bot.store.mailbox import Claimed, Committed, Mailbox
from bot.store.operation import Operation
from bot.store.runners import Blocking
from bot.store.sealing import Sealer
from channels.messages import Address, InboundMessage, OutboundMessage, Text

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
LEASE = 60_000


def codec() -> Codec:
    return Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))


def received(native_id: str, text: str = "hello", address: Address = SMS) -> MessageReceived:
    return MessageReceived(EventId(f"event-{native_id}"), NOW, InboundMessage(address, native_id, Text(text)))


def turn_saying(contact: ContactId, *texts: str, address: Address = SMS) -> Turn:
    replies = tuple(Reply(address, OutboundMessage(text)) for text in texts)
    return Turn(Session(contact, version=1), Contact(contact), replies=replies)


def lease_of(claimed: Claimed) -> Lease:
    return Lease("turns", claimed.contact, claimed.token)


class House:
    """A store and the operations on it, run blocking."""

    def __init__(self, url: str) -> None:
        self.runner = Blocking(url)
        self.codec = codec()
        self.mailbox = Mailbox(self.codec)

    def ask(self, *words: str | bytes | int) -> Any:  # noqa: ANN401 -- what Redis answers has no type
        """Speak to the server as somebody would who has its password."""
        return self.runner.redis.execute_command(*words)  # type: ignore[no-untyped-call]  # redis is untyped here

    def accept(self, native_id: str, contact: str = "c1", address: Address = SMS, text: str = "hello") -> bool:
        return self.runner.run(
            self.mailbox.accept(self.mailbox.line(received(native_id, text=text, address=address), ContactId(contact)))
        )

    def claim(self, limit: int = 10, lease_ms: int = LEASE) -> tuple[Claimed, ...]:
        return self.runner.run(self.mailbox.claim(limit, lease_ms))

    def commit(self, claimed: Claimed, turn: Turn | None = None, event: Event | None = None) -> Committed:
        return self.runner.run(self.committing(claimed, turn, event))

    def committing(self, claimed: Claimed, turn: Turn | None, event: Event | None) -> Operation[Committed]:
        taken = event or self.mailbox.event(claimed.entries[0])
        caused = turn or turn_saying(claimed.contact)
        parts = deliveries(caused, Ids(taken.id), {}, NOW)
        return self.mailbox.commit(caused, token=claimed.token, events=(taken,), deliveries=parts, lease_ms=LEASE)

    def texts(self, entries: tuple[bytes, ...]) -> list[str]:
        events = [self.mailbox.event(entry) for entry in entries]
        return [
            event.message.body.text
            for event in events
            if isinstance(event, MessageReceived) and isinstance(event.message.body, Text)
        ]
