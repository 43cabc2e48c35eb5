"""Who: a person, their addresses, what they proved there and what they allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AccountId, ContactId
from bot.model.participation import Participation
from bot.model.preferences import USUAL, Preferences
from channels.messages import Address
from tools.offers import Kind


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

CONSENTED = (Purpose.SERVICE, Purpose.FLEXIBILITY, Purpose.MARKETING)
"""What a person allows or forbids, channel by channel, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The utility's account behind a meter, as the directory names it. `area`: where on the grid the home is."""

    account: AccountId
    meter: str
    name: str
    locale: str | None = None
    time_zone: str | None = None
    exempt: bool = False
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """When a one-time code was typed at an address, for which account, and when something was said there since."""

    account: AccountId
    proven_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """One address of a contact: the proof given there, and whether the person opted out there.

    `blocked`: it was the provider that said so, not the person's own words.
    """

    address: Address
    proof: Proof | None = None
    opted_out_at: datetime | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """The last word about one purpose on one channel: allowed, or not; the ledger holds what was said before."""

    purpose: Purpose
    channel: str
    at: datetime
    given: bool = True


@dataclass(frozen=True, slots=True)
class Journey:
    """The parts of a solar journey that were begun, and those left out for now. What is done is told by the orders."""

    begun: tuple[Kind, ...] = ()
    skipped: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One person with at most one account and any number of addresses. Never keyed on a phone number.

    `equipment`: what the person said of things that programmes need, in the sellers' words, and whether it is there.
    `campaign` is the first one whose link brought them.
    `participations`: the flexibility events that the person was asked about, the latest ones.
    """

    id: ContactId
    addresses: tuple[Reachable, ...] = ()
    identity: Identity | None = None
    locale: str | None = None
    consents: tuple[Consent, ...] = ()
    news: News = News.MAJOR
    equipment: Mapping[str, bool] = field(default_factory=dict)
    journey: Journey = Journey()
    campaign: str | None = None
    participations: tuple[Participation, ...] = ()
    preferences: Preferences = USUAL

    def consent(self, purpose: Purpose, channel: str) -> Consent | None:
        """Return the last word about a purpose on a channel, None where none was said."""
        return next((one for one in self.consents if (one.purpose, one.channel) == (purpose, channel)), None)

    def allows(self, purpose: Purpose, channel: str) -> bool:
        """Whether the person allows a purpose on a channel; service alone needs no word, but can be forbidden."""
        known = self.consent(purpose, channel)
        return purpose is Purpose.SERVICE if known is None else known.given

    def with_consent(self, consent: Consent) -> tuple[Consent, ...]:
        """Return the consents with one added or replaced."""
        place = (consent.purpose, consent.channel)
        return (*(one for one in self.consents if (one.purpose, one.channel) != place), consent)

    def participation(self, event: str) -> Participation | None:
        """Return how the person takes part in an event; None where they were not asked."""
        return next((one for one in self.participations if one.event.id == event), None)

    def at(self, address: Address) -> Reachable:
        """What is known of an address; an unknown one is fresh."""
        return next((known for known in self.addresses if known.address == address), Reachable(address))

    def stopped(self, address: Address, at: datetime | None) -> "Contact":
        """Return the contact with an opt-out that is known of an address, whoever said it there."""
        known = self.at(address)
        if at is None or known.opted_out_at is not None:
            return self
        return replace(self, addresses=self.with_address(replace(known, opted_out_at=at)))

    def with_address(self, reachable: Reachable) -> tuple[Reachable, ...]:
        """Return the addresses with one added or replaced."""
        others = tuple(known for known in self.addresses if known.address != reachable.address)
        return (*others, reachable)
