"""Everything that moves a conversation on. Each is one entry of a contact's mailbox and causes one turn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.contact import Identity
from bot.model.ids import CallId, ContactId, EventId, TimerId
from channels.messages import Address, InboundMessage
from tools.contract import Result


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
    """A person of the utility wrote, or handed the conversation back to the bot."""

    id: EventId
    at: datetime
    operator: str
    text: str
    hand_back: bool = False


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
class DeliveryRefused:
    """This address wants no more messages: its provider says so, or whoever had it before opted out there at `at`."""

    id: EventId
    at: datetime
    address: Address


Event = (
    MessageReceived
    | ToolFinished
    | IdentityProven
    | MergeUndone
    | ApprovalProven
    | IdentityRefused
    | OperatorSpoke
    | TimeUp
    | DeliveryRefused
)
