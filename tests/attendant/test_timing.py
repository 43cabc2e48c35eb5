"""Each call that hands a message to a provider is timed under how it ended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import OUTCOMES, Post
from bot.model.code import Codes
from bot.model.contact import Contact, Purpose
from bot.model.delivery import Delivery
from bot.model.ids import ContactId, DeliveryId
from bot.policy import Place
from bot.reaching import Ways
from bot.store.outbox import Before, Doubt
from channels.contract import Abilities, Received, Sent, Webhook
from channels.errors import SendError, Throttled
from channels.messages import Address, OutboundMessage

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Line:
    problem: SendError | None
    name = "sms"
    abilities = Abilities(text=40)

    def receive(self, webhook: Webhook) -> Received:
        raise AssertionError(webhook)

    async def send(self, address: Address, message: OutboundMessage, *, delivery: str) -> Sent:
        assert message.text
        if self.problem is not None:
            raise self.problem
        return Sent(f"{address.channel}-{delivery}")

    async def close(self) -> None:
        """There is nothing to let go of."""


@pytest.mark.parametrize(("problem", "outcome"), [(None, "taken"), (Throttled("slow", retry_after=1.0), "throttled")])
async def test_each_call_is_timed_under_how_it_ended(problem: SendError | None, outcome: str) -> None:
    took: list[str] = []
    post = Post(
        {"sms": Line(problem)},
        Codes(b"pepper of the tests"),
        Place(ZoneInfo("UTC")),
        Ways(str),
        lambda: NOW,
        lambda what, _seconds: took.append(what),
    )
    to, said = Address("sms", "+12025550101"), OutboundMessage("hello")
    delivery = Delivery(DeliveryId("d1"), ContactId("c1"), to, said, Purpose.REPLY, NOW, attempts=1)
    await post.send(delivery, Contact(ContactId("c1")), Before(Doubt.NONE, NOW))
    assert took == [f"send_seconds:sms:{outcome}"]


def test_every_end_of_a_call_has_a_name() -> None:
    assert set(OUTCOMES) == set(SendError.__subclasses__())
