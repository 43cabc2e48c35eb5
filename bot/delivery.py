"""The one way out: consent, the code, the channel, and what an attempt's end means for the next one."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.crash import crashpoint
from bot.flows import trouble
from bot.flows.draft import spoken
from bot.flows.scene import Say
from bot.model.code import Codes
from bot.model.contact import ANSWERS, Contact, Purpose
from bot.model.delivery import CODE_MARK, Delivery
from bot.model.ids import CaseId, DeliveryId, EventId, Ids
from bot.model.turn import Case, CaseKind, Reply, Turn
from bot.policy import Later, Place, refusal
from bot.reaching import Ways, closed, elsewhere, nudge
from bot.store.mailbox import Known
from bot.store.outbox import Before, Doubt, Ended
from channels.contract import Abilities, Askable, Channel, Receipted, Sent
from channels.errors import Moved, OptedOut, OutsideWindow, Refused, SendError, Throttled, Unconfirmed, Unreachable
from channels.messages import Address, OutboundMessage, Status
from channels.rendering import fit

SETTLE_SECONDS = 5.0
"""How long a doubtful reply waits before it is sent again."""
LONGEST_PAUSE = 60.0
ASKED_FOR = timedelta(minutes=10)
"""How long a provider that can be asked is asked, while it does not answer."""
GIVE_UP = timedelta(hours=24)
"""A reply that could not be handed over for a day is worth a person's look, not another try."""
GIVE_UP_NOTICE = timedelta(days=8)
"""What nobody asked for may have waited a week for its turn before."""
MOST_ATTEMPTS = 12
"""A reply that stays doubtful after so many is a person's case. Each doubt costs two: one waits, one sends again."""
_PLAIN = Abilities(text=1000)
OUTCOMES: Mapping[type[SendError], str] = {
    Throttled: "throttled",
    Unreachable: "unreachable",
    Unconfirmed: "unconfirmed",
    Refused: "refused",
    OptedOut: "opted_out",
    OutsideWindow: "outside_window",
    Moved: "moved",
}
"""How a call to a provider ended, as it is counted."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How an attempt ended, and the address that wants no more messages, if its end says so."""

    ended: Ended
    opted_out: Address | None = None


def deliveries(turn: Turn, ids: Ids, channels: Mapping[str, Channel], now: datetime) -> tuple[Delivery, ...]:
    """Fit a turn's replies to their channels: one Delivery for each message that the provider will be handed."""
    locale = spoken(turn.contact, turn.session)
    made: list[Delivery] = []
    for reply in turn.replies:
        first = DeliveryId(ids.make("delivery", len(made)))
        for part in _fitted(reply, locale, channels):
            number = DeliveryId(ids.make("delivery", len(made)))
            delivery = Delivery(number, turn.contact.id, reply.address, part, reply.purpose, now, notice=reply.notice)
            made.append(replace(delivery, challenge=reply.challenge, first=None if number == first else first))
    return tuple(made)


def _fitted(reply: Reply, locale: str, channels: Mapping[str, Channel]) -> tuple[OutboundMessage, ...]:
    channel = channels.get(reply.address.channel)
    return fit(replace(reply.message, locale=locale), _PLAIN if channel is None else channel.abilities)


def apology(known: Known, event: EventId, say: Say, now: datetime) -> tuple[Delivery, ...]:
    """Say sorry for an event that could not be taken, where the customer was last heard."""
    message, address = trouble.apology(known.contact, known.session, say), known.session.last_address
    if message is None or address is None:
        return ()
    number = DeliveryId(Ids(event).make("delivery", "apology"))
    return (Delivery(number, known.contact.id, address, message, Purpose.REPLY, now),)


class Post:
    """Sends deliveries. Nothing else calls `Channel.send`."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        codes: Codes,
        place: Place,
        ways: Ways,
        clock: Callable[[], datetime],
        took: Callable[[str, float], None] = lambda _what, _seconds: None,
    ) -> None:
        self._channels = channels
        self._place = place
        self._codes = codes
        self._ways = ways
        self._clock = clock
        self._took = took

    async def send(self, delivery: Delivery, contact: Contact, before: Before) -> Sending:
        """Make at most one call that sends, and say how it ended; a doubt that was left before is settled first."""
        doubt, channel = before.doubt, self._channels.get(delivery.address.channel)
        if channel is None:
            return Sending(Ended(Status.WITHHELD, error="channel_off"))
        if doubt is Doubt.RETURNED:
            return self._returned(channel, delivery, contact)
        if doubt is not Doubt.NONE and not channel.abilities.exact:
            settled = await self._settle(channel, delivery, before)
            if isinstance(settled, Ended):
                return Sending(settled)
            delivery = settled
        return await self._hand_over(channel, delivery, contact, before)

    async def _hand_over(self, channel: Channel, delivery: Delivery, contact: Contact, before: Before) -> Sending:
        """Make the one call, where it may be made now."""
        now = self._clock()
        reason = refusal(delivery, contact, now=now, place=self._place, told=before.told)
        if isinstance(reason, Later):
            return Sending(Ended(Status.QUEUED, error=reason.why, not_before=reason.at))
        if reason is not None:
            return Sending(Ended(Status.WITHHELD, error=reason))
        if closed(delivery, channel.abilities.window, before.heard_at, now):
            return Sending(self._to_be_asked(channel, delivery, contact, now))
        try:
            crashpoint("send.before")
            sent = await self._sent(channel, delivery)
            crashpoint("send.after")
        except SendError as problem:
            return self._problem(channel, delivery, contact, problem)
        return Sending(Ended(Status.SENT, provider_id=sent.provider_id, repeated=delivery.repeated))

    async def _sent(self, channel: Channel, delivery: Delivery) -> Sent:
        """Make the call; where the chat has moved, nothing was taken, and it is made at its new place. SendError."""
        message = self._with_code(delivery)
        try:
            return await self._called(channel, delivery.address, message, delivery.id)
        except Moved as moved:
            new = Address(delivery.address.channel, moved.new_id)
            return await self._called(channel, new, message, delivery.id)

    async def _called(self, channel: Channel, to: Address, message: OutboundMessage, number: DeliveryId) -> Sent:
        begun, outcome = time.monotonic(), "broken"
        try:
            sent = await channel.send(to, message, delivery=number)
            outcome = "taken"
        except SendError as problem:
            outcome = OUTCOMES[type(problem)]
            raise
        finally:
            self._took(f"send_seconds:{to.channel}:{outcome}", time.monotonic() - begun)
        return sent

    async def _settle(self, channel: Channel, delivery: Delivery, before: Before) -> Ended | Delivery:
        """Find out what became of an earlier attempt; a Delivery is to be sent now.

        A receipt has SETTLE_SECONDS to come (it takes the delivery out of the outbox); then the provider is asked,
        where it can be; what stays doubtful is a matter of its purpose.
        """
        if before.doubt is Doubt.FRESH:
            return _in_doubt(delivery, "interrupted")
        if isinstance(channel, Askable):
            try:
                said, address = self._with_code(delivery), delivery.address
                found = await channel.find(address, said, since=before.since, others=before.others)
            except SendError as problem:
                if self._clock() - before.since < ASKED_FOR:
                    return _in_doubt(delivery, problem.reason)
            else:
                if found is not None:
                    return Ended(Status.SENT, provider_id=found.provider_id, repeated=delivery.repeated)
                if delivery.purpose is Purpose.REPLY:
                    return delivery
        return self._still_doubtful(delivery)

    def _with_code(self, delivery: Delivery) -> OutboundMessage:
        if delivery.challenge is None:
            return delivery.message
        code = self._codes.code_for(delivery.challenge)
        return replace(delivery.message, text=delivery.message.text.replace(CODE_MARK, code))

    def _problem(self, channel: Channel, delivery: Delivery, contact: Contact, problem: SendError) -> Sending:
        reason, now = problem.code or problem.reason, self._clock()
        match problem:
            case Throttled():
                return Sending(self._again(delivery, now, problem.retry_after, reason))
            case Unreachable():
                pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(delivery.attempts, 10))
                return Sending(self._again(delivery, now, pause, reason))
            case Unconfirmed():
                return Sending(_in_doubt(delivery, reason))
            case OptedOut():
                return Sending(Ended(Status.FAILED, error=reason), opted_out=delivery.address)
            case OutsideWindow() if delivery.message.template is None:
                return Sending(self._to_be_asked(channel, delivery, contact, now, reason))
            case Refused() | OutsideWindow() | Moved():
                return Sending(self._failed(delivery, contact, now, reason))
        raise problem

    def _returned(self, channel: Channel, delivery: Delivery, contact: Contact) -> Sending:
        """The provider took it and could not deliver it: what that means is decided like a refusal at once.

        It tried for hours, so what may come right later is not tried once more.
        """
        code = delivery.error or "failed"
        problem = channel.failure(code) if isinstance(channel, Receipted) else Refused(code)
        if isinstance(problem, Unreachable):
            return Sending(self._failed(delivery, contact, self._clock(), code))
        return self._problem(channel, delivery, contact, problem)

    def _to_be_asked(
        self, channel: Channel, delivery: Delivery, contact: Contact, now: datetime, reason: str = "outside_window"
    ) -> Ended:
        """Let it wait until somebody writes, and ask for that; where nobody can be asked, a notice goes another way."""
        if delivery.purpose is Purpose.CODE:
            return Ended(Status.FAILED, error=reason)
        asking = nudge(delivery, channel, self._ways, now)
        other = () if asking else elsewhere(delivery, contact, self._channels, self._ways, now)
        if other:
            return Ended(Status.FAILED, error=reason, following=other)
        return Ended(Status.QUEUED, error=reason, parked=True, following=(asking,) if asking else ())

    def _failed(self, delivery: Delivery, contact: Contact, now: datetime, reason: str) -> Ended:
        other = elsewhere(delivery, contact, self._channels, self._ways, now)
        return Ended(Status.FAILED, error=reason, repeated=delivery.repeated, following=other)

    def _again(self, delivery: Delivery, now: datetime, pause: float, reason: str) -> Ended:
        if now - delivery.created_at > (GIVE_UP if delivery.purpose in ANSWERS else GIVE_UP_NOTICE):
            return Ended(Status.FAILED, error=reason, case=_case(delivery, now))
        return Ended(Status.QUEUED, error=reason, again=pause, repeated=delivery.repeated)

    def _still_doubtful(self, delivery: Delivery) -> Ended | Delivery:
        """A customer left without an answer is worse than one who reads it twice; of all else, never twice.

        That holds for a repeated reply too, up to a bound.
        """
        if delivery.purpose is Purpose.REPLY and (not delivery.repeated or delivery.attempts < MOST_ATTEMPTS):
            return replace(delivery, repeated=True)
        case = None if delivery.purpose is Purpose.CODE else _case(delivery, self._clock())
        return Ended(Status.UNCONFIRMED, error="unconfirmed", repeated=delivery.repeated, case=case)


def _in_doubt(delivery: Delivery, reason: str) -> Ended:
    """Look again in a while; a delivery that was repeated stays so: its record counts that."""
    again, repeated = SETTLE_SECONDS, delivery.repeated
    return Ended(Status.ATTEMPTING, error=reason, again=again, doubtful=True, repeated=repeated)


def _case(delivery: Delivery, now: datetime) -> Case:
    return Case(CaseId(f"delivery-{delivery.id}"), CaseKind.UNCONFIRMED_DELIVERY, now, subject=delivery.id)
