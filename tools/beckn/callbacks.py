"""Callbacks of a protocol server in webhook mode: what came in at the door, and who waits for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import orjson

from tools.beckn import codec
from tools.beckn.hearing import sorted_out
from tools.beckn.outgoing import Action
from tools.contract import Failed, Failure, OrderConfirmed, ToolError
from tools.reading import Json, mapping

LONGEST = 256
TELL_OF_AN_ORDER = frozenset({Action.CONFIRM, Action.STATUS})


class Awaited(Protocol):
    """The callbacks of one call, each once. Neither raises: while the store is away, nothing comes."""

    def next(self, seconds: float) -> tuple[bytes, ...]:
        """Return what came since the last time, waiting so long at most for something."""
        ...

    def end(self) -> tuple[bytes, ...]:
        """Return the rest, once, and wait no more: what comes from now on comes late."""
        ...


class Callbacks(Protocol):
    """Where callbacks are waited for."""

    def expect(self, transaction: str, action: str, seconds: float) -> Awaited:
        """Begin to wait; to be called before anything is sent. Raises NotSent where callbacks could not be kept."""
        ...

    def kept(self, transaction: str, action: str) -> tuple[bytes, ...]:
        """Return what came a short while ago for somebody who waits no more, and let nobody wait for it any more."""
        ...


class NoCallback(Exception):
    """What was posted is no callback of the protocol."""


class Ignored(Exception):
    """A message that the protocol server posts beside the answers."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback. `mark` tells a repetition from another answer; `bpp_id` is who says that it speaks.

    `outcome` is what it says of an order, for whom nobody waits any more; None where it says nothing clear of one.
    """

    transaction: str
    action: str
    mark: str
    body: bytes
    outcome: OrderConfirmed | Failed | None
    bpp_id: str | None = None


def read_callback(posted: Mapping[str, Json]) -> Callback:
    """Read what was posted. Raises NoCallback, and Ignored for an action that is no answer (`on_...`)."""
    context = mapping(posted.get("context"))
    action, transaction, bpp = (context.get(name) for name in ("action", "transaction_id", "bpp_id"))
    if not (isinstance(action, str) and isinstance(transaction, str) and isinstance(bpp, str | None)):
        raise NoCallback("no action or transaction in the context")
    if not 0 < len(transaction) <= LONGEST or not 0 < len(action) <= LONGEST:
        raise NoCallback("an empty or endless id")
    if not action.startswith("on_"):
        raise Ignored(action)
    if not isinstance(posted.get("message"), dict) and not posted.get("error"):
        raise NoCallback("neither a message nor an error")
    said = [context.get("message_id"), bpp, posted.get("message"), posted.get("error")]
    mark = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    asked = action.removeprefix("on_")
    return Callback(transaction, asked, mark, orjson.dumps(posted), _outcome(posted, asked, transaction), bpp)


def _outcome(posted: Mapping[str, Json], asked: str, transaction: str) -> OrderConfirmed | Failed | None:
    """Return how an order stands by an on_confirm or an on_status; only the former can refuse it."""
    if asked not in TELL_OF_AN_ORDER:
        return None
    try:
        return OrderConfirmed(codec.confirmed(sorted_out([posted], action=Action(asked), transaction=transaction)))
    except ToolError as error:
        refused = asked == Action.CONFIRM and error.failure is Failure.REJECTED
        return Failed(Failure.REJECTED) if refused else None


def entries_of(bodies: tuple[bytes, ...]) -> list[Mapping[str, Json]]:
    """Return callbacks as they are read like the entries of an answer in sync mode."""
    return [mapping(orjson.loads(body)) for body in bodies]
