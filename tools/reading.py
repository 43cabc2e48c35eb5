"""Lenient reading of foreign JSON: what is not there or of another kind reads as absent, nothing raises."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

Json = object
"""A value as it came out of a JSON parser; it is looked at through the functions below alone."""

EMPTY: Mapping[str, Json] = {}


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else EMPTY


def sequence(value: Json) -> tuple[Json, ...]:
    """Return a list's members, or none."""
    return tuple(value) if isinstance(value, list) else ()


def members(parent: Json, name: str) -> Iterator[Mapping[str, Json]]:
    """Yield those members of a named list that are objects; a single object counts as a list of one."""
    value = mapping(parent).get(name)
    for member in sequence(value) or ((value,) if isinstance(value, dict) else ()):
        if isinstance(member, dict):
            yield member


def within(value: Json, *names: str) -> Json:
    """Follow names from object to object."""
    for name in names:
        value = mapping(value).get(name)
    return value


def words(value: Json) -> str | None:
    """Return a string or a number as a string; anything else, and an empty string, as None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def number(value: Json) -> float | None:
    """Return a finite number, also out of a string."""
    text = words(value)
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        return None
    return found if found - found == 0 else None


def flag(value: Json) -> bool:
    """Return whether a value says yes: true, "true", "yes", "1"."""
    return value is True or (words(value) or "").lower() in {"true", "yes", "1"}


def moment(value: Json) -> datetime | None:
    """Return an RFC 3339 time as aware UTC; one without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(words(value) or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
