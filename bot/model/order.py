"""An order or enrolment of a contact: a state machine with its history, from the approval to its end.

What comes before lies in the session's Business: a draft while offers are looked at, shown once it has terms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AccountId, CallId, OrderId
from tools.offers import Cancellation, Kind, Money, Offer


class OrderState(StrEnum):
    """The states of an order here. UNKNOWN: the confirm went out, no answer was read; a person or status settles it."""

    APPROVED = "approved"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"


MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.APPROVED: frozenset({OrderState.CONFIRMING}),
    OrderState.CONFIRMING: frozenset({OrderState.CONFIRMED, OrderState.REJECTED, OrderState.UNKNOWN}),
    OrderState.UNKNOWN: frozenset({OrderState.CONFIRMED, OrderState.REJECTED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset({OrderState.DELIVERED, OrderState.CANCELLED}),
    OrderState.REJECTED: frozenset(),
    OrderState.CANCELLED: frozenset(),
    OrderState.DELIVERED: frozenset(),
}
"""Where an order may go from each state; nothing leaves the last three."""

IN_DOUBT = frozenset({OrderState.CONFIRMING, OrderState.UNKNOWN})
"""Nobody knows yet whether the order stands."""

MOST_MILESTONES = 100
"""So many are written into the history of an order; a seller that says ever new ones fills no store."""


class MoveRefused(Exception):
    """An order cannot go from its state to another: the caller must not have asked."""


class Joining(StrEnum):
    """How an enrolled home takes part in an event of its programme."""

    ASK = "ask"  # asked each time; no answer is a no
    AUTOMATIC = "automatic"  # takes part, unless a no comes in time


class Duty(StrEnum):
    """What is done about an order by itself, on a schedule or once."""

    FOLLOW = "follow"  # how far is it?
    SETTLE = "settle"  # does it stand, or is it cancelled? nobody knows
    TELL = "tell"  # the meter registry of an enrolment
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an order at `at`: the state it went to or, where it stayed in it, the milestone it reached."""

    state: OrderState
    at: datetime
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One approved business. `number` is the network's, once it is known; `milestone` its last word.

    `account` is whose it is, `meter` where it goes, `call` the confirm whose answer settles it. `bpp_id` and `bpp_uri`
    are the seller's on the network, who is asked how far the order is. `calls` are those under way about it. `untold`:
    the meter registry has still to be told. `cancelling_since`: a cancellation was asked for, its end is not known.
    What was stored before an order had a history has none, and neither offer nor meter.
    """

    id: OrderId
    kind: Kind
    transaction: str
    name: str
    provider: str
    price: Money | None
    digest: str
    state: OrderState
    placed_at: datetime
    number: str | None = None
    milestone: str | None = None
    account: AccountId | None = None
    call: CallId | None = None
    bpp_id: str | None = None
    bpp_uri: str | None = None
    offer: Offer | None = None
    meter: str | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    history: tuple[Change, ...] = ()
    calls: Mapping[CallId, Duty] = field(default_factory=dict)
    untold: bool = False
    cancelling_since: datetime | None = None
    joining: Joining = Joining.ASK


def programme_of(order: Order) -> str | None:
    """Return the item on the network of the programme that an order enrols in, while the enrolment stands."""
    if order.kind is not Kind.DFP or order.state is not OrderState.CONFIRMED or order.offer is None:
        return None
    return order.offer.item_id or order.offer.id


def can_move(order: Order, state: OrderState) -> bool:
    """Tell whether an order may go to a state."""
    return state in MOVES[order.state]


def moved(order: Order, state: OrderState, at: datetime) -> Order:
    """Return the order in another state, which its history tells. Raises MoveRefused where MOVES does not allow it."""
    if not can_move(order, state):
        raise MoveRefused(f"from {order.state} to {state}")
    return replace(order, state=state, history=(*order.history, Change(state, at)))


def reached(order: Order, milestone: str, at: datetime) -> Order:
    """Return the order at a milestone; the same order where it is there already, or none is named."""
    if not milestone or milestone == order.milestone:
        return order
    history = order.history
    if sum(1 for change in history if change.milestone) < MOST_MILESTONES:
        history = (*history, Change(order.state, at, milestone))
    return replace(order, milestone=milestone, history=history)
