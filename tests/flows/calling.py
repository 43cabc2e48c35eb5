"""A flexibility event as a transcript calls it: `event e1 of 458 in 31 hours, for 3, answered 4 before, emergency`."""

import re
from datetime import datetime, timedelta

from tools.feed import FlexibilityEvent

EVENT = re.compile(
    r"event (?P<id>\w+) of (?P<programme>\w+) in (?P<begins>[\d.]+) hours, for (?P<lasts>[\d.]+)"
    r"(, answered (?P<before>[\d.]+) before)?(, in (?P<area>\w+))?(, (?P<emergency>emergency))?"
    r"(, revision (?P<revision>\d+))?(, (?P<off>called off))?"
)


def event_of(words: str, now: datetime) -> FlexibilityEvent:
    """Read a line."""
    found = EVENT.fullmatch(words)
    assert found is not None, words
    start = now + timedelta(hours=float(found["begins"]))
    end = start + timedelta(hours=float(found["lasts"]))
    return FlexibilityEvent(
        found["id"],
        found["programme"],
        start,
        end,
        start - timedelta(hours=float(found["before"] or 0)),
        end + timedelta(hours=1),
        areas=(found["area"],) if found["area"] else (),
        emergency=bool(found["emergency"]),
        revision=int(found["revision"] or 0),
        called_off=bool(found["off"]),
    )
