"""A contact's outbox: deliveries in order, one attempt at a time, and the receipts that come back."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from bot.model.contact import Contact
from bot.model.delivery import Delivery
from bot.model.ids import CaseId, ContactId, DeliveryId
from bot.model.turn import Case
from bot.store.codec import Codec, Damaged
from bot.store.effects import case_fields, delivery_fields
from bot.store.leases import Lane
from bot.store.mailbox import KEPT
from bot.store.operation import Operation, operation
from channels.messages import Status, StatusUpdate
from channels.pacing import Limit

NO_LIMITS: Mapping[str, Sequence[Limit]] = {}


class Doubt(StrEnum):
    """What an earlier attempt may have done: nothing; reached the provider; and time for a receipt has passed since.

    RETURNED is no doubt any more: the provider took it, and says that it could not deliver it.
    """

    NONE = "queued"
    FRESH = "attempting"
    WAITED = "doubtful"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Before:
    """What came before an attempt: what an earlier one, begun at `since`, may have done, and what else is known.

    `others`: the provider's ids of the contact's other deliveries, where this one is in doubt. `told`: when the contact
    got routine messages in the last week. `heard_at`: when somebody last wrote from the address, None: long ago.
    """

    doubt: Doubt
    since: datetime
    others: frozenset[str] = frozenset()
    told: tuple[datetime, ...] = ()
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery marked as being attempted; `begun_at` is when the first attempt that may have gone out was begun.

    `others`, `told`, `heard_at`: as in Before. `stopped_at`: when its address opted out, whichever contact said so.
    `error` is what a receipt said of one that came back.
    """

    contact: ContactId
    token: str
    record: bytes | None
    delivery: bytes
    id: DeliveryId
    attempts: int
    doubt: Doubt
    repeated: bool
    begun_at: datetime
    others: frozenset[str] = frozenset()
    stopped_at: datetime | None = None
    told: tuple[datetime, ...] = ()
    heard_at: datetime | None = None
    error: str = ""

    @property
    def before(self) -> Before:
        """What came before it."""
        return Before(self.doubt, self.begun_at, self.others, self.told, self.heard_at)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: settled with a status, or `again` after a pause in seconds (the order is kept).

    `not_before`: nothing was tried, and nothing will be until then; what lies behind it goes on meanwhile. `doubtful`:
    nobody knows whether the provider took it, so the next attempt must settle that first. `parked`: it waits until
    somebody writes from its address. `following` is what is sent because of that.
    """

    status: Status
    provider_id: str = ""
    error: str = ""
    again: float | None = None
    not_before: datetime | None = None
    doubtful: bool = False
    repeated: bool = False
    case: Case | None = None
    parked: bool = False
    following: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether the lease was still ours, and the next attempt, already begun."""

    done: bool
    following: Attempt | None = None


class Outbox:
    """Operations on the outboxes of one lane: "sends" for answers, "bulk" for what nobody waits for, "codes".

    `limits` say how fast the channels' providers take messages, over all processes.
    """

    def __init__(self, codec: Codec, lane: Lane = "sends", limits: Mapping[str, Sequence[Limit]] = NO_LIMITS) -> None:
        self._codec = codec
        self.lane: Lane = lane
        self._limits = orjson.dumps(
            {channel: [(one.over, one.every * 1000, one.burst) for one in row] for channel, row in limits.items()}
        )

    def claim(self, limit: int, lease_ms: int) -> Operation[tuple[Attempt, ...]]:
        """Lease contacts with something to send; the first delivery of each is begun."""
        return operation("claim_sends", (), (self.lane, limit, lease_ms, self._limits), _read_attempts)

    def record(self, attempt: Attempt, ended: Ended, lease_ms: int) -> Operation[Recorded]:
        """Note how an attempt ended and begin the next delivery."""
        case = "" if ended.case is None else orjson.dumps(case_fields(self._codec, ended.case))
        arguments = (
            self.lane,
            attempt.contact,
            attempt.token,
            attempt.id,
            lease_ms,
            _what(ended),
            ended.status.value,
            ended.provider_id,
            ended.error,
            "1" if ended.repeated else "",
            _wait(ended),
            case,
            orjson.dumps([delivery_fields(self._codec, one) for one in ended.following]) if ended.following else "",
            KEPT,
            self._limits,
        )

        def read(answer: list[Any]) -> Recorded:
            following = answer[1:]
            if not following:
                return Recorded(done=answer[0] == 1)
            return Recorded(done=True, following=_attempt(attempt.contact, attempt.token, following))

        return operation("record", (), arguments, read)

    def line(self, update: StatusUpdate) -> bytes:
        """Return a receipt as one line that can be spooled."""
        return orjson.dumps([update.delivery, update.status.value, update.error or "", update.provider_id])

    def receipt(self, line: bytes) -> Operation[bool]:
        """Note a provider's receipt, forward only; answers whether there is such a delivery. Raises Damaged."""
        try:
            arguments = tuple(orjson.loads(line))
        except orjson.JSONDecodeError as problem:
            raise Damaged("no spooled receipt") from problem
        return operation("receipt", (), arguments, lambda was: was is not None)

    def resend(self, delivery: DeliveryId, case: CaseId) -> Operation[bool]:
        """Send a delivery again whose end was never known, because a person says so; answers whether it was one."""
        return operation("resend", (), (delivery, case, KEPT), lambda answer: answer == 1)

    def known(self, attempt: Attempt) -> tuple[Contact, Delivery]:
        """Read what is stored of an attempt, with the opt-out at its address. Raises UnknownSchema."""
        read = self._codec.read
        contact = Contact(attempt.contact) if attempt.record is None else read(attempt.record, Contact)
        delivery = read(attempt.delivery, Delivery)
        return contact.stopped(delivery.address, attempt.stopped_at), replace(
            delivery,
            status=Status.ATTEMPTING,
            attempts=attempt.attempts,
            repeated=attempt.repeated,
            error=attempt.error or None,
        )


def _what(ended: Ended) -> str:
    if ended.not_before is not None:
        return "later"
    if ended.again is None:
        return "park" if ended.parked else "done"
    return "doubt" if ended.doubtful else "again"


def _wait(ended: Ended) -> int:
    """Return the pause in ms or, of what is not to be tried before a time, that time."""
    if ended.not_before is not None:
        return math.ceil(ended.not_before.timestamp() * 1000)
    return int((ended.again or 0) * 1000)


def _attempt(contact: ContactId, token: str, fields: Sequence[Any]) -> Attempt:
    record, number, body, before, attempts, repeated, begun_ms, others, stopped_ms, told, heard_ms, error = fields
    return Attempt(
        contact,
        token,
        record,
        body,
        DeliveryId(number.decode()),
        attempts=int(attempts),
        doubt=Doubt(before.decode()),
        repeated=repeated == b"1",
        begun_at=_time(begun_ms),
        others=frozenset(one.decode() for one in others),
        stopped_at=_time(stopped_ms) if stopped_ms else None,
        told=tuple(_time(at) for at in told),
        heard_at=_time(heard_ms) if heard_ms else None,
        error=error.decode(),
    )


def _time(milliseconds: bytes | int) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _read_attempts(answer: list[list[Any]]) -> tuple[Attempt, ...]:
    return tuple(_attempt(ContactId(contact.decode()), token.decode(), fields) for contact, token, *fields in answer)
