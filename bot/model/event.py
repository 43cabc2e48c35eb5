"""Everything that moves a conversation on. Each is one entry of a contact's mailbox and causes one turn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.consent import How
from bot.model.contact import Identity, Purpose
from bot.model.ids import CallId, CaseId, ContactId, EventId, OrderId, TimerId
from bot.model.order import Duty, OrderState
from bot.model.reminder import Occasion
from channels.messages import Address, InboundMessage
from tools.contract import Failed, OrderConfirmed, Result
from tools.feed import FlexibilityEvent


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A customer wrote."""

    id: EventId
    at: datetime
    message: InboundMessage


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool call ended, well or badly."""

    id: EventId
    at: datetime
    call: CallId
    result: Result


@dataclass(frozen=True, slots=True)
class NetworkCalledBack:
    """A seller, `bpp_id`, said how a transaction's order stands, when nobody waited for it any more."""

    id: EventId
    at: datetime
    transaction: str
    result: OrderConfirmed | Failed
    bpp_id: str | None = None


@dataclass(frozen=True, slots=True)
class IdentityProven:
    """A right code was typed at `address`: from now on it belongs to this contact, and `wanted` is what it was for.

    `former` is the contact whose address it was.
    """

    id: EventId
    at: datetime
    address: Address
    identity: Identity
    wanted: str | None = None
    locale: str | None = None
    opted_out_at: datetime | None = None
    former: ContactId | None = None


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """An operator gives addresses that came over from a former contact back to it."""

    id: EventId
    at: datetime
    operator: str
    former: ContactId
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class ApprovalProven:
    """The code that confirms exactly the terms of `digest` was typed at `address`, once."""

    id: EventId
    at: datetime
    address: Address
    digest: str


class Refused(StrEnum):
    """Why a typed code does not count: too many wrong ones for this account, or over all, or it was no longer good."""

    LOCKED = "locked"
    BUSY = "busy"
    USED = "used"


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    """A code that was typed at `address` does not count, right or wrong; it is used up."""

    id: EventId
    at: datetime
    address: Address
    why: Refused
    opted_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OperatorSpoke:
    """A person of the utility took the conversation over, wrote, or handed it back to the bot.

    Whoever writes has taken over; without words they only say that they are there. `case` is over when the
    conversation is handed back.
    """

    id: EventId
    at: datetime
    operator: str
    text: str
    hand_back: bool = False
    case: CaseId | None = None


@dataclass(frozen=True, slots=True)
class TimeUp:
    """A timer ended. It counts only while the session still stands where it was set, and until `expires_at`."""

    id: EventId
    at: datetime
    timer: TimerId
    flow: str
    step: str
    version: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OrderDue:
    """It is time to see to an order. It counts only while the order still is as the duty wants it."""

    id: EventId
    at: datetime
    order: OrderId
    duty: Duty
    attempt: int


@dataclass(frozen=True, slots=True)
class EventCalled:
    """The utility calls a flexibility event, or changes it; this person may be enrolled in its programme."""

    id: EventId
    at: datetime
    event: FlexibilityEvent


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """A reminder's time has come. What it is about may be done, or gone, by now."""

    id: EventId
    at: datetime
    occasion: Occasion
    about: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class OrderSettled:
    """A person of the utility found out how an order or its cancellation ended, and settles the case about it.

    `state` is how the order stands by their word; `number` is the seller's, where it is confirmed. REJECTED on a
    cancellation: it was refused, and the order stands.
    """

    id: EventId
    at: datetime
    operator: str
    case: CaseId
    order: OrderId
    state: OrderState
    number: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRefused:
    """The provider says that this address wants no more messages."""

    id: EventId
    at: datetime
    address: Address


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """A consent that was given or withdrawn outside of the conversation: an operator's record, or an import's."""

    id: EventId
    at: datetime
    purpose: Purpose
    channel: str
    how: How
    proof: str
    operator: str
    given: bool = True


Event = (
    MessageReceived
    | ToolFinished
    | NetworkCalledBack
    | IdentityProven
    | MergeUndone
    | ApprovalProven
    | IdentityRefused
    | OperatorSpoke
    | TimeUp
    | OrderDue
    | EventCalled
    | ReminderDue
    | OrderSettled
    | DeliveryRefused
    | ConsentRecorded
)
