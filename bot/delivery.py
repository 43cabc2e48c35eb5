"""The one way out: consent, the code, the channel, and what an attempt's end means for the next one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.code import Codes
from bot.model.contact import Contact, Purpose
from bot.model.delivery import CODE_MARK, Delivery
from bot.model.ids import CaseId, DeliveryId, Ids
from bot.model.turn import Case, CaseKind, Reply, Turn
from bot.policy import refusal
from bot.store.outbox import Ended
from channels.contract import Abilities, Channel
from channels.errors import Moved, OptedOut, OutsideWindow, Refused, SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Address, OutboundMessage, Status
from channels.rendering import fit

SETTLE_SECONDS = 5.0
"""How long a doubtful reply waits before it is sent once more."""
LONGEST_PAUSE = 60.0
GIVE_UP = timedelta(hours=24)
"""A reply that could not be handed over for a day is worth a person's look, not another try."""
_PLAIN = Abilities(text=1000)


@dataclass(frozen=True, slots=True)
class Sending:
    """How an attempt ended, and the address that wants no more messages, if its end says so."""

    ended: Ended
    opted_out: Address | None = None


def deliveries(turn: Turn, ids: Ids, channels: Mapping[str, Channel], now: datetime) -> tuple[Delivery, ...]:
    """Fit a turn's replies to their channels: one Delivery for each message that the provider will be handed."""
    parts = [(reply, part) for reply in turn.replies for part in _fitted(reply, channels)]
    return tuple(
        Delivery(
            DeliveryId(ids.make("delivery", place)),
            turn.contact.id,
            reply.address,
            part,
            reply.purpose,
            now,
            challenge=reply.challenge,
        )
        for place, (reply, part) in enumerate(parts)
    )


def _fitted(reply: Reply, channels: Mapping[str, Channel]) -> tuple[OutboundMessage, ...]:
    channel = channels.get(reply.address.channel)
    return fit(reply.message, _PLAIN if channel is None else channel.abilities)


class Post:
    """Sends deliveries. Nothing else calls `Channel.send`."""

    def __init__(self, channels: Mapping[str, Channel], codes: Codes, clock: Callable[[], datetime]) -> None:
        self._channels = channels
        self._codes = codes
        self._clock = clock

    async def send(self, delivery: Delivery, contact: Contact, *, doubtful: bool) -> Sending:
        """Make at most one call to the provider and say how it ended.

        `doubtful`: an earlier attempt may have reached the provider, which is settled before anything else.
        """
        now = self._clock()
        channel = self._channels.get(delivery.address.channel)
        reason = "channel_off" if channel is None else refusal(delivery, contact, now=now)
        if channel is None or reason is not None:
            return Sending(Ended(Status.WITHHELD, error=str(reason)))
        if doubtful and not channel.abilities.exact:
            return Sending(self._doubtful(delivery, now, "interrupted"))
        message = self._with_code(delivery)
        try:
            sent = await channel.send(delivery.address, message, delivery=delivery.id)
        except SendError as problem:
            return self._problem(delivery, problem, now)
        return Sending(Ended(Status.SENT, provider_id=sent.provider_id, repeated=delivery.repeated))

    def _with_code(self, delivery: Delivery) -> OutboundMessage:
        if delivery.challenge is None:
            return delivery.message
        code = self._codes.code_for(delivery.challenge)
        return replace(delivery.message, text=delivery.message.text.replace(CODE_MARK, code))

    def _problem(self, delivery: Delivery, problem: SendError, now: datetime) -> Sending:
        reason = problem.code or problem.reason
        match problem:
            case Throttled():
                return Sending(self._again(delivery, now, problem.retry_after, reason))
            case Unreachable():
                pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(delivery.attempts, 10))
                return Sending(self._again(delivery, now, pause, reason))
            case Unconfirmed():
                return Sending(self._doubtful(delivery, now, reason))
            case OptedOut():
                return Sending(Ended(Status.FAILED, error=reason), opted_out=delivery.address)
            case Refused() | OutsideWindow() | Moved():
                return Sending(Ended(Status.FAILED, error=reason, repeated=delivery.repeated))
        raise problem

    def _again(self, delivery: Delivery, now: datetime, pause: float, reason: str) -> Ended:
        if now - delivery.created_at > GIVE_UP:
            return Ended(Status.FAILED, error=reason, case=_case(delivery, now))
        return Ended(Status.QUEUED, error=reason, again=pause, repeated=delivery.repeated)

    def _doubtful(self, delivery: Delivery, now: datetime, reason: str) -> Ended:
        """A customer left without an answer is worse than one who reads it twice; of all else, never twice."""
        if delivery.purpose is Purpose.REPLY and not delivery.repeated:
            return Ended(Status.QUEUED, error=reason, again=SETTLE_SECONDS, repeated=True)
        case = None if delivery.purpose is Purpose.CODE else _case(delivery, now)
        return Ended(Status.UNCONFIRMED, error=reason, repeated=delivery.repeated, case=case)


def _case(delivery: Delivery, now: datetime) -> Case:
    return Case(CaseId(f"delivery-{delivery.id}"), CaseKind.UNCONFIRMED_DELIVERY, now, subject=delivery.id)
