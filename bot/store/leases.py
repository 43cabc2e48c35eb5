"""Leases on contacts, and timers that are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.model.ids import ContactId
from bot.store.operation import Operation, operation

Lane = Literal["turns", "sends", "bulk", "codes"]


@dataclass(frozen=True, slots=True)
class Lease:
    """A contact that is ours in a lane for a while, under a token that only grows."""

    lane: Lane
    contact: ContactId
    token: str


def renew(leases: Sequence[Lease], lease_ms: int) -> Operation[tuple[bool, ...]]:
    """Keep leases; answers for each whether it is still ours."""
    words = [word for lease in leases for word in (lease.lane, lease.contact, lease.token)]
    return operation("renew", (), (lease_ms, *words), lambda held: tuple(one == 1 for one in held))


def release(lease: Lease, pause_ms: int) -> Operation[bool]:
    """Give a lease back unfinished; the contact is due again after a pause."""
    return operation("release", (), (lease.lane, lease.contact, lease.token, pause_ms), lambda answer: answer == 1)


def fire_timers(limit: int) -> Operation[int]:
    """Put the events of due timers into their mailboxes; answers how many."""
    return operation("fire_timers", (), (limit,), int)
