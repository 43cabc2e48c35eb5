"""Puts the rows of a chunk into outboxes, or says why one gets nothing. Done again, it finds nothing that waits."""

import hashlib
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.campaigns.planning import planned
from bot.model.campaign import Campaign
from bot.model.delivery import Delivery
from bot.model.ids import DeliveryId
from bot.model.notice import Cause, Notice
from bot.store.counts import State
from bot.store.ledgers import Chunk, Ledgers, Put, Row, Settled
from bot.store.runners import Blocking

log = structlog.get_logger()

AT_ONCE = 50
"""Rows that one script puts into outboxes: while it runs, no answer leaves."""


class Batches:
    """What a worker does for campaigns. `locale` is spoken to whoever's language is not known."""

    def __init__(self, runner: Blocking, ledgers: Ledgers, locale: str, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._ledgers = ledgers
        self._locale = locale
        self._clock = clock

    def send(self, ledger: str, chunk: int) -> None:
        """Put a chunk's due rows into outboxes. Raises Unavailable: the chunk is given out again."""
        read = self._runner.run(self._ledgers.chunk(ledger, chunk))
        decided, put = self._decided(ledger, read), 0
        for first in range(0, max(len(decided), 1), AT_ONCE):
            last = len(decided) if first + AT_ONCE >= len(decided) else None
            put += self._runner.run(self._ledgers.put(ledger, chunk, decided[first : first + AT_ONCE], last))
        log.info("batch", ledger=ledger, chunk=chunk, due=len(read.rows), put=put)

    def _decided(self, ledger: str, read: Chunk) -> list[Put | Settled]:
        if read.state is State.STOPPED:
            return [Settled(row.number, "withheld:stopped") for row in read.rows]
        if read.state is not State.RUNNING or read.campaign is None:
            return []
        return [self._row(ledger, read.campaign, row) for row in read.rows]

    def _row(self, ledger: str, campaign: Campaign, row: Row) -> Put | Settled:
        contact, now = row.contact, self._clock()
        if contact is None:
            return Settled(row.number, "withheld:gone")
        too_late = campaign.too_late(row.due)
        plan = planned(campaign, contact, row.values, self._locale, row.tried)
        if isinstance(plan, str) or now > too_late:
            return Settled(row.number, f"withheld:{plan if isinstance(plan, str) else 'too_late'}")
        cause = Cause(ledger, row.number)
        terms = Notice(campaign.urgency, too_late, campaign.hours, campaign.caps, cause)
        tried = (*row.tried, plan.address.channel)
        number = DeliveryId(hashlib.sha256("\x1f".join((ledger, str(row.number), *tried)).encode()).hexdigest()[:32])
        delivery = Delivery(number, contact.id, plan.address, plan.message, campaign.purpose, now, notice=terms)
        return Put(row.number, delivery, tried, plan.more, plan.segments, campaign.starts or "")
