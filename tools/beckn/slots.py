"""When a seller can come: the fulfilments of an item that have a time, and the one that was chosen."""

import dataclasses
from collections.abc import Iterator, Mapping

from tools.beckn.identifiers import identifier
from tools.offers import Offer, Slot
from tools.reading import Json, members, moment, sequence, within

MOST_SLOTS = 10


def slots_of(provider: Mapping[str, Json], item: Mapping[str, Json]) -> tuple[Slot, ...]:
    """Return the times that an item's seller can come, soonest first. An item that names no fulfilment has all."""
    named = {number for entry in sequence(item.get("fulfillment_ids")) if (number := identifier(entry))}
    offered = {slot.id: slot for slot in _slots(provider) if not named or slot.id in named}
    return tuple(sorted(offered.values(), key=lambda slot: (slot.start, slot.end)))[:MOST_SLOTS]


def agreed(offer: Offer, order: Mapping[str, Json]) -> Offer:
    """Return an offer with the fulfilment of an answer.

    A chosen slot stands only where the answer names its fulfilment, or none at all: a seller may answer with another.
    """
    named = [found for entry in members(order, "fulfillments") if (found := identifier(entry.get("id")))]
    if offer.slot is not None and offer.slot.id in (named or [offer.slot.id]):
        return dataclasses.replace(offer, fulfilment_id=offer.slot.id)
    return dataclasses.replace(offer, fulfilment_id=named[0] if named else offer.fulfilment_id, slot=None)


def _slots(provider: Mapping[str, Json]) -> Iterator[Slot]:
    for fulfilment in members(provider, "fulfillments"):
        number = identifier(fulfilment.get("id"))
        for stop in members(fulfilment, "stops"):
            start = moment(within(stop, "time", "range", "start"))
            end = moment(within(stop, "time", "range", "end"))
            if number is not None and start is not None and end is not None and start < end:
                yield Slot(number, start, end)
