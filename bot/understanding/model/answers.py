"""What a server of Chat Completions answered: bytes in, calls out, and every other shape refused."""

from dataclasses import dataclass

import orjson

from bot.understanding.model.tools import Called, Unfit

_ENDS = frozenset({"tool_calls", "stop"})
"""How a whole answer ends; "length" is one that was cut off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The calls of an answer, in order, and the tokens that the server says it cost; None where it does not say."""

    calls: tuple[Called, ...]
    tokens: int | None


def parsed(body: bytes) -> Answer:
    """Read an answer. What a model wrote besides its calls is not looked at. Raises Unfit."""
    found = _json(body)
    match found:
        case {"choices": [{"message": {"tool_calls": list(calls)}, "finish_reason": str(end)}, *_]}:
            if end in _ENDS and calls:
                return Answer(tuple(_called(call) for call in calls), _tokens(found))
    raise Unfit("no whole answer with calls")


def _tokens(found: object) -> int | None:
    match found:
        case {"usage": {"total_tokens": int(total)}} if total >= 0:
            return total
    return None


def _called(call: object) -> Called:
    match call:
        case {"function": {"name": str(name), "arguments": str(arguments)}}:
            given = _json(arguments.encode() or b"{}")
            if isinstance(given, dict):
                return Called(name, given)
    raise Unfit("no call")


def _json(body: bytes) -> object:
    try:
        found: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unfit("not JSON") from None
    return found
