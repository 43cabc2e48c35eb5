"""What every webhook's parser checks first: size, content type, JSON that is no trap."""

from collections.abc import Mapping
from typing import Final

import orjson

from channels.errors import WebhookRejected

BODY_BYTES: Final = 65536
TEXT: Final = 4096
DEPTH: Final = 20


def check_content_type(headers: Mapping[str, str], wanted: str) -> None:
    """Refuse any other content type; UTF-8 is the only charset and no encoding is undone."""
    media, _, parameter = headers.get("content-type", "").partition(";")
    if media.strip().lower() != wanted or parameter.strip().lower() not in {"", "charset=utf-8"}:
        raise WebhookRejected(415, f"the content type must be {wanted}")
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise WebhookRejected(415, "no content encoding is accepted")


def check_size(body: bytes) -> None:
    """Refuse a body over 64 KiB."""
    if len(body) > BODY_BYTES:
        raise WebhookRejected(413, "the body is too large")


def json_object(body: bytes | str) -> dict[str, object]:
    """Return the JSON object that a body holds, nested no deeper than 20."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise WebhookRejected(400, "the body is no JSON") from error
    if not isinstance(parsed, dict):
        raise WebhookRejected(400, "the body is no JSON object")
    if _brackets(body) > DEPTH and _too_deep(parsed):
        raise WebhookRejected(400, "the body is nested too deeply")
    return parsed


def bounded(text: str) -> str:
    """Return a customer's words, refusing more than 4,096 characters."""
    if len(text) > TEXT:
        raise WebhookRejected(400, "the text is too long")
    return text


def _brackets(body: bytes | str) -> int:
    """So deep at most is a body nested; most are spared the walk."""
    return body.count("{") + body.count("[") if isinstance(body, str) else body.count(b"{") + body.count(b"[")


def _too_deep(parsed: object) -> bool:
    level: list[object] = [parsed]
    for _ in range(DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
