"""A message that cannot reach its address as it is: its reader is asked to write, or it goes another way. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.contact import ANSWERS, Contact, Purpose
from bot.model.delivery import Delivery
from bot.model.ids import DeliveryId
from bot.model.session import Session
from channels.contract import Channel, Templated
from channels.messages import Address, OutboundMessage
from channels.rendering import fit

NUDGE = "nudge.waiting"
"""The words of the template that asks somebody to write."""
READ = "nudge.read"
"""The words of the one button under it, and what a tap on it sends: it says nothing but that somebody is there."""

FALLBACK_LOCALE = "en"


ANSWERS_FOR = timedelta(hours=24)
"""So long after a customer wrote, a person's words are an answer; later they are a notice, as of who writes first."""


class Prospect(StrEnum):
    """What will become of a person's words to a customer, as far as that can be told before they are written."""

    ANSWER = "answer"  # they go out at once
    NOTICE = "notice"  # they go out in the hours in which the utility writes first
    WAITS = "waits"  # until the customer writes: the provider takes nothing else outside its window
    STOPPED = "stopped"  # they are withheld: the customer does not want to be written to
    NOWHERE = "nowhere"  # nobody ever wrote


@dataclass(frozen=True, slots=True)
class Ways:
    """What is needed to reach somebody in another way.

    `say(name, locale)` gives the words under a name; `fallback` names the channel on which a service notice goes out
    that another one could not deliver.
    """

    say: Callable[..., str]
    fallback: Mapping[str, str] = field(default_factory=dict)


def closed(delivery: Delivery, window: timedelta | None, heard_at: datetime | None, now: datetime) -> bool:
    """Whether its provider takes nothing but an approved template for this address now."""
    if window is None or delivery.message.template is not None:
        return False
    return heard_at is None or now - heard_at >= window


def prospect(contact: Contact, session: Session, window: timedelta | None, now: datetime) -> Prospect:
    """Say what will become of a person's words; `window` is that of the channel where the customer last wrote."""
    where, heard = session.last_address, session.heard_at
    if where is None:
        return Prospect.NOWHERE
    answers = heard is not None and now - heard < ANSWERS_FOR
    wanted = contact.at(where).opted_out_at is None and contact.allows(Purpose.SERVICE, where.channel)
    if not answers and not wanted:
        return Prospect.STOPPED
    if window is not None and (heard is None or now - heard >= window):
        return Prospect.WAITS
    return Prospect.ANSWER if answers else Prospect.NOTICE


def nudge(delivery: Delivery, channel: Channel, ways: Ways, now: datetime) -> Delivery | None:
    """Return the template that asks the reader of a delivery to write; None where none is approved in their language.

    Nobody waits for it, so it needs what a notice needs.
    """
    locale = delivery.message.locale or FALLBACK_LOCALE
    template = channel.approved(NUDGE, locale) if isinstance(channel, Templated) else None
    if template is None:
        return None
    message = OutboundMessage(ways.say(NUDGE, locale), template=template, locale=delivery.message.locale)
    purpose = Purpose.SERVICE if delivery.purpose in ANSWERS else delivery.purpose
    return Delivery(_id(delivery, "nudge"), delivery.contact, delivery.address, message, purpose, now)


def elsewhere(
    delivery: Delivery, contact: Contact, channels: Mapping[str, Channel], ways: Ways, now: datetime
) -> tuple[Delivery, ...]:
    """Return a service notice as it goes out on the channel that takes the place of its own; nothing where none does.

    It goes to an address where the same account was proven, however long ago, and to no other. What a ledger keeps
    count of is not sent from here: its campaign has channels of its own.
    """
    if delivery.notice.cause is not None:
        return ()
    name = ways.fallback.get(delivery.address.channel, "")
    address, channel = _proven(contact, name), channels.get(name)
    if delivery.purpose is not Purpose.SERVICE or address is None or channel is None:
        return ()
    parts = fit(replace(delivery.message, template=None), channel.abilities)
    return tuple(
        Delivery(_id(delivery, f"{name}{place}"), delivery.contact, address, part, delivery.purpose, now)
        for place, part in enumerate(parts)
    )


def _proven(contact: Contact, channel: str) -> Address | None:
    account = contact.identity.account if contact.identity else None
    known = [
        (one.proof.proven_at, one.address)
        for one in contact.addresses
        if one.address.channel == channel and one.opted_out_at is None and one.proof and one.proof.account == account
    ]
    return max(known, key=lambda one: one[0])[1] if known else None


def _id(delivery: Delivery, what: str) -> DeliveryId:
    """The same delivery has the same followers, however often it comes back."""
    return DeliveryId(f"{delivery.id}-{what}")
