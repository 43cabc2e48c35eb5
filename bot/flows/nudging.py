"""Nudging: what was left unfinished, and a visit that is near; nothing is said where the customer acted meanwhile."""

from dataclasses import replace
from datetime import timedelta

from bot.flows import reaching
from bot.flows.draft import Draft
from bot.flows.resuming import PLACES
from bot.flows.visiting import between, clock_of
from bot.model.contact import Purpose
from bot.model.notice import OWN, ROUTINE
from bot.model.order import Order, OrderState
from bot.model.reminder import Occasion
from bot.model.session import Session
from channels.messages import OutboundMessage

A_DAY = timedelta(days=1)


def begun(draft: Draft, before: Session) -> Draft:
    """Come back to a business that was begun in this turn, once, a day after its customer wrote last."""
    business = draft.session.business
    if business is None or (before.business and before.business.transaction == business.transaction):
        return draft
    return draft.remind(Occasion.UNFINISHED, business.transaction, draft.now + A_DAY)


def unfinished(draft: Draft, transaction: str) -> Draft:
    """Say that something was left open, where offers are allowed; an order, or another wish, ended it."""
    business, heard = draft.session.business, draft.session.heard_at or draft.now
    if business is None or business.transaction != transaction or draft.session.with_operator:
        return draft
    if draft.now - heard < A_DAY:
        return draft.remind(Occasion.UNFINISHED, transaction, heard + A_DAY)
    where = reaching.address(draft, Purpose.MARKETING)
    if where is None:
        return draft
    words = draft.words("nudge.unfinished", place=draft.words(PLACES[business.kind]["search"]))
    return reaching.write(draft, where, OutboundMessage(words), Purpose.MARKETING, ROUTINE)


def confirmed(draft: Draft, order: Order) -> Draft:
    """Come back to a visit a day before it."""
    slot = order.offer.slot if order.offer else None
    if slot is None or slot.start - A_DAY <= draft.now:
        return draft
    return draft.remind(Occasion.VISIT, order.id, slot.start - A_DAY)


def visit(draft: Draft, order_id: str) -> Draft:
    """Say that somebody comes tomorrow, if the order still stands."""
    order, where = draft.order(order_id), reaching.address(draft, Purpose.SERVICE)
    slot = order.offer.slot if order and order.offer else None
    if order is None or slot is None or where is None or order.state is not OrderState.CONFIRMED:
        return draft
    words = draft.words("nudge.visit", slot=between(draft, slot.start, slot.end, clock_of(draft.contact.identity)))
    notice = replace(OWN, not_after=slot.start)
    return reaching.write(draft, where, OutboundMessage(words), Purpose.SERVICE, notice)
