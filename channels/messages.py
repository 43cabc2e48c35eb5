"""What passes through a channel: addresses, messages in, messages out, receipts."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody can be reached: a channel's name and that channel's id for the person."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a customer typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that a customer pressed: the id of the Choice and the label they saw."""

    choice: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a customer shared, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a customer sent, by the provider's own reference; it is never fetched by a customer's URL."""

    reference: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that this channel cannot read yet: a sticker, a call, a group message."""

    what: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A contact that a customer shared: its number in E.164, None where it has none that can be one.

    `own`: the channel vouches that it is the sender's own.
    """

    phone: str | None
    own: bool = False


Body = Text | Tap | Location | Media | SharedContact | Unsupported


class Keyword(StrEnum):
    """What a provider itself does on these words, whatever we make of them.

    STOP: it takes none of our messages for this address any more; START: it takes them again; HELP: it was asked for
    help; OPENED: the customer opened the chat, for the first time or again after a block; BLOCKED: they blocked us.
    """

    STOP = "stop"
    START = "start"
    HELP = "help"
    OPENED = "opened"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a customer. `native_id` is the provider's own id: repeated webhooks share it.

    `quotes`: the provider's id of the message of ours that it was written under, where the customer chose one.
    """

    address: Address
    native_id: str
    body: Body
    language: str | None = None
    keyword: Keyword | None = None
    quotes: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a message offers: an id of at most 64 bytes and the words to show."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to show, which is fetched from `url`, with the words under it.

    `described` says in words what there is to see, for whoever does not see it; a channel may have no place for that.
    """

    url: str
    caption: str
    described: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A message that the provider approved beforehand: its id and the values of its numbered places."""

    id: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to a customer, in words that any channel can show; `locale` is the language of the words.

    `working`: an answer from outside is waited for, and a channel may show that somebody is at it.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None
    template: Template | None = None
    locale: str | None = None
    working: bool = False


class Status(StrEnum):
    """How far a delivery has come. It only moves forward."""

    QUEUED = "queued"
    ATTEMPTING = "attempting"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A provider's receipt for one of our messages."""

    delivery: str
    provider_id: str
    status: Status
    error: str | None = None
