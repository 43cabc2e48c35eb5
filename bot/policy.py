"""May we send this, to this person, now? A reason why not, a time before which not, or None.

The hours and caps are those of docs/decisions/0023: the strictest of the United States unless a place has its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

from bot.hours import STRICTEST, Hours, common_opening, hours
from bot.model.contact import ANSWERS, Contact
from bot.model.delivery import Delivery
from bot.model.notice import CAPS, Caps, Notice, Urgency
from channels.messages import Address

INDIA = hours("mon-sun 10-21")
OF_PLACES = {"Asia/Kolkata": INDIA, "Asia/Calcutta": INDIA}
"""Zones whose law has hours of its own; everywhere else the installation's count."""
_PHONES = frozenset({"sms", "whatsapp"})


class Refusal(StrEnum):
    """Why a delivery is withheld."""

    DECOY = "decoy"  # the code of a meter that nobody has
    EXPIRED = "code_expired"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"  # where it was to go is not this contact's any more
    NO_CONSENT = "no_consent"
    TOO_LATE = "too_late"
    QUIET = "quiet_hours"  # it would be too late once the hours allow it, or they never do
    CAPPED = "capped"  # it would be too late once the caps allow it


@dataclass(frozen=True, slots=True)
class Later:
    """Not before `at`, because of `why`."""

    at: datetime
    why: Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """Where the utility's customers live, and the hours in which it writes to them first."""

    zone: ZoneInfo
    hours: Hours = STRICTEST


def refusal(
    delivery: Delivery, contact: Contact, *, now: datetime, place: Place, told: Sequence[datetime] = ()
) -> Refusal | Later | None:
    """Return why a delivery must not be sent, or not yet; answers and codes that were asked for need no consent.

    `told`: when this person got routine messages in the last week, on any channel. What is counted in a ledger goes to
    the contact's own addresses alone: one that moved to the account's contact has its consents and caps there.
    """
    challenge = delivery.challenge
    if challenge is not None and challenge.decoy:
        return Refusal.DECOY
    if challenge is not None and now >= challenge.expires_at:
        return Refusal.EXPIRED
    if delivery.purpose in ANSWERS:
        return None
    where = zones(contact, delivery.address, place)
    return _unwanted(delivery, contact) or _untimely(delivery.notice, where, now, place, told)


def zones(contact: Contact, address: Address, place: Place) -> tuple[ZoneInfo, ...]:
    """Return the zones in which a person may be: their home's, else where their phone's number is from and ours."""
    home = _zone(contact.identity.time_zone) if contact.identity and contact.identity.time_zone else None
    if home is not None:
        return (home,)
    names = _of_number(address.id) if address.channel in _PHONES else ()
    return (place.zone, *(zone for name in names if (zone := _zone(name)) is not None))


def _unwanted(delivery: Delivery, contact: Contact) -> Refusal | None:
    if contact.at(delivery.address).opted_out_at is not None:
        return Refusal.OPTED_OUT
    if delivery.notice.cause is not None and all(one.address != delivery.address for one in contact.addresses):
        return Refusal.NO_ADDRESS
    return None if contact.allows(delivery.purpose, delivery.address.channel) else Refusal.NO_CONSENT


def _untimely(
    notice: Notice, where: Sequence[ZoneInfo], now: datetime, place: Place, told: Sequence[datetime]
) -> Refusal | Later | None:
    if notice.not_after is not None and now > notice.not_after:
        return Refusal.TOO_LATE
    if notice.urgency is Urgency.URGENT:
        return None
    free = now if notice.urgency is Urgency.OWN else max((now, *_freed(notice.caps, told, now)))
    opens = common_opening(free, tuple(_clocks(notice, where, place)))
    why = Refusal.QUIET if free == now else Refusal.CAPPED
    if opens is None:
        return Refusal.QUIET
    if notice.not_after is not None and opens > notice.not_after:
        return why
    return None if opens == now else Later(opens, why)


def _clocks(notice: Notice, where: Sequence[ZoneInfo], place: Place) -> Iterator[tuple[Hours, ZoneInfo]]:
    for zone in where:
        yield OF_PLACES.get(zone.key, place.hours), zone
        if notice.hours is not None:
            yield notice.hours, zone


def _freed(caps: Caps, told: Sequence[datetime], now: datetime) -> Iterator[datetime]:
    """Yield when each cap that is full now lets the next one through."""
    full = ((min(caps.day, CAPS.day), timedelta(days=1)), (min(caps.week, CAPS.week), timedelta(days=7)))
    for most, span in full:
        recent = sorted(at for at in told if at > now - span)
        if len(recent) >= most:
            yield recent[-most] + span


def _of_number(number: str) -> tuple[str, ...]:
    try:
        return timezone.time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ()


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone; None for what is none, such as the "Etc/Unknown" of a number from anywhere."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
