"""A contact's outbox: deliveries in order, one attempt at a time, and the receipts that come back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.model.contact import Contact
from bot.model.delivery import Delivery
from bot.model.ids import ContactId, DeliveryId
from bot.model.turn import Case
from bot.store.codec import Codec
from bot.store.mailbox import case_fields
from bot.store.operation import Operation, operation
from channels.messages import Status, StatusUpdate


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery marked as being attempted. `doubtful`: an earlier attempt may have reached the provider."""

    contact: ContactId
    token: str
    record: bytes | None
    delivery: bytes
    id: DeliveryId
    attempts: int
    doubtful: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: settled with a status, or `again` after a pause in seconds (the order is kept)."""

    status: Status
    provider_id: str = ""
    error: str = ""
    again: float | None = None
    repeated: bool = False
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether the lease was still ours, and the next attempt, already begun."""

    done: bool
    following: Attempt | None = None


class Outbox:
    """Operations on outboxes."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def claim(self, limit: int, lease_ms: int) -> Operation[tuple[Attempt, ...]]:
        """Lease contacts with something to send; the first delivery of each is begun."""
        return operation("claim_sends", (), (limit, lease_ms), _read_attempts)

    def record(self, attempt: Attempt, ended: Ended, lease_ms: int) -> Operation[Recorded]:
        """Note how an attempt ended and begin the next delivery."""
        case = "" if ended.case is None else orjson.dumps(case_fields(self._codec, ended.case))
        arguments = (
            attempt.contact,
            attempt.token,
            attempt.id,
            lease_ms,
            "done" if ended.again is None else "again",
            ended.status.value,
            ended.provider_id,
            ended.error,
            "1" if ended.repeated else "",
            int((ended.again or 0) * 1000),
            case,
        )

        def read(answer: list[Any]) -> Recorded:
            following = answer[1:]
            if not following:
                return Recorded(done=answer[0] == 1)
            return Recorded(done=True, following=_attempt(attempt.contact, attempt.token, attempt.record, following))

        return operation("record", (), arguments, read)

    def receipt(self, update: StatusUpdate) -> Operation[Status | None]:
        """Note a provider's receipt, forward only. Answers the status before; None: no such delivery."""
        arguments = (update.delivery, update.status.value, update.error or "", update.provider_id)
        return operation("receipt", (), arguments, lambda was: None if was is None else Status(was.decode()))

    def known(self, attempt: Attempt) -> tuple[Contact, Delivery]:
        """Read what is stored of an attempt. Raises UnknownSchema."""
        read = self._codec.read
        contact = Contact(attempt.contact) if attempt.record is None else read(attempt.record, Contact)
        delivery = read(attempt.delivery, Delivery)
        return contact, replace(
            delivery, status=Status.ATTEMPTING, attempts=attempt.attempts, repeated=attempt.repeated
        )


def _attempt(contact: ContactId, token: str, record: bytes | None, fields: Sequence[Any]) -> Attempt:
    number, body, before, attempts, repeated = fields
    return Attempt(
        contact,
        token,
        record,
        body,
        DeliveryId(number.decode()),
        attempts=int(attempts),
        doubtful=before == b"attempting",
        repeated=repeated == b"1",
    )


def _read_attempts(answer: list[list[Any]]) -> tuple[Attempt, ...]:
    return tuple(
        _attempt(ContactId(contact.decode()), token.decode(), record, fields)
        for contact, token, record, *fields in answer
    )
