"""What Twilio remembers: messages, numbers that opted out, pending verifications, and who wrote on WhatsApp when."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.shapes import Json

WINDOW = timedelta(hours=24)
OUT_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
IN_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})


@dataclass(frozen=True, slots=True)
class Hands:
    """What carriers know of a number: its last SIM card and owner. `told` False: the carrier says nothing."""

    swapped_at: datetime | None = None
    reassigned_on: date | None = None
    told: bool = True


@dataclass(slots=True)
class Pending:
    """A verification of a number that nobody ended: its id, its beginning, and each time that a code was sent."""

    sid: str
    begun: datetime
    sends: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Fate:
    """What is to become of the next messages on a channel to a phone, or to any where it is empty.

    `steps` are the statuses in this order, each with an error code or none.
    """

    channel: str
    phone: str
    steps: tuple[tuple[str, int | None], ...]
    times: int = 1


@dataclass(slots=True)
class Content:
    """One content of the Content API: its one type with what it shows, and WhatsApp's word on it, if it was asked."""

    sid: str
    name: str
    language: str
    kind: str
    shown: Json
    variables: dict[str, str]
    approval: Json = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        """Whether it may be sent outside of a customer's window."""
        return self.approval.get("status") == "approved"

    @property
    def note(self) -> str:
        """What the phone says of a message made of it."""
        listed = "list" if self.kind.endswith("list-picker") else ""
        return "template" if self.approved else listed


@dataclass(slots=True)
class TwilioState:
    """One account. Messages are kept newest last, by sid."""

    messages: dict[str, Json] = field(default_factory=dict)
    created: dict[str, datetime] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    wrote: dict[str, datetime] = field(default_factory=dict)
    hands: dict[str, Hands] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)

    def keep(self, message: Json, now: datetime) -> None:
        """Remember a message that was made now."""
        self.messages[message["sid"]] = message
        self.created[message["sid"]] = now

    def window_open(self, phone: str, now: datetime) -> bool:
        """Whether free text may go to this WhatsApp customer."""
        wrote = self.wrote.get(phone)
        return wrote is not None and now - wrote < WINDOW

    def fate(self, channel: str, phone: str) -> Fate | None:
        """Return what was arranged for a message, and count it down."""
        for one in self.fates:
            if one.channel == channel and one.phone in {"", phone}:
                one.times -= 1
                if one.times <= 0:
                    self.fates.remove(one)
                return one
        return None

    def keyword(self, phone: str, body: str) -> str:
        """Act on an opt-out keyword in an SMS and return its OptOutType, or nothing."""
        word = body.strip().upper()
        if word in OUT_WORDS:
            self.blocked.add(phone)
            return "STOP"
        if word in IN_WORDS and (phone in self.blocked or word != "YES"):
            self.blocked.discard(phone)
            return "START"
        return "HELP" if word in HELP_WORDS else ""


def new_sid(prefix: str = "SM") -> str:
    """Invent a sid as Twilio shapes them."""
    return prefix + secrets.token_hex(16)
