"""An order or enrolment of a contact, and how far it came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AccountId, CallId, OrderId
from tools.offers import Kind, Money


class OrderState(StrEnum):
    """The states of an order here. UNKNOWN: the confirm went out, no answer was read; a person or status settles it."""

    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Order:
    """One approved business. `number` is the network's, once it is known; `milestone` its last word.

    `account` is whose it is, `call` the confirm whose answer settles it. `bpp_id` and `bpp_uri` are the seller's on
    the network, who is asked how far the order is.
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
