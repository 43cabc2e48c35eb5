"""What protocol 1.1.0 requires of a request, as far as the protocol server refuses without it."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from sandbox.shapes import Json, inside

_DURATION = re.compile(r"P(?!$)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")
_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _matching(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_CONTEXT: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "domain": ("string", _is_text),
    "version": ("string", _is_text),
    "bap_id": ("string", _is_text),
    "bpp_id": ("string", _is_text),
    "bap_uri": ('format "uri"', _matching(_URI)),
    "bpp_uri": ('format "uri"', _matching(_URI)),
    "transaction_id": ('format "uuid"', _matching(_UUID)),
    "message_id": ('format "uuid"', _matching(_UUID)),
    "timestamp": ('format "date-time"', _is_moment),
    "ttl": ('format "duration"', _matching(_DURATION)),
}


def violation(action: str, body: object) -> str | None:
    """Return the first rule of the schema that a request breaks, or None."""
    if not isinstance(body, dict):
        return "body must be object"
    for part in ("context", "message"):
        if not isinstance(body.get(part), dict):
            return f"body must have required property '{part}'"
    if inside(body, "context", "action") != action:
        return f"body/context/action must be equal to one of the allowed values: {action}"
    return _context_violation(body["context"]) or _message_violation(action, body["message"])


def _context_violation(context: Json) -> str | None:
    for name, (rule, holds) in _CONTEXT.items():
        if name in context and not holds(context[name]):
            return f"body/context/{name} must match {rule}"
    return None


def _message_violation(action: str, message: Json) -> str | None:
    if action == "status":
        return (
            None if isinstance(message.get("order_id"), str) else "body/message must have required property 'order_id'"
        )
    if action == "cancel":
        return _cancel_violation(message)
    if action == "support":
        reference = inside(message, "support", "ref_id")
        return None if isinstance(reference, str) else "body/message/support must have required property 'ref_id'"
    if action == "search":
        return None if isinstance(message.get("intent", {}), dict) else "body/message/intent must be object"
    order = message.get("order")
    if not isinstance(order, dict):
        return "body/message must have required property 'order'"
    return _order_violation(order)


def _cancel_violation(message: Json) -> str | None:
    if not isinstance(message.get("order_id"), str):
        return "body/message must have required property 'order_id'"
    if not isinstance(message.get("cancellation_reason_id", ""), str):
        return "body/message/cancellation_reason_id must be string"
    return None if isinstance(message.get("descriptor", {}), dict) else "body/message/descriptor must be object"


def _order_violation(order: Json) -> str | None:
    for name in ("items", "fulfillments", "payments", "billing_lines"):
        if name in order and not _objects(order[name]):
            return f"body/message/order/{name} must be array of objects"
    for item in order.get("items", []):
        if not isinstance(item.get("id", ""), str):
            return "body/message/order/items/id must be string"
    price = inside(order, "quote", "price", "value")
    if price is not None and not _matching(_DECIMAL)(price):
        return "body/message/order/quote/price/value must match pattern"
    return None


def _objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def seconds(duration: object) -> float:
    """Return an ISO 8601 duration in seconds; months and years do not occur here. 30 where there is none."""
    if not isinstance(duration, str):
        return 30.0
    return sum(float(amount) * _SECONDS[unit] for amount, unit in re.findall(r"(\d+(?:\.\d+)?)([WDHMS])", duration))
