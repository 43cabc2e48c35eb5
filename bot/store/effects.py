"""The parts of a turn as the scripts want them: names and values, sealed where they are personal."""

from collections.abc import Iterable, Sequence

from bot.model.contact import ANSWERS, Purpose
from bot.model.delivery import Delivery
from bot.model.event import Event, MessageReceived
from bot.model.transcript import Line
from bot.model.turn import Case
from bot.store.codec import Codec
from bot.store.leases import Lane
from channels.messages import Body, Tap, Text


def text(stored: bytes) -> str:
    """Return a stored value as text, to be put into JSON."""
    return stored.decode()


def own_entry(codec: Codec, event: Event) -> str:
    """Return an event of ours as it lies in a mailbox."""
    return f"{event.id}||{text(codec.write(event, Event))}"


def case_fields(codec: Codec, case: Case) -> dict[str, str]:
    """Return a case as the scripts want it."""
    return {"id": case.id, "kind": case.kind, "body": text(codec.write(case))}


def delivery_fields(codec: Codec, delivery: Delivery) -> dict[str, str]:
    """Return a delivery as the scripts want it: with its lane."""
    body = text(codec.write(delivery))
    return {"id": delivery.id, "lane": _lane(delivery.purpose), "channel": delivery.address.channel, "body": body}


def _lane(purpose: Purpose) -> Lane:
    if purpose is Purpose.CODE:
        return "codes"
    return "sends" if purpose in ANSWERS else "bulk"


def lines(events: Sequence[Event], deliveries: Sequence[Delivery]) -> Iterable[Line]:
    """Yield what a turn adds to the transcript; one-time codes are left out."""
    for event in events:
        if isinstance(event, MessageReceived):
            yield Line("customer", event.message.address, _said(event.message.body), event.at)
    for delivery in deliveries:
        if delivery.challenge is None:
            yield Line("bot", delivery.address, delivery.message.text, delivery.created_at)


def _said(body: Body) -> str:
    match body:
        case Text(text=words):
            return words
        case Tap(label=label):
            return label
    return type(body).__name__
