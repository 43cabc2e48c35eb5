"""What was heard of a call: answers, refusals, silence and faults, each told apart by its own name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from tools.beckn.outgoing import Action
from tools.beckn.plain import NAME, plain
from tools.contract import Failure, ToolError
from tools.reading import Json, mapping, members, within, words

SERVER_FAULT = 500
REFUSED = 400
BUSY = frozenset({408, 429})
"""Not a refusal, whatever stands in the body: the server had no room or no time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers of one call that are meant for us: those with a message, and the reasons of those that refuse.

    `contradictory`: somebody refused and answered in the same breath. `entries` is all that was said, to whomever.
    """

    answers: tuple[Mapping[str, Json], ...]
    refusals: tuple[str, ...]
    contradictory: bool
    entries: tuple[Mapping[str, Json], ...] = ()


def hear(status: int, body: bytes, *, action: Action, transaction: str, seller: str | None = None) -> Heard:
    """Read a protocol server's answer in sync mode. Of a call to one `seller`, an answer that names none is its own.

    Raises ToolError: as `entries_of`, and SILENT where nobody answered.
    """
    entries = entries_of(status, body)
    return sorted_out(entries, action=action, transaction=transaction, sellers=(None, seller) if seller else ())


def entries_of(status: int, body: bytes) -> tuple[Mapping[str, Json], ...]:
    """Return all that a protocol server's answer in sync mode holds, whoever says it.

    Raises ToolError: UNAVAILABLE for a fault of the server, REJECTED for a NACK, SILENT where nothing but an
    acknowledgement came, GARBLED for what cannot be read.
    """
    answer = accepted(status, body)
    if is_acknowledged(answer) and "responses" not in answer:
        raise ToolError(Failure.SILENT, "only acknowledged: the protocol server is not in sync mode")
    everything = answer.get("responses")
    if not isinstance(everything, list):
        raise ToolError(Failure.GARBLED, "no responses in the answer")
    entries = tuple(members(answer, "responses"))
    if everything and not entries:
        raise ToolError(Failure.GARBLED, "responses hold no objects")
    return entries


def accepted(status: int, body: bytes) -> Mapping[str, Json]:
    """Return the JSON of an answer that is neither a refusal nor a fault. Raises ToolError."""
    if status >= SERVER_FAULT or status in BUSY:
        raise ToolError(Failure.UNAVAILABLE, f"the protocol server answered {status}")
    answer = _parsed(status, body)
    nack = words(within(answer, "message", "ack", "status")) == "NACK"
    if nack or (status >= REFUSED and "error" in answer):
        raise ToolError(Failure.REJECTED, f"NACK {_reason(answer.get('error'))}")
    if status >= REFUSED:
        raise ToolError(Failure.UNAVAILABLE, f"the protocol server answered {status}")
    return answer


def is_acknowledged(answer: Mapping[str, Json]) -> bool:
    """Tell whether the server says that it took the request on."""
    return words(within(answer, "message", "ack", "status")) == "ACK"


def sorted_out(
    entries: Sequence[Mapping[str, Json]], *, action: Action, transaction: str, sellers: tuple[str | None, ...] = ()
) -> Heard:
    """Sort the entries that are meant for us by what they say. Raises ToolError(SILENT) where none is.

    `sellers` are those who may answer (None: who does not say who it is); without any everybody may. Whoever heard a
    search knows its transaction, and may speak in it.
    """
    ours = [entry for entry in entries if _is_ours(entry, action=action, transaction=transaction, sellers=sellers)]
    if not ours:
        raise ToolError(Failure.SILENT, "nobody answered in time")
    refused = [entry for entry in ours if entry.get("error")]
    return Heard(
        answers=tuple(entry for entry in ours if not entry.get("error") and isinstance(entry.get("message"), dict)),
        refusals=tuple(_reason(entry.get("error")) for entry in refused),
        contradictory=any(mapping(entry.get("message")) for entry in refused),
        entries=tuple(entries),
    )


def no_answer(heard: Heard) -> ToolError:
    """Return why nothing of what was asked for is among the answers."""
    if heard.contradictory:
        return ToolError(Failure.GARBLED, "refused and answered at once")
    if heard.refusals:
        return ToolError(Failure.REJECTED, heard.refusals[0])
    return ToolError(Failure.GARBLED, "answered without what was asked for")


def _parsed(status: int, body: bytes) -> Mapping[str, Json]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    if isinstance(answer, dict):
        return answer
    failure = Failure.UNAVAILABLE if status >= REFUSED else Failure.GARBLED
    raise ToolError(failure, f"{status} without a JSON object")


def _is_ours(entry: Mapping[str, Json], *, action: Action, transaction: str, sellers: tuple[str | None, ...]) -> bool:
    said, about, whose = (within(entry, "context", name) for name in ("action", "transaction_id", "bpp_id"))
    # No sets: each may be a list, which has no hash.
    asked = said in (None, f"on_{action}") and about in (None, transaction)
    return asked and (not sellers or whose in sellers)


def _reason(error: Json) -> str:
    """Return a refusal's code and words, for logs alone; the code comes as text or number."""
    code, message = words(within(error, "code")), words(within(error, "message")) or words(error)
    return " ".join(plain(part, NAME) for part in (code, message) if part)
