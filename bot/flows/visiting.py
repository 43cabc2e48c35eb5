"""Visiting: when a seller's people shall come, chosen among the times they offer, in the customer's own time zone."""

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.flows.draft import Draft
from bot.flows.stepping import Step
from bot.model.command import Choose, Command, Say
from bot.model.contact import Identity
from bot.model.session import Business, Offered
from tools.offers import Offer, Slot


def chosen(business: Business) -> Offer | None:
    """Return the chosen offer, at the time that was chosen for it."""
    offer = next((offer for offer in business.offers if offer.id == business.chosen), None)
    slot = next((slot for slot in offer.slots if slot.id == business.slot), None) if offer else None
    return replace(offer, slot=slot, fulfilment_id=slot.id) if offer and slot else offer


def spoken(draft: Draft, slot: Slot) -> str:
    """Return a time in words: day and hours where the home is, or in UTC, and then that is said."""
    return between(draft, slot.start, slot.end, clock_of(draft.proven))


def between(draft: Draft, start: datetime, end: datetime, here: tzinfo) -> str:
    """Return a stretch of a day in words, by a clock; where that is UTC it is said."""
    begins, ends = start.astimezone(here), end.astimezone(here)
    return draft.words("visit.slot", start=begins, end=ends, zone="UTC" if here is UTC else "")


def line(draft: Draft, offer: Offer) -> str:
    """Say in the terms when somebody comes."""
    if offer.slot:
        return draft.words("visit.at", slot=spoken(draft, offer.slot))
    return draft.words("visit.not_held" if offer.slots else "visit.to_agree")


def zone(name: str | None) -> tzinfo:
    """Return a home's time zone; UTC where it is not known."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def clock_of(identity: Identity | None) -> tzinfo:
    """Return the zone in which somebody lives; UTC where it is not known."""
    return zone(identity.time_zone if identity else None)


def _free(draft: Draft) -> tuple[Slot, ...]:
    offer = chosen(draft.session.business) if draft.session.business else None
    return tuple(slot for slot in offer.slots if slot.start > draft.now) if offer else ()


def _ask(draft: Draft) -> Draft:
    """Ask for one of the times that are still to come; where there is none, the seller agrees one later."""
    free = _free(draft)
    if not free:
        return draft.on("select")
    choices = [
        Offered(f"slot-{place}", spoken(draft, slot), f"{slot.start.astimezone(clock_of(draft.proven)):%Y-%m-%d %H:%M}")
        for place, slot in enumerate(free)
    ]
    return draft.ask(draft.words("visit.which"), choices)


def _hear(draft: Draft, command: Command) -> Draft | None:
    business, free = draft.session.business, _free(draft)
    values = {f"slot-{place}": slot for place, slot in enumerate(free)}
    match command:
        case Choose(value) if business and value in values:
            return draft.with_business(replace(business, slot=values[value].id)).on("select")
        case Say("affirm") if business and len(free) == 1:
            return draft.with_business(replace(business, slot=free[0].id)).on("select")
        case Say("back" | "deny"):
            return draft.on("offers")
    return None


STEP = Step(enter=_ask, hear=_hear, why="visit.why", private=True, browsing=True)
