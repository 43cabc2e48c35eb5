"""Flexibility events as they are announced: a mapping of names and values, out of a file or a request."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import yaml

from tools.feed import UTILITY, FlexibilityEvent, NotAnEvent, checked, event_id, measured_from
from tools.reading import Json, mapping, words

FIELDS = frozenset(
    {"name", "programme", "start", "end", "answer_by", "measured_from", "areas", "emergency", "revision", "called_off"}
)
LONGEST_NAME = 200
REVISIONS = 2**52
"""The store compares revisions as doubles, and calling an event off adds one."""


def event_of(fields: Mapping[str, Json], zone: tzinfo) -> FlexibilityEvent:
    """Read one event. Raises NotAnEvent naming the field that is wrong.

    `name` is what the utility calls it; without one it is the programme with the start. Times without a zone are by the
    clock of `zone`.
    """
    unknown = sorted(map(str, set(fields) - FIELDS))
    if unknown:
        raise NotAnEvent(f"there is no field {unknown[0]}")
    start, end = _moment(fields, "start", zone), _moment(fields, "end", zone)
    programme = str(fields.get("programme") or "").strip()
    name = str(fields.get("name") or "").strip() or f"{programme}@{start.isoformat()}"
    if len(programme) > LONGEST_NAME or len(name) > LONGEST_NAME:
        raise NotAnEvent(f"a name has at most {LONGEST_NAME} characters")
    return FlexibilityEvent(
        id=event_id(UTILITY, name),
        programme=programme,
        start=start,
        end=end,
        answer_by=_moment(fields, "answer_by", zone, start),
        measured_from=_moment(fields, "measured_from", zone, measured_from(end)),
        areas=_areas(fields.get("areas")),
        emergency=_flag(fields, "emergency"),
        revision=_count(fields.get("revision")),
        called_off=_flag(fields, "called_off"),
    )


def events_in(path: Path, zone: tzinfo, now: datetime) -> tuple[FlexibilityEvent, ...]:
    """Read a YAML (or JSON) file: one event, or a list of them. Raises NotAnEvent naming every wrong one."""
    try:
        loaded: Json = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, ValueError, OverflowError, yaml.YAMLError) as problem:
        raise NotAnEvent(f"{path.name} cannot be read: {type(problem).__name__}") from None
    listed = loaded if isinstance(loaded, list) else [loaded]
    found: list[FlexibilityEvent] = []
    faults: list[str] = []
    for place, fields in enumerate(listed, start=1):
        try:
            found.append(checked(event_of(mapping(fields), zone), now))
        except NotAnEvent as problem:
            faults.append(f"event {place}: {problem}")
    if faults:
        raise NotAnEvent("; ".join(faults))
    return tuple(found)


def _moment(fields: Mapping[str, Json], name: str, zone: tzinfo, otherwise: datetime | None = None) -> datetime:
    given = fields.get(name)
    if given is None and otherwise is not None:
        return otherwise
    try:
        found = given if isinstance(given, datetime) else datetime.fromisoformat(words(given) or "")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAnEvent(f"{name} must be a time, such as 2026-11-24T17:00:00-08:00") from None


def _areas(given: Json) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given] if given else []
    if not all(isinstance(one, str) and one.strip() for one in listed):
        raise NotAnEvent("areas must be a list of names")
    return tuple(str(one).strip() for one in listed)


def _flag(fields: Mapping[str, Json], name: str) -> bool:
    given = fields.get(name, False)
    if not isinstance(given, bool):
        raise NotAnEvent(f"{name} must be true or false")
    return given


def _count(given: Json) -> int:
    if given is None:
        return 0
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < REVISIONS:
        raise NotAnEvent(f"revision must be a whole number below {REVISIONS:,}")
    return given
