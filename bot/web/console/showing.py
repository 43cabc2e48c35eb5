"""What a case's page shows of a conversation: words, masked until who looks is proven, receipts and reasons."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.flows.handover import attended
from bot.model.contact import Contact
from bot.model.session import Session
from bot.model.transcript import Remark, Why
from bot.parts import DeskParts
from bot.reaching import Prospect, prospect
from bot.store.conversations import Conversation, Receipt, Told

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """One line as it is shown; `id` is the same whenever it is shown."""

    id: str
    who: str
    by: str
    channel: str
    text: str
    at: datetime
    receipt: Receipt | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation as it is shown. `where` is the address at which the customer last wrote."""

    said: tuple[Said, ...]
    remarks: tuple[Remark, ...]
    name: str
    channel: str
    where: str
    locale: str
    with_operator: bool
    attended: bool
    bot_returns: datetime | None
    prospect: Prospect


def conversation_shown(parts: DeskParts, conversation: Conversation, now: datetime, *, unmasked: bool) -> Shown:
    """Return a conversation with every number, name, link and mail address masked, unless they may be seen."""
    contact, session = conversation.contact, conversation.session
    personal, where = tuple(_personal(contact, session)), session.last_address

    def words(text: str) -> str:
        return text if unmasked else parts.mask.words(text, personal, LONGEST)

    channel = parts.channels.get(where.channel) if where else None
    window = channel.abilities.window if channel else None
    return Shown(
        tuple(_said(told, words(told.line.text)) for told in conversation.said),
        tuple(Remark(one.by, words(one.text), one.at, one.case) for one in conversation.remarks),
        contact.identity.name if contact.identity else "",
        where.channel if where else "",
        where.id if where else "",
        contact.locale or session.locale or "en",
        session.with_operator,
        attended(session),
        session.bot_returns,
        prospect(contact, session, window, now),
    )


def _said(told: Told, text: str) -> Said:
    line = told.line
    seed = line.delivery or f"{line.who} {line.at.isoformat()} {line.text}"
    number = f"line-{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
    return Said(number, line.who, line.by, line.address.channel, text, line.at, told.receipt, line.why)


def _personal(contact: Contact, session: Session) -> Iterator[str]:
    for one in (contact.identity, session.candidate):
        if one is not None:
            yield from (one.name, one.meter)
