"""What is written down for ever of who did what: acts and ids, never a name, a number, a word or a code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.contact import Contact
from bot.model.event import (
    ConsentRecorded,
    Event,
    IdentityProven,
    IdentityRefused,
    MergeUndone,
    OperatorSpoke,
    OrderSettled,
)
from bot.model.ids import ContactId, Ids
from bot.model.order import Joining, Order, OrderState
from bot.model.turn import CodeUse, Turn


class Act(StrEnum):
    """What was done."""

    CODE_ASKED = "code_asked"
    CODE_RIGHT = "code_right"
    CODE_WRONG = "code_wrong"
    CODE_REFUSED = "code_refused"
    IDENTITY_PROVEN = "identity_proven"
    MERGED = "merged"
    UNMERGED = "unmerged"
    UNLINKED = "unlinked"
    APPROVED = "approved"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_REJECTED = "order_rejected"
    ORDER_UNKNOWN = "order_unknown"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_DELIVERED = "order_delivered"
    SETTLED = "settled"
    JOINS_WHEN_ASKED = "joins_when_asked"
    JOINS_AUTOMATICALLY = "joins_automatically"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"
    CONSENT_CHANGED = "consent_changed"
    TOOK_OVER = "took_over"
    OPERATOR_SPOKE = "operator_spoke"
    HANDED_BACK = "handed_back"
    CLAIMED = "claimed"
    RELEASED = "released"
    NOTED = "noted"
    LOOKED = "looked"
    LOOKED_UNMASKED = "looked_unmasked"
    REPLAYED = "replayed"
    DISCARDED = "discarded"
    CLOSED = "closed"
    EXPORTED = "exported"
    DELETED = "deleted"
    KEYS_ROTATED = "keys_rotated"
    EVENT_ANNOUNCED = "event_announced"
    EVENT_CALLED_OFF = "event_called_off"
    CAMPAIGN_PROPOSED = "campaign_proposed"
    CAMPAIGN_APPROVED = "campaign_approved"
    CAMPAIGN_LAUNCHED = "campaign_launched"
    CAMPAIGN_PAUSED = "campaign_paused"
    CAMPAIGN_RESUMED = "campaign_resumed"
    CAMPAIGN_STOPPED = "campaign_stopped"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    PROVEN_AGAIN = "proven_again"
    SIGNED_OUT = "signed_out"
    OPERATOR_CHANGED = "operator_changed"


@dataclass(frozen=True, slots=True)
class Note:
    """One entry to be. `about` is an opaque id (an order, a case), `by` the operator; the store keeps pseudonyms."""

    id: str
    at: datetime
    act: Act
    contact: ContactId | None = None
    about: str = ""
    by: str = ""


_STATES = {
    OrderState.APPROVED: Act.APPROVED,
    OrderState.CONFIRMED: Act.ORDER_CONFIRMED,
    OrderState.REJECTED: Act.ORDER_REJECTED,
    OrderState.UNKNOWN: Act.ORDER_UNKNOWN,
    OrderState.CANCELLED: Act.ORDER_CANCELLED,
    OrderState.DELIVERED: Act.ORDER_DELIVERED,
}

_JOINING = {Joining.ASK: Act.JOINS_WHEN_ASKED, Joining.AUTOMATIC: Act.JOINS_AUTOMATICALLY}

_CODES = {CodeUse.ASKED: Act.CODE_ASKED, CodeUse.RIGHT: Act.CODE_RIGHT, CodeUse.WRONG: Act.CODE_WRONG}

_What = tuple[Act, str, str]


def notes(contact: Contact, orders: Sequence[Order], event: Event, turn: Turn) -> tuple[Note, ...]:
    """Return what a turn leaves in the audit, given what was known before it."""
    ids = Ids(event.id)
    known = (*_orders(orders, turn), *_consents(contact, event, turn.contact))
    found = (*_codes(turn), *_said(event), *_linked(event, turn), *known)
    return tuple(
        Note(ids.make("audit", place), event.at, act, turn.contact.id, about, by)
        for place, (act, about, by) in enumerate(found)
    )


def _codes(turn: Turn) -> Iterator[_What]:
    for step in turn.codes:
        yield _CODES[step.use], "", ""


def _said(event: Event) -> Iterator[_What]:
    if isinstance(event, IdentityProven):
        yield Act.IDENTITY_PROVEN, "", ""
    if isinstance(event, IdentityRefused):
        yield Act.CODE_REFUSED, event.why, ""
    if isinstance(event, OperatorSpoke):
        yield _spoke(event), "", event.operator
    if isinstance(event, OrderSettled):
        yield Act.SETTLED, event.order, event.operator


def _spoke(event: OperatorSpoke) -> Act:
    if event.hand_back:
        return Act.HANDED_BACK
    return Act.OPERATOR_SPOKE if event.text else Act.TOOK_OVER


def _linked(event: Event, turn: Turn) -> Iterator[_What]:
    if isinstance(event, IdentityProven) and event.former and event.former != turn.contact.id:
        yield Act.MERGED, event.former, ""
    for _ in turn.released:
        if isinstance(event, MergeUndone):
            yield Act.UNMERGED, event.former, event.operator
        else:
            yield Act.UNLINKED, "", ""


def _orders(before: Sequence[Order], turn: Turn) -> Iterator[_What]:
    told = {order.id: len(order.history) for order in before}
    joined = {order.id: order.joining for order in before}
    for order in turn.orders:
        for change in order.history[told.get(order.id, 0) :]:
            if change.state in _STATES and change.milestone is None:
                yield _STATES[change.state], order.id, ""
        if order.joining is not joined.get(order.id, Joining.ASK):
            yield _JOINING[order.joining], order.id, ""


def _consents(before: Contact, event: Event, after: Contact) -> Iterator[_What]:
    if isinstance(event, ConsentRecorded):
        yield Act.CONSENT_CHANGED, event.purpose, event.operator
    elif after.consents != before.consents:
        yield Act.CONSENT_CHANGED, "", ""
    for known in after.addresses:
        was = before.at(known.address).opted_out_at
        if (known.opted_out_at is None) != (was is None):
            yield Act.OPTED_IN if known.opted_out_at is None else Act.OPTED_OUT, "", ""
