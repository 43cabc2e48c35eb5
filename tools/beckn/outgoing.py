"""What we say on the network: the messages of protocol 1.1.0, stricter than its schema asks.

Each model holds the wire's own names, so that its JSON is the model itself without what is absent.
"""

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import orjson

from tools.beckn.intent import Descriptor, SearchMessage
from tools.beckn.network import Network, is_web_address
from tools.offers import Kind, Slot

VERSION = "1.1.0"
"""The only version that the deployed protocol servers answer to; "1.1.1" is answered by a 500."""

LONGEST = 256
BY_THE_CUSTOMER = Descriptor("Requested by the customer")


class Action(StrEnum):
    """The calls of a journey."""

    SEARCH = "search"
    SELECT = "select"
    INIT = "init"
    CONFIRM = "confirm"
    STATUS = "status"
    CANCEL = "cancel"
    SUPPORT = "support"


DOMAINS = {
    Kind.SOLAR: "deg:retail",
    Kind.DFP: "deg:schemes",
    Kind.SURVEY: "deg:service",
    Kind.CONNECTION: "deg:service",
    Kind.SUBSIDY: "deg:schemes",
    Kind.BATTERY: "deg:retail",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a country or a city."""

    code: str

    def __post_init__(self) -> None:
        _require_words(self.code, "code")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the business is."""

    country: Code
    city: Code


@dataclass(frozen=True, slots=True)
class Context:
    """Who says what to whom, when. Ids are UUIDs, `timestamp` is RFC 3339, `ttl` an ISO 8601 duration."""

    domain: str
    action: Action
    location: Place
    bap_id: str
    bap_uri: str
    transaction_id: str
    message_id: str
    timestamp: str
    ttl: str
    bpp_id: str | None = None
    bpp_uri: str | None = None
    version: str = VERSION

    def __post_init__(self) -> None:
        for identifier in (self.transaction_id, self.message_id):
            if str(uuid.UUID(identifier)) != identifier.lower():
                raise ValueError("an id is not a UUID in its usual form")
        if datetime.fromisoformat(self.timestamp).tzinfo is None:
            raise ValueError("timestamp has no zone")
        for uri in (self.bap_uri, self.bpp_uri):
            if uri is not None and not is_web_address(uri):
                raise ValueError("a subscriber's address is no http address")
        if self.domain not in DOMAINS.values():
            raise ValueError("domain is not one that we trade in")


@dataclass(frozen=True, slots=True)
class Reference:
    """A provider or an item by its id."""

    id: str

    def __post_init__(self) -> None:
        _require_words(self.id, "id")


@dataclass(frozen=True, slots=True)
class Address:
    """A stop's address; a meter is written as der://meter/<code>."""

    address: str

    def __post_init__(self) -> None:
        _require_words(self.address, "address")


@dataclass(frozen=True, slots=True)
class Range:
    """From when to when, RFC 3339."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Time:
    """When to be at a stop."""

    range: Range


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an order goes, and when if that was chosen; ours are of type `end`."""

    location: Address
    type: str = "end"
    time: Time | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's name."""

    name: str

    def __post_init__(self) -> None:
        _require_words(self.name, "name")


@dataclass(frozen=True, slots=True)
class Contact:
    """How the seller reaches the customer: E.164."""

    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Who receives the order."""

    person: Person
    contact: Contact


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """How and where an order is carried out."""

    id: str | None = None
    customer: Customer | None = None
    stops: tuple[Stop, ...] | None = None


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """The order of select, init and confirm."""

    provider: Reference
    items: tuple[Reference, ...]
    fulfillments: tuple[Fulfilment, ...] | None = None


@dataclass(frozen=True, slots=True)
class OrderMessage:
    """The message of select, init and confirm."""

    order: DraftOrder


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """The message of status."""

    order_id: str

    def __post_init__(self) -> None:
        _require_words(self.order_id, "order_id")


@dataclass(frozen=True, slots=True)
class CancelMessage:
    """The message of cancel. Sellers have lists of reasons of their own; ours says who wants it, in code and words."""

    order_id: str
    cancellation_reason_id: str = "CUSTOMER_REQUEST"
    descriptor: Descriptor = BY_THE_CUSTOMER

    def __post_init__(self) -> None:
        _require_words(self.order_id, "order_id")


@dataclass(frozen=True, slots=True)
class SupportReference:
    """What help is wanted for: an order's number."""

    ref_id: str

    def __post_init__(self) -> None:
        _require_words(self.ref_id, "ref_id")


@dataclass(frozen=True, slots=True)
class SupportMessage:
    """The message of support."""

    support: SupportReference


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request as it goes on the wire."""

    context: Context
    message: SearchMessage | OrderMessage | StatusMessage | CancelMessage | SupportMessage

    def body(self) -> bytes:
        """Return the JSON."""
        return orjson.dumps(dataclasses.asdict(self, dict_factory=_present))


def context(network: Network, action: Action, kind: Kind, *, transaction: str, message: str, now: datetime) -> Context:
    """Make the context of a call. Raises ValueError for an id that is no UUID or a time without a zone."""
    if now.tzinfo is None:
        raise ValueError("the time has no zone")
    return Context(
        domain=DOMAINS[kind],
        action=action,
        location=Place(Code(network.country), Code(network.city)),
        bap_id=network.bap_id,
        bap_uri=network.bap_uri,
        bpp_id=network.bpp_id,
        bpp_uri=network.bpp_uri,
        transaction_id=transaction,
        message_id=message,
        timestamp=_stamp(now),
        ttl=f"PT{network.ttl}S",
    )


def at_meter(meter: str, slot: Slot | None = None) -> tuple[Stop, ...]:
    """Return the stop that says which meter is served, and when."""
    time = Time(Range(_stamp(slot.start), _stamp(slot.end))) if slot else None
    return (Stop(Address(f"der://meter/{meter}"), time=time),)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _present(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {name: value for name, value in pairs if value is not None}


def _require_words(text: str, name: str) -> None:
    if not text.strip() or len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"{name} is empty, too long or has control characters")
