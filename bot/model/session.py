"""Where a conversation stands: names and values that outlive a deploy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.contact import Identity
from bot.model.drawing import Drawing
from bot.model.ids import CallId, ContactId
from bot.model.order import Joining
from channels.messages import Address
from tools.economics.comparison import NOTHING_SUPPOSED, Comparison, Supposition
from tools.economics.eligibility import Eligibility
from tools.offers import Kind, Offer, Quote, Terms
from tools.sent_file import SentFile


class Expecting(StrEnum):
    """What the bot asked for last; it decides how short answers are read."""

    NOTHING = "nothing"
    METER = "meter"
    CODE = "code"
    CHOICE = "choice"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Offered:
    """One choice put before the customer: the value a flow acts on and the label that was shown.

    `about` is what else it can be meant by, in plain words: whose it is, "4 kW", "8000 USD", "2026-11-26 17:00".
    `taken`: the customer chose it before.
    """

    value: str
    label: str
    about: str = ""
    taken: bool = False


MOST_DIGITS = 9
"""Of a version in a button's id; a longer number is none of ours."""


def choice_id(asked: int, value: str) -> str:
    """Return the id of a button: the version whose question it answers, and the value it stands for."""
    return f"{asked}:{value}"


def chosen(choice: str) -> tuple[int, str]:
    """Take a button's id apart. One that is not ours belongs to no question: version -1."""
    asked, mark, value = choice.partition(":")
    ours = bool(mark) and asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS
    return (int(asked), value) if ours else (-1, choice)


class CodePurpose(StrEnum):
    """What a one-time code proves: who somebody is, or that they want exactly what was shown."""

    IDENTITY = "identity"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A one-time code that was asked for. The code itself follows from `nonce` and the pepper and is kept nowhere.

    `meter` and `address` bind it; `decoy` says that no code was sent because nobody has this meter. `tries` counts
    wrong codes, those of the codes before it included: asking for another code never resets it. `place` counts the
    codes asked for before this one. `bound` is the digest of the terms that a code for an order confirms. `on_file` is
    a keyed mark of the phone on file, by which it is known again (Codes.phone_mark).
    """

    nonce: str
    meter: str
    address: Address
    expires_at: datetime
    tries: int = 0
    decoy: bool = False
    place: int = 0
    purpose: CodePurpose = CodePurpose.IDENTITY
    bound: str = ""
    on_file: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """What the customer is asked to approve, until when; used once."""

    digest: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Business:
    """One errand on the energy network, under one transaction id from search to status.

    `slot` is the id of the time chosen for a visit.
    `eligibility` by the id of an offer and `joining`, which is settled with the approval, are for programmes alone.
    """

    transaction: str
    kind: Kind
    offers: tuple[Offer, ...] = ()
    chosen: str | None = None
    quote: Quote | None = None
    terms: Terms | None = None
    approval: Approval | None = None
    slot: str | None = None
    eligibility: Mapping[str, Eligibility] = field(default_factory=dict)
    joining: Joining = Joining.ASK


@dataclass(frozen=True, slots=True)
class Session:
    """The conversation of a contact. `version` counts turns; `asked` is the version whose choices are still good.

    `waiting` is the one tool call whose answer the step waits for, `drawing` the picture that it would show; other
    answers are stale. `candidate` is whom the open challenge would prove. No code is asked for before `locked_until`.
    `supposing` is what a comparison shall suppose: what the customer told of the home, the wish, the loan.
    `file` holds the household's readings, in place of those of the meter registry.
    `locale` is the language last heard. `flow_version` is that of the flow under which the session was written;
    `heard_at` is when the customer last wrote, `missed` the version at which that was last not understood. While a
    person answers, `bot_returns` is when the bot does so again.
    """

    contact: ContactId
    flow: str = "welcome"
    step: str = "start"
    slots: Mapping[str, str] = field(default_factory=dict)
    business: Business | None = None
    comparison: Comparison | None = None
    supposing: Supposition = NOTHING_SUPPOSED
    challenge: Challenge | None = None
    expecting: Expecting = Expecting.NOTHING
    offered: tuple[Offered, ...] = ()
    asked: int = 0
    waiting: CallId | None = None
    version: int = 0
    with_operator: bool = False
    last_address: Address | None = None
    candidate: Identity | None = None
    locked_until: datetime | None = None
    locale: str | None = None
    flow_version: int = 1
    heard_at: datetime | None = None
    drawing: Drawing | None = None
    file: SentFile | None = None
    bot_returns: datetime | None = None
    missed: int | None = None
