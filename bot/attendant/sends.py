"""One delivery after the other, as they lie in a contact's outbox."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.delivery import Post
from bot.model.event import DeliveryRefused
from bot.model.ids import EventId
from bot.store.leases import Lease, release
from bot.store.mailbox import Mailbox
from bot.store.outbox import Attempt, Outbox
from bot.store.runners import Awaiting
from channels.segments import segments
from channels.twilio_webhooks import SMS

log = structlog.get_logger()

PAUSE_MS = 1000


class Sends:
    """Takes a claimed contact's deliveries in order until none is left."""

    def __init__(
        self,
        post: Post,
        runner: Awaiting,
        outbox: Outbox,
        mailbox: Mailbox,
        lease_ms: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._post = post
        self._runner = runner
        self._outbox = outbox
        self._mailbox = mailbox
        self._lease_ms = lease_ms
        self._clock = clock

    async def claim(self, limit: int) -> tuple[Attempt, ...]:
        """Lease contacts with something to send."""
        return await self._runner.run(self._outbox.claim(limit, self._lease_ms))

    async def attend(self, attempt: Attempt) -> None:
        """Send the deliveries of one contact."""
        following: Attempt | None = attempt
        while following is not None:
            contact, delivery = self._outbox.known(following)
            sending = await self._post.send(delivery, contact, following.before)
            ended = sending.ended
            log.info(
                "delivery",
                delivery=delivery.id,
                channel=delivery.address.channel,
                status=ended.status.value,
                reason=ended.error,
                again=ended.again,
                not_before=ended.not_before,
                parked=ended.parked,
                following=[one.id for one in ended.following],
                segments=segments(delivery.message.text) if delivery.address.channel == SMS else None,
            )
            if sending.opted_out is not None:
                refused = DeliveryRefused(EventId(f"{delivery.id}.refused"), self._clock(), sending.opted_out)
                await self._runner.run(self._mailbox.append(delivery.contact, refused))
            recorded = await self._runner.run(self._outbox.record(following, ended, self._lease_ms))
            if not recorded.done:
                log.warning("record_refused", delivery=delivery.id)
            following = recorded.following

    async def failed(self, attempt: Attempt) -> None:
        """Something broke on our side: the delivery stays first and is tried again."""
        await self._runner.run(release(Lease(self._outbox.lane, attempt.contact, attempt.token), PAUSE_MS))
