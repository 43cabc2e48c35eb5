"""The console's page on how the whole house is: who lives, what waits, what fails outside, and how the store is."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, current_app

from bot.operators import Role
from bot.store.beating import BEATING, total
from bot.store.metrics import DURATIONS
from bot.store.vitals import Server, Vitals
from bot.web.console.access import Door, needs
from bot.web.console.pages import page

LATE: Mapping[str, float] = {"turns": 10, "sends": 30, "codes": 30, "bulk": 900, "timers": 60, "calls": 60}
"""Seconds after which something that waits is late, as in deploy/prometheus/alerts.yml."""
FULL = 0.8
"""The share of its memory from which on Redis is nearly full."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How calls to somebody outside ended since the counters began, and how many seconds one took in the mean."""

    who: str
    ends: Mapping[str, int]
    mean: float


def add(routes: Blueprint, _door: Door) -> None:
    """Add the page."""
    routes.add_url_rule("/health", "health", show)


@needs(Role.ADMIN, Role.AUDITOR)
def show() -> Response:
    """Show it all as of now. Raises Unavailable."""
    look: Callable[[], Vitals] = current_app.extensions["vitals"]
    found = look()
    return page(
        "health.html",
        vitals=found,
        troubles=troubles(found),
        outside=outside(found.counters),
        late=LATE,
        letters=found.counters.get("dead_letters", 0),
    )


def troubles(found: Vitals) -> list[str]:
    """Say in sentences what is not as it should be."""
    living = {sign.process for sign in found.signs}
    versions = {sign.version for sign in found.signs}
    spooled, broken = total(found.signs, "spool"), total(found.signs, "breakers")
    said = [(process not in living, f"No {process} process lives.") for process in BEATING]
    said += [
        (found.gauges.queues[name].seconds > most, f"What waits in {name} is late.") for name, most in LATE.items()
    ]
    said += [
        (len(versions) > 1, f"Processes of {len(versions)} versions run beside each other."),
        (spooled > 0, f"Webhooks that wait on the disks of the web processes' machines: {spooled}."),
        (broken > 0, f"Counterparts on the energy network that are being left alone: {broken}."),
    ]
    return [words for wrong, words in (*said, *_of_the_store(found.server)) if wrong]


def _of_the_store(server: Server) -> list[tuple[bool, str]]:
    fills = server.most_memory is not None and server.memory > FULL * server.most_memory
    return [
        (not server.append_only, "Redis keeps no append-only file."),
        (server.evicts, "Redis may throw data out."),
        (not server.written, "Redis could not write its append-only file."),
        (not server.rewritten, "Redis could not rewrite its append-only file."),
        (fills, "Redis has used four fifths of its memory."),
    ]


def outside(counters: Mapping[str, int]) -> list[Outside]:
    """Return how calls to each channel's provider and of each tool ended."""
    ends: dict[str, Counter[str]] = {}
    spent: Counter[str] = Counter()
    for name, number in sorted(counters.items()):
        family, *labels = name.split(":")
        if family not in DURATIONS:
            continue
        who, outcome, bound = labels
        if bound == "ms":
            spent[who] += number
        else:
            ends.setdefault(who, Counter())[outcome] += number
    return [Outside(who, ended, spent[who] / 1000 / ended.total()) for who, ended in ends.items()]
