"""Deliveries that nobody waits for, put into outboxes as the house's scripts do it, before there are campaigns."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson

import bot.store
from bot import wiring
from bot.model.contact import CONSENTED, Consent, Contact, Purpose
from bot.model.delivery import Delivery
from bot.model.ids import ContactId, DeliveryId
from bot.model.notice import OWN
from bot.store.codec import Codec
from bot.store.effects import delivery_fields
from bot.store.mailbox import KEPT
from channels.messages import Address, OutboundMessage
from tests.chaos.house import House
from tests.chaos.outside import Line

_SHARED = [(Path(bot.store.__file__).parent / "lua" / f"{part}.lua").read_text() for part in ("ledger", "shared")]
_PUT = "".join(_SHARED) + "queue_deliveries(ARGV[1], cjson.decode(ARGV[2]), ARGV[3], now_ms())"
_AT_ONCE = 500
_NUMBERS = itertools.count()

CAMPAIGN = """
name: {name}
purpose: service
audience: {{where: {{contacts: [{contact}]}}}}
words: {{telegram: {{en: a campaign in passing}}}}
"""
"""What a manager launches for one person."""


def notice(line: Line, text: str, purpose: Purpose) -> Delivery:
    """Return a message that the house sends of its own accord, to a contact of its own."""
    number = next(_NUMBERS)
    contact = ContactId(f"noticed-{line[1].lstrip('+')}")
    return Delivery(
        DeliveryId(f"notice-{number}"),
        contact,
        Address(*line),
        OutboundMessage(text),
        purpose,
        datetime.now(UTC),
        notice=OWN,  # many to one person: the caps would keep them for days
    )


async def put(house: House, notices: Sequence[Delivery]) -> None:
    """Put them into their outboxes."""
    store = wiring.store(house.settings)
    codec = store.mailbox._codec  # noqa: SLF001 -- the harness writes what the house reads
    for first in range(0, len(notices), _AT_ONCE):
        await _put(house, codec, notices[first : first + _AT_ONCE])
    store.runner.close()


async def _put(house: House, codec: Codec, notices: Sequence[Delivery]) -> None:
    pipeline = house.redis.pipeline(transaction=False)
    for one in notices:
        fields = [delivery_fields(codec, one)]
        consents = tuple(Consent(purpose, one.address.channel, one.created_at) for purpose in CONSENTED)
        allowed = Contact(one.contact, consents=consents)
        pipeline.hset(f"contact:{one.contact}", "contact", codec.write(allowed))
        pipeline.eval(_PUT, 0, one.contact, orjson.dumps(fields), KEPT)
    await pipeline.execute()
