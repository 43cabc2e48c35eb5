"""The parts of a turn as the scripts want them: names and values, sealed where they are personal."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model.contact import ANSWERS, Purpose
from bot.model.delivery import Delivery
from bot.model.event import Event, MessageReceived, OperatorSpoke
from bot.model.notice import Urgency
from bot.model.order import Order
from bot.model.transcript import Line, Why
from bot.model.turn import Case, ToolCall
from bot.store.codec import Codec
from bot.store.leases import Lane
from channels.messages import Address, Body, Tap, Text
from tools.contract import Request


def text(stored: bytes) -> str:
    """Return a stored value as text, to be put into JSON."""
    return stored.decode()


def address_hash(codec: Codec, address: Address | None) -> str:
    """Return what stands for an address in keys; nothing stands for none."""
    return "" if address is None else codec.sealer.pseudonym("address", address.channel, address.id)


def own_entry(codec: Codec, event: Event) -> str:
    """Return an event of ours as it lies in a mailbox."""
    return f"{event.id}||{text(codec.write(event, Event))}"


def case_fields(codec: Codec, case: Case) -> dict[str, str]:
    """Return a case as the scripts want it."""
    return {"id": case.id, "kind": case.kind, "body": text(codec.write(case))}


def delivery_fields(codec: Codec, delivery: Delivery) -> dict[str, str]:
    """Return a delivery as the scripts want it: with its lane, and under which name the caps count it, if they do."""
    cause = delivery.notice.cause
    routine = delivery.purpose not in ANSWERS and delivery.notice.urgency is Urgency.ROUTINE
    return {
        "id": delivery.id,
        "lane": _lane(delivery.purpose),
        "channel": delivery.address.channel,
        "to": address_hash(codec, delivery.address),
        "counts": (delivery.first or delivery.id) if routine else "",
        "ledger": cause.ledger if cause else "",
        "row": str(cause.row) if cause else "",
        "body": text(codec.write(delivery)),
    }


def call_fields(codec: Codec, call: ToolCall) -> dict[str, str]:
    """Return a call as the scripts want it: with the key that its transaction is found by, if it has one."""
    transaction = getattr(call.request, "transaction", "")  # not every request is about one
    found_by = transaction_key(codec, transaction) if transaction else ""
    return {"id": call.id, "request": text(codec.write(call.request, Request)), "transaction": found_by}


def order_fields(codec: Codec, order: Order) -> dict[str, str]:
    """Return an order as the scripts want it: with the key that its transaction is found by."""
    return {"id": order.id, "body": text(codec.write(order)), "transaction": transaction_key(codec, order.transaction)}


def transaction_key(codec: Codec, transaction: str) -> str:
    """Return the key that says whose a transaction of the energy network is."""
    return f"transaction:{codec.sealer.pseudonym('transaction', transaction)}"


def _lane(purpose: Purpose) -> Lane:
    if purpose is Purpose.CODE:
        return "codes"
    return "sends" if purpose in ANSWERS else "bulk"


def lines(events: Sequence[Event], deliveries: Sequence[Delivery], why: Why | None) -> tuple[Line, ...]:
    """Return what a turn adds to the transcript; one-time codes are left out."""
    heard = [
        Line("customer", event.message.address, _said(event.message.body), event.at)
        for event in events
        if isinstance(event, MessageReceived)
    ]
    said = [
        Line(_speaker(events[0]), one.address, one.message.text, one.created_at, one.id, _operator(events[0]))
        for one in deliveries
        if one.challenge is None
    ]
    if said:
        said[0] = replace(said[0], why=why)
    elif heard:
        heard[-1] = replace(heard[-1], why=why)
    return (*heard, *said)


def _speaker(event: Event) -> str:
    return "operator" if _operator(event) else "bot"


def _operator(event: Event) -> str:
    """Return whose words a turn passes on, if it does."""
    return event.operator if isinstance(event, OperatorSpoke) and event.text else ""


def _said(body: Body) -> str:
    match body:
        case Text(text=words):
            return words
        case Tap(label=label):
            return label
    return type(body).__name__
