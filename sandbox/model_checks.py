"""What a server of Chat Completions refuses, as far as a request with tools can break its rules."""

import re
from collections.abc import Callable, Mapping

from sandbox.shapes import Json

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_MOST_TOOLS = 128
_CONTEXT = 8192
"""Tokens that fit into the model's window."""
_LETTERS_A_TOKEN = 4
_ROLES = {"system", "developer", "user", "assistant", "tool"}
_TYPES = {"string", "integer", "number", "boolean", "array", "object"}


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.kind = "invalid_request_error" if status < 500 else "server_error"  # noqa: PLR2004 -- HTTP's border


def checked(body: object, model: str) -> Json:
    """Return a request that can be answered. Raises Refused."""
    if not isinstance(body, dict):
        raise _bad("We could not parse the JSON body of your request.")
    if body.get("model") != model:
        raise Refused(404, "model_not_found", f"The model `{body.get('model')}` does not exist.")
    for name, value in body.items():
        if name not in _FIELDS or not _FIELDS[name](value):
            raise _bad(f"Unrecognized request argument, or an invalid value of it: {name}")
    if "messages" not in body or ("max_tokens" in body and "max_completion_tokens" in body):
        raise _bad("Missing or contradicting parameters.")
    if "tools" not in body and {"tool_choice", "parallel_tool_calls"} & set(body):
        raise _bad("'tool_choice' is only allowed when 'tools' are specified.")
    if len(str(body)) // _LETTERS_A_TOKEN > _CONTEXT:
        raise Refused(400, "context_length_exceeded", "This model's maximum context length is exceeded.")
    return body


def _bad(words: str) -> Refused:
    return Refused(400, "invalid_value", words)


def _messages(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_message(one) for one in value)


def _message(value: object) -> bool:
    return isinstance(value, dict) and value.get("role") in _ROLES and isinstance(value.get("content"), str)


def _tools(value: object) -> bool:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_TOOLS or not all(_tool(one) for one in value):
        return False
    return len({one["function"]["name"] for one in value}) == len(value)


def _tool(value: object) -> bool:
    match value:
        case {"type": "function", "function": {"name": str(name), "parameters": dict(schema)}}:
            return bool(_NAME.fullmatch(name)) and _schema(schema)
    return False


def _schema(schema: Mapping[str, object]) -> bool:
    """Whether the arguments are an object whose properties are well described."""
    match schema:
        case {"type": "object", "properties": dict(properties), "required": list(required)}:
            return set(required) <= set(properties) and all(_property(one) for one in properties.values())
    return False


def _property(value: object) -> bool:
    if not isinstance(value, dict) or value.get("type") not in _TYPES:
        return False
    listed = value.get("enum", ["any"])
    return isinstance(listed, list) and bool(listed) and len(set(listed)) == len(listed)


def _between(least: float, most: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_FIELDS: Mapping[str, Callable[[object], bool]] = {
    "model": lambda value: isinstance(value, str),
    "messages": _messages,
    "tools": _tools,
    "tool_choice": lambda value: value in ("none", "auto", "required"),
    "parallel_tool_calls": lambda value: isinstance(value, bool),
    "temperature": _between(0, 2),
    "max_tokens": _count,
    "max_completion_tokens": _count,
}
