"""May we send this, to this person, now? A reason why not, or None."""

from datetime import datetime
from enum import StrEnum

from bot.model.contact import ANSWERS, Contact
from bot.model.delivery import Delivery


class Refusal(StrEnum):
    """Why a delivery is withheld."""

    DECOY = "decoy"  # the code of a meter that nobody has
    EXPIRED = "code_expired"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"


def refusal(delivery: Delivery, contact: Contact, *, now: datetime) -> Refusal | None:
    """Return why a delivery must not be sent; answers and codes that were asked for need no consent."""
    challenge = delivery.challenge
    if challenge is not None and challenge.decoy:
        return Refusal.DECOY
    if challenge is not None and now >= challenge.expires_at:
        return Refusal.EXPIRED
    if delivery.purpose in ANSWERS:
        return None
    if contact.at(delivery.address).opted_out_at is not None:
        return Refusal.OPTED_OUT
    return None if contact.allows(delivery.purpose, delivery.address.channel) else Refusal.NO_CONSENT
