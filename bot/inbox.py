"""What comes in is kept before it is answered: one script, one round trip; while Redis is away, on the disk."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.model.event import DeliveryRefused, MessageReceived
from bot.model.ids import ContactId, EventId
from bot.store.away import Unavailable
from bot.store.callbacks import CallbackBox
from bot.store.codec import Damaged
from bot.store.mailbox import Mailbox
from bot.store.operation import Operation
from bot.store.outbox import Outbox
from bot.store.runners import Blocking
from bot.store.spool import Spool
from channels.messages import InboundMessage, Keyword, StatusUpdate
from tools.beckn.callbacks import Callback

log = structlog.get_logger()

FLUSH_SECONDS = 0.25
_MESSAGE, _RECEIPT, _CALLBACK = b"m", b"r", b"c"


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where what comes in lies in the store."""

    mailbox: Mailbox
    outbox: Outbox
    callbacks: CallbackBox


class Inbox:
    """Accepts messages, receipts and callbacks durably, or raises store.spool.Full.

    `clock` gives aware UTC times, `new_id` 32 random hex digits.
    """

    def __init__(
        self,
        runner: Blocking,
        boxes: Boxes,
        spool: Spool,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._mailbox = boxes.mailbox
        self._outbox = boxes.outbox
        self._callbacks = boxes.callbacks
        self._spool = spool
        self._clock = clock
        self._new_id = new_id

    def accept(self, message: InboundMessage) -> None:
        """Keep a customer's message, once for each native id; that they blocked us is no message to answer."""
        number, now, fresh = EventId(self._new_id()), self._clock(), ContactId(self._new_id())
        if message.keyword is Keyword.BLOCKED:
            refused = DeliveryRefused(number, now, message.address)
            self._keep(_MESSAGE, self._mailbox.refusal_line(refused, message.native_id, fresh))
        else:
            self._keep(_MESSAGE, self._mailbox.line(MessageReceived(number, now, message), fresh))

    def receipt(self, update: StatusUpdate) -> None:
        """Note how far a delivery came."""
        self._keep(_RECEIPT, self._outbox.line(update))

    def called_back(self, callback: Callback) -> None:
        """Keep a callback of the energy network.

        While Redis is away nobody can wait for it, so only what it says of an order is kept. Raises Unavailable for
        what says nothing of one.
        """
        line = self._callbacks.line(callback, self._clock())
        try:
            self._runner.run(self._callbacks.accept(line, callback.body))
        except Unavailable:
            if callback.outcome is None:
                raise
            log.warning("spooled", kind=_CALLBACK.decode())
            self._spool.put(_CALLBACK + line)

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
            except Exception:
                log.exception("spool_stuck")  # this thread must live: while lines wait, all else goes behind them

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

    def _bring(self, lines: Sequence[bytes]) -> None:
        self._runner.run_all([known for line in lines if (known := self._spooled(line))])

    def _spooled(self, line: bytes) -> Operation[bool] | None:
        try:
            return self._operation(line[:1], line[1:])
        except Damaged:
            log.exception("spooled_line_damaged")
            return None

    def _operation(self, kind: bytes, line: bytes) -> Operation[bool]:
        if kind == _MESSAGE:
            return self._mailbox.accept(line)
        if kind == _RECEIPT:
            return self._outbox.receipt(line)
        if kind == _CALLBACK:
            return self._callbacks.accept(line)
        raise Damaged("no kind")
