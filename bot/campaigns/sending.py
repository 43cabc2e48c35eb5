"""Puts the rows of a chunk into outboxes, or says why one gets nothing. Done again, it finds nothing that waits."""

import hashlib
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.campaigns.listing import House
from bot.campaigns.planning import planned
from bot.model.campaign import Campaign
from bot.model.delivery import Delivery
from bot.model.ids import DeliveryId
from bot.model.notice import Cause, Notice
from bot.policy import Later, refusal
from bot.store.counts import State
from bot.store.ledgers import Ledgers
from bot.store.rows import Chunk, Put, Rest, Row, Settled, Waits
from bot.store.runners import Blocking

log = structlog.get_logger()

AT_ONCE = 50
"""Rows that one script puts into outboxes: while it runs, no answer leaves."""


class Batches:
    """What a worker does for campaigns."""

    def __init__(self, runner: Blocking, ledgers: Ledgers, house: House, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._ledgers = ledgers
        self._house = house
        self._clock = clock

    def send(self, ledger: str, chunk: int) -> None:
        """Put a chunk's due rows into outboxes, but those whose people's hours are closed: they go on waiting here.

        In outboxes all of them would be due at the opening, whatever the campaign's speed.

        Raises Unavailable: the chunk is given out again.
        """
        read = self._runner.run(self._ledgers.chunk(ledger, chunk))
        decided, put = self._decided(ledger, read), 0
        going = [one for one in decided if not isinstance(one, Waits)]
        waits = tuple(one for one in decided if isinstance(one, Waits))
        for first in range(0, max(len(going), 1), AT_ONCE):
            rest = Rest(len(going), waits) if first + AT_ONCE >= len(going) else None
            put += self._runner.run(self._ledgers.put(ledger, chunk, going[first : first + AT_ONCE], rest))
        log.info("batch", ledger=ledger, chunk=chunk, due=len(read.rows), put=put)

    def _decided(self, ledger: str, read: Chunk) -> list[Put | Settled | Waits]:
        if read.state is State.STOPPED:
            return [Settled(row.number, "withheld:stopped") for row in read.rows]
        if read.state is not State.RUNNING or read.campaign is None:
            return []
        return [self._row(ledger, read.campaign, row) for row in read.rows]

    def _row(self, ledger: str, campaign: Campaign, row: Row) -> Put | Settled | Waits:
        contact, now = row.contact, self._clock()
        if contact is None:
            return Settled(row.number, "withheld:gone")
        too_late = campaign.too_late(row.due)
        plan = planned(campaign, contact, row.values, self._house.locale, row.tried)
        if isinstance(plan, str) or now > too_late:
            return Settled(row.number, f"withheld:{plan if isinstance(plan, str) else 'too_late'}")
        cause = Cause(ledger, row.number)
        terms = Notice(campaign.urgency, too_late, campaign.hours, campaign.caps, cause)
        tried = (*row.tried, plan.address.channel)
        number = DeliveryId(hashlib.sha256("\x1f".join((ledger, str(row.number), *tried)).encode()).hexdigest()[:32])
        delivery = Delivery(number, contact.id, plan.address, plan.message, campaign.purpose, now, notice=terms)
        not_yet = refusal(delivery, contact, now=now, place=self._house.place)
        if isinstance(not_yet, Later):
            return Waits(row.number, not_yet.at)
        return Put(row.number, delivery, tried, plan.more, plan.segments, campaign.starts or "")
