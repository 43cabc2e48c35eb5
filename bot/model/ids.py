"""Opaque ids. Those made while a turn is computed follow from the event's id, so that a redone turn makes the same."""

import hashlib
from dataclasses import dataclass
from typing import NewType

ContactId = NewType("ContactId", str)
EventId = NewType("EventId", str)
DeliveryId = NewType("DeliveryId", str)
CallId = NewType("CallId", str)
TimerId = NewType("TimerId", str)
OrderId = NewType("OrderId", str)
CaseId = NewType("CaseId", str)
AccountId = NewType("AccountId", str)


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes ids that follow from one event: the same kind and place always give the same 128-bit id."""

    event: EventId

    def make(self, kind: str, place: int | str) -> str:
        """Return 32 hex digits for the `place`-th id of a kind ("delivery", "call", ...)."""
        return hashlib.sha256(f"{self.event}\x1f{kind}\x1f{place}".encode()).hexdigest()[:32]

    def uuid(self, kind: str, place: int | str) -> str:
        """Return the same as a UUID's text, for the energy network."""
        raw = self.make(kind, place)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-8{raw[17:20]}-{raw[20:]}"
