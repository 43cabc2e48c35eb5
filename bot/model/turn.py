"""All that one event caused, to be committed at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.consent import Change
from bot.model.contact import Contact, Identity, Purpose
from bot.model.ids import AccountId, CallId, CaseId, ContactId, OrderId, TimerId
from bot.model.notice import ROUTINE, Notice
from bot.model.order import Duty, Order
from bot.model.participation import Outcome
from bot.model.question import Answer
from bot.model.reminder import Reminder
from bot.model.session import Challenge, Session
from bot.model.transcript import Why
from channels.messages import Address, OutboundMessage
from tools.contract import Request


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send, not yet fitted to its channel; `notice` holds for what nobody asked for."""

    address: Address
    message: OutboundMessage
    purpose: Purpose = Purpose.REPLY
    challenge: Challenge | None = None
    notice: Notice = ROUTINE


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A request for a worker; its result comes back as ToolFinished."""

    id: CallId
    request: Request


@dataclass(frozen=True, slots=True)
class Timer:
    """Wake the conversation at `due` if it still stands at this flow, step and version.

    After `expires_at` it is too late to say anything: it is skipped, and that is recorded.
    """

    id: TimerId
    due: datetime
    flow: str
    step: str
    version: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """See to an order at `due`, wherever the conversation is then; `attempt` counts along the duty's schedule."""

    id: TimerId
    due: datetime
    order: OrderId
    duty: Duty
    attempt: int


class CaseKind(StrEnum):
    """Why a person of the utility must look."""

    HANDOVER = "handover"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_CANCELLATION = "unknown_cancellation"
    UNCONFIRMED_DELIVERY = "unconfirmed_delivery"
    DEAD_LETTER = "dead_letter"
    REGISTRY_NOT_TOLD = "registry_not_told"
    PHONE_CHANGED = "phone_changed"
    CODES_GUESSED = "codes_guessed"
    CODES_UNUSED = "codes_unused"
    DAMAGED = "damaged"
    CAMPAIGN_FAILS = "campaign_fails"


@dataclass(frozen=True, slots=True)
class Case:
    """Something that a person must settle."""

    id: CaseId
    kind: CaseKind
    opened_at: datetime
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """The operator who sees to a case, and since when."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Binding:
    """An address that proved itself for an account.

    The commit gives it to the account's contact (ours, if the account had none) and puts IdentityProven into that
    contact's mailbox. Whether the person opted out at the address goes with it.
    """

    address: Address
    identity: Identity
    wanted: str | None
    locale: str | None = None
    opted_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """An address that is no longer this contact's: from now on it is `to`'s, or nobody's, and knows nothing of us.

    What it still has to say goes with it. That somebody opted out there is kept with the address, whoever has it.
    """

    address: Address
    to: ContactId | None = None


class CodeUse(StrEnum):
    """What was done with a one-time code."""

    ASKED = "asked"
    WRONG = "wrong"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class CodeStep:
    """Something done with a one-time code, which the commit holds against the limits over all contacts.

    A code that may not be sent is withheld; a typed one that does not count gets IdentityRefused, and its Binding does
    not take place. `account` is whose code it is, if that is known.
    """

    use: CodeUse
    challenge: Challenge
    account: AccountId | None = None
    opted_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The effects of one event. Only what changed in orders is listed."""

    session: Session
    contact: Contact
    replies: tuple[Reply, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    timers: tuple[Timer, ...] = ()
    watches: tuple[Watch, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    orders: tuple[Order, ...] = ()
    cases: tuple[Case, ...] = ()
    closed: tuple[CaseId, ...] = ()
    binding: Binding | None = None
    codes: tuple[CodeStep, ...] = ()
    changes: tuple[Change, ...] = ()
    released: tuple[Release, ...] = ()
    answer: Answer | None = None
    outcomes: tuple[Outcome, ...] = ()
    why: Why | None = None
