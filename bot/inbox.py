"""What comes in from outside is kept before it is answered: one script, one round trip."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.model.event import MessageReceived
from bot.model.ids import ContactId, EventId
from bot.store.mailbox import Mailbox
from bot.store.outbox import Outbox
from bot.store.runners import Blocking
from channels.messages import InboundMessage, StatusUpdate

log = structlog.get_logger()


class Inbox:
    """Accepts messages and receipts durably, or raises.

    `clock` gives aware UTC times, `new_id` 32 random hex digits.
    """

    def __init__(
        self,
        runner: Blocking,
        mailbox: Mailbox,
        outbox: Outbox,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._mailbox = mailbox
        self._outbox = outbox
        self._clock = clock
        self._new_id = new_id

    def accept(self, message: InboundMessage) -> None:
        """Keep a customer's message, once for each native id. Raises store.runners.Unavailable."""
        event = MessageReceived(EventId(self._new_id()), self._clock(), message)
        fresh = self._runner.run(self._mailbox.accept(event, ContactId(self._new_id())))
        if not fresh:
            log.info("message_repeated", channel=message.address.channel)

    def receipt(self, update: StatusUpdate) -> None:
        """Note how far a delivery came. Raises store.runners.Unavailable."""
        if not self._runner.run(self._outbox.receipt(update)):
            log.info("receipt_unknown", delivery=update.delivery)
