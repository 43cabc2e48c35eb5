"""Reaching: where somebody is told of what they allowed, wherever the conversation stands, and in which hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.flows.draft import Draft
from bot.flows.visiting import clock_of
from bot.hours import Hours, hours
from bot.model.contact import Identity, Purpose, Reachable
from bot.model.notice import Notice, Urgency
from bot.model.preferences import Times
from bot.model.turn import Reply
from channels.messages import Address, OutboundMessage

HOURS: Mapping[Times, Hours] = {
    Times.MORNING: hours("mon-sun 8-12"),
    Times.AFTERNOON: hours("mon-sun 12-17"),
    Times.EVENING: hours("mon-sun 17-21"),
}
"""What a person's wish means; the law's hours count besides."""


def address(draft: Draft, purpose: Purpose) -> Address | None:
    """Return where a purpose is allowed and the account was proven, however long ago: the wished channel first.

    What is told there was allowed there in so many words, figures of the household included (decision 29).
    """
    identity, wished = draft.contact.identity, draft.contact.preferences.channel
    open_here = (
        ((known.address.channel == wished, at), known.address)
        for known in draft.contact.addresses
        if (at := _proven(known, identity)) and _allowed(draft, known, purpose)
    )
    return max(open_here, key=lambda one: one[0], default=(None, None))[1]


def write(draft: Draft, where: Address, message: OutboundMessage, purpose: Purpose, notice: Notice) -> Draft:
    """Write something that nobody waits for: in the hours that the person wants, where it can wait for them."""
    wanted = HOURS.get(draft.contact.preferences.times)
    if wanted is not None and _can_wait(draft, notice, wanted):
        notice = replace(notice, hours=wanted)
    return replace(draft, sent=(*draft.sent, Reply(where, message, purpose, notice=notice)))


def _can_wait(draft: Draft, notice: Notice, wanted: Hours) -> bool:
    if notice.not_after is None or notice.urgency is Urgency.URGENT:
        return notice.urgency is not Urgency.URGENT
    return wanted.opening(draft.now, clock_of(draft.contact.identity)) < notice.not_after


def is_theirs(draft: Draft, where: Address) -> bool:
    """Whether the account was proven at an address, however long ago."""
    return _proven(draft.contact.at(where), draft.contact.identity) is not None


def _proven(known: Reachable, identity: Identity | None) -> datetime | None:
    if known.proof is None or identity is None or known.proof.account != identity.account:
        return None
    return known.proof.used_at or known.proof.proven_at


def _allowed(draft: Draft, known: Reachable, purpose: Purpose) -> bool:
    return known.opted_out_at is None and draft.contact.allows(purpose, known.address.channel)
