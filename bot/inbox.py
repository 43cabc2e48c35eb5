"""What comes in is kept before it is answered: one script, one round trip; while Redis is away, on the disk."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.model.event import MessageReceived
from bot.model.ids import ContactId, EventId
from bot.store.codec import Damaged
from bot.store.mailbox import Mailbox
from bot.store.operation import Operation
from bot.store.outbox import Outbox
from bot.store.runners import Blocking, Unavailable
from bot.store.spool import Spool
from channels.messages import InboundMessage, StatusUpdate

log = structlog.get_logger()

FLUSH_SECONDS = 0.25
_MESSAGE, _RECEIPT = b"m", b"r"


class Inbox:
    """Accepts messages and receipts durably, or raises store.spool.Full.

    `clock` gives aware UTC times, `new_id` 32 random hex digits.
    """

    def __init__(
        self,
        runner: Blocking,
        mailbox: Mailbox,
        outbox: Outbox,
        spool: Spool,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._mailbox = mailbox
        self._outbox = outbox
        self._spool = spool
        self._clock = clock
        self._new_id = new_id

    def accept(self, message: InboundMessage) -> None:
        """Keep a customer's message, once for each native id."""
        event = MessageReceived(EventId(self._new_id()), self._clock(), message)
        self._keep(_MESSAGE, self._mailbox.line(event, ContactId(self._new_id())))

    def receipt(self, update: StatusUpdate) -> None:
        """Note how far a delivery came."""
        self._keep(_RECEIPT, self._outbox.line(update))

    def flush(self) -> int:
        """Bring what was spooled into Redis, in order. Returns how much. Raises Unavailable where it is still away."""
        return self._spool.flush(self._bring)

    def keep_flushing(self) -> None:
        """Flush for ever, as soon as Redis is back; to be run in a thread of its own."""
        while True:
            time.sleep(FLUSH_SECONDS)
            try:
                if brought := self.flush():
                    log.info("spool_flushed", lines=brought)
            except Unavailable:
                log.info("spool_waits")

    def _keep(self, kind: bytes, line: bytes) -> None:
        """Keep a line in Redis; behind what is spooled already, and while Redis is away, in the spool."""
        if not self._spool.waiting():
            try:
                self._runner.run(self._operation(kind, line))
            except Unavailable:
                log.warning("spooled", kind=kind.decode())
            else:
                return
        self._spool.put(kind + line)

    def _bring(self, line: bytes) -> None:
        try:
            self._runner.run(self._operation(line[:1], line[1:]))
        except Damaged:
            log.exception("spooled_line_damaged")

    def _operation(self, kind: bytes, line: bytes) -> Operation[bool]:
        if kind == _MESSAGE:
            return self._mailbox.accept(line)
        if kind == _RECEIPT:
            return self._outbox.receipt(line)
        raise Damaged("no kind")
