"""Flexibility events: called, called off, who takes part, and what it came to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.events import Announcements
from bot.model.participation import Fate
from bot.operators import Role
from bot.store.called import NOTICED, Standing
from bot.web.console.access import Door, needs, operator
from bot.web.console.charts import ACROSS, rows, tiles
from bot.web.console.pages import back, first_of, page, places_of
from tools.event_file import event_of
from tools.feed import FlexibilityEvent, NotAnEvent

SEE: Final = (Role.CAMPAIGNER, Role.ADMIN, Role.AUDITOR)
ACT: Final = (Role.CAMPAIGNER, Role.ADMIN)
A_PAGE: Final = 20
GROUPS: Final = {
    "take part": (Fate.JOINED, Fate.AUTOMATIC),
    "skipped": (Fate.SKIPPED,),
    "silent": (Fate.ASKED, Fate.UNANSWERED, NOTICED),
    "not asked": (
        Fate.NOT_ENROLLED,
        Fate.EXEMPT,
        Fate.ELSEWHERE,
        Fate.UNREACHABLE,
        Fate.QUIET,
        Fate.LATE,
        Fate.CALLED_OFF,
    ),
}
"""The groups of an event's map, and the fates in each: all there are."""
_FIELDS: Final = ("programme", "name", "start", "end", "answer_by", "areas", "emergency")


class Events:
    """The views of these pages."""

    def __init__(self, announcements: Announcements, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self._announcements = announcements
        self._zone = zone
        self._clock = clock

    def index(self) -> Answer:
        """List events, the one that ends last first."""
        first = first_of(A_PAGE)
        known = self._announcements.latest(A_PAGE + 1, first)
        places = places_of("console.events", first, A_PAGE, first + len(known))
        shown = [(one, _grouped(one)) for one in known[:A_PAGE]]
        return page("events.html", events=shown, zone=self._zone, now=self._clock(), **places)

    def announce(self) -> Answer:
        """Check what is typed, and announce it once it was checked."""
        typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
        if request.method == "GET":
            return page("announce_event.html", typed=typed, zone=self._zone)
        try:
            event = _event(typed, self._zone)
            asked = self._announcements.check(event)
            if request.form.get("act") != "announce":
                return page("announce_event.html", typed=typed, event=event, asked=asked, zone=self._zone)
            fresh = self._announcements.announce(event, operator().name)
        except NotAnEvent as problem:
            response = page("announce_event.html", typed=typed, trouble=str(problem), zone=self._zone)
            response.status_code = 400
            return response
        said = "Announced: the homes are being asked." if fresh else "This event was announced before."
        return back("console.event", said, number=event.id)

    def show(self, number: str) -> Answer:
        """Show an event, who takes part, and what it came to."""
        return page("event.html", **_shown(self._found(number), self._clock()), zone=self._zone)

    def live(self, number: str) -> str:
        """Return the part of that page which moves."""
        return render_template("console/event_live.html", **_shown(self._found(number), self._clock()))

    def call_off(self, number: str) -> Answer:
        """Call an event off."""
        self._found(number)
        done = self._announcements.call_off(number, operator().name)
        said = "Called off: who was asked is told." if done else "It is over already."
        return back("console.event", said, number=number)

    def _found(self, number: str) -> Standing:
        return self._announcements.standing(number) or abort(404)


def add(routes: Blueprint, door: Door) -> None:
    """Add these pages to the console."""
    views = Events(door.parts.announcements, door.parts.zone, door.parts.clock)
    see, act, live = needs(*SEE), needs(*ACT), needs(*SEE, live=True)
    one = "/events/of/<number>"
    routes.add_url_rule("/events", "events", see(views.index))
    routes.add_url_rule("/events/announce", "announce_event", act(views.announce), methods=["GET", "POST"])
    routes.add_url_rule(one, "event", see(views.show))
    routes.add_url_rule(f"{one}/live", "event_live", live(views.live))
    routes.add_url_rule(f"{one}/call-off", "call_off_event", act(views.call_off), methods=["POST"])


def _event(typed: Mapping[str, str], zone: ZoneInfo) -> FlexibilityEvent:
    given: dict[str, object] = {name: value for name, value in typed.items() if value}
    areas = [area.strip() for area in typed["areas"].split(",") if area.strip()]
    return event_of(given | {"areas": areas, "emergency": bool(typed["emergency"])}, zone)


def _grouped(standing: Standing) -> dict[str, int]:
    """Return how many are in each group of the map; together they are everybody who was found."""
    return {group: sum(standing.fates.get(fate, 0) for fate in fates) for group, fates in GROUPS.items()}


def _shown(standing: Standing, now: datetime) -> dict[str, object]:
    """Return what an event's page says of how it stands."""
    groups = _grouped(standing)
    drawn, homes = tiles(groups), sum(groups.values())
    over = standing.event.end <= now or standing.event.called_off
    return {
        "standing": standing,
        "event": standing.event,
        "groups": groups,
        "homes": homes,
        "tiles": drawn,
        "across": ACROSS,
        "rows": rows(drawn),
        "told": ", ".join(f"{number:,} {group}" for group, number in groups.items()),
        "over": over,
        "moving": standing.spreading or (not standing.event.called_off and standing.measured < groups["take part"]),
    }
