"""One message to one address: one Delivery is one call to the provider."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.contact import Purpose
from bot.model.ids import ContactId, DeliveryId
from bot.model.notice import ROUTINE, Notice
from bot.model.session import Challenge
from channels.messages import Address, OutboundMessage, Status

CODE_MARK = "{code}"
"""Stands in a delivery's text for the one-time code, which is put in only at the moment of sending."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way. `attempts` counts calls to the provider that were begun.

    `challenge` names the code to put in place of CODE_MARK; a decoy's delivery is withheld.
    `notice`: the terms of what nobody asked for. `first`: the delivery that bears the first part of the same message.
    """

    id: DeliveryId
    contact: ContactId
    address: Address
    message: OutboundMessage
    purpose: Purpose
    created_at: datetime
    challenge: Challenge | None = None
    status: Status = Status.QUEUED
    attempts: int = 0
    provider_id: str | None = None
    error: str | None = None
    repeated: bool = False
    notice: Notice = ROUTINE
    first: DeliveryId | None = None
