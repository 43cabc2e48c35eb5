"""Who: a person, their addresses, what they proved there and what they allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AccountId, ContactId
from channels.messages import Address


class Purpose(StrEnum):
    """Why a message is sent; consent, quiet hours and repetition depend on it."""

    REPLY = "reply"
    CODE = "code"
    SERVICE = "service"
    FLEXIBILITY = "flexibility"
    MARKETING = "marketing"


class News(StrEnum):
    """Which milestones of their orders a person is told of without asking."""

    ALL = "all"
    MAJOR = "major"
    NONE = "none"


ANSWERS = frozenset({Purpose.REPLY, Purpose.CODE})
"""What somebody waits for: it needs no consent and is never behind what nobody waits for."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The utility's account behind a meter, as the directory names it."""

    account: AccountId
    meter: str
    name: str
    locale: str | None = None
    time_zone: str | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """When a one-time code was typed at an address, for which account, and when something was said there since."""

    account: AccountId
    proven_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """One address of a contact: the proof given there, and whether the person opted out there."""

    address: Address
    proof: Proof | None = None
    opted_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One person with at most one account and any number of addresses. Never keyed on a phone number."""

    id: ContactId
    addresses: tuple[Reachable, ...] = ()
    identity: Identity | None = None
    locale: str | None = None
    consents: Mapping[Purpose, datetime] = field(default_factory=dict)
    news: News = News.MAJOR

    def at(self, address: Address) -> Reachable:
        """What is known of an address; an unknown one is fresh."""
        return next((known for known in self.addresses if known.address == address), Reachable(address))

    def with_address(self, reachable: Reachable) -> tuple[Reachable, ...]:
        """Return the addresses with one added or replaced."""
        others = tuple(known for known in self.addresses if known.address != reachable.address)
        return (*others, reachable)
