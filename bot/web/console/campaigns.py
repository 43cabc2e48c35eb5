"""Campaigns: proposed by one operator, launched by another, watched, held up, and read as a report."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.campaigns import files
from bot.campaigns.files import Unfit
from bot.campaigns.launching import Campaigning
from bot.campaigns.planning import Planned
from bot.campaigns.reports import RECIPIENTS, Cell, figure_rows, figures, meant_for, recipient_row
from bot.operators import Role
from bot.store.counts import Count, State
from bot.web.console.access import Door, needs, operator
from bot.web.console.charts import bars, told
from bot.web.console.pages import back, first_of, page, places_of
from bot.web.console.typed import loaded

SEE: Final = (Role.CAMPAIGNER, Role.ADMIN, Role.AUDITOR)
ACT: Final = (Role.CAMPAIGNER, Role.ADMIN)
A_PAGE: Final = 20
PEOPLE: Final = 25
MOVING: Final = frozenset({State.LISTING, State.RUNNING, State.FAILING})
"""While it stands so, its page keeps itself up to date."""
_DONE: Final = {
    "launch": "is launched",
    "pause": "is paused: what waits in outboxes comes back",
    "resume": "goes on",
    "stop": "is stopped",
}
_NOT_DONE: Final = {
    "launch": "was not launched: it is not proposed any more, or you proposed it yourself",
    "pause": "does not go, so it cannot be paused",
    "resume": "is not paused",
    "stop": "has ended already",
}


class Campaigns:
    """The views of these pages."""

    def __init__(self, campaigning: Campaigning, zone: ZoneInfo) -> None:
        self._campaigning = campaigning
        self._zone = zone

    def index(self) -> Answer:
        """List campaigns, the newest first."""
        first = first_of(A_PAGE)
        found = self._campaigning.latest(A_PAGE + 1, first)
        places = places_of("console.campaigns", first, A_PAGE, first + len(found))
        return page("campaigns.html", campaigns=found[:A_PAGE], **places)

    def propose(self) -> Answer:
        """Take a campaign, for somebody else to launch."""
        if request.method == "GET":
            return page("propose_campaign.html", text="", faults=())
        text = _text()
        try:
            campaign = files.campaign(loaded(text), self._zone)
            self._campaigning.put_forward(campaign, operator().name)
        except Unfit as unfit:
            response = page("propose_campaign.html", text=text, faults=unfit.faults)
            response.status_code = 400
            return response
        said = "Proposed. Once its recipients are written down, another operator may launch it."
        return back("console.campaign", said, name=campaign.name)

    def show(self, name: str) -> Answer:
        """Show how a campaign stands, and what can be done."""
        return page("campaign.html", **self._shown(name), zone=self._zone, own=operator().name)

    def live(self, name: str) -> str:
        """Return the part of that page which moves."""
        return render_template("console/campaign_live.html", **self._shown(name))

    def recipients(self, name: str) -> Answer:
        """Show who gets what, or got, or why not, one by one."""
        count, first = self._found(name), first_of(PEOPLE)
        told = self._campaigning.recipients(name, operator().name, first, PEOPLE)
        people = [(one, plainly(one.fate), one.plan if isinstance(one.plan, Planned) else None) for one in told]
        places = places_of("console.recipients", first, PEOPLE, count.total, name)
        return page("recipients.html", name=name, words=count.campaign.words, people=people, first=first, **places)

    def turn(self, name: str, act: str) -> Answer:
        """Launch, pause, resume or stop."""
        parts = self._campaigning
        turns = {"launch": parts.approve, "pause": parts.pause, "resume": parts.resume, "stop": parts.stop}
        if act not in turns:
            abort(404)
        self._found(name)
        done = turns[act](name, operator().name)
        return back("console.campaign", f"{name} {(_DONE if done else _NOT_DONE)[act]}.", name=name)

    def figures_csv(self, name: str) -> Answer:
        """Give the figures as a spreadsheet."""
        count = self._found(name)
        return _spreadsheet(f"{name}.csv", figure_rows([figures(count, self._campaigning.cost(count.billed))]))

    def recipients_csv(self, name: str) -> Answer:
        """Give the recipients as a spreadsheet, by id."""
        self._found(name)
        people = map(recipient_row, self._campaigning.recipients(name, operator().name))
        return _spreadsheet(f"{name}-recipients.csv", chain([RECIPIENTS], people))

    def _shown(self, name: str) -> dict[str, object]:
        count, cost = self._found(name), self._campaigning.cost
        return {**_standing(name, count), "cost": cost(count.billed), "foreseen": cost(count.outlook.billed)}

    def _found(self, name: str) -> Count:
        return self._campaigning.report(name) or abort(404)


def add(routes: Blueprint, door: Door) -> None:
    """Add these pages to the console."""
    views = Campaigns(door.parts.campaigns, door.parts.zone)
    see, act, live = needs(*SEE), needs(*ACT), needs(*SEE, live=True)
    one = "/campaigns/of/<name>"
    routes.add_url_rule("/campaigns", "campaigns", see(views.index))
    routes.add_url_rule("/campaigns/propose", "propose_campaign", act(views.propose), methods=["GET", "POST"])
    routes.add_url_rule(one, "campaign", see(views.show))
    routes.add_url_rule(f"{one}/live", "campaign_live", live(views.live))
    routes.add_url_rule(f"{one}/recipients", "recipients", see(views.recipients))
    routes.add_url_rule(f"{one}/<act>", "turn_campaign", act(views.turn), methods=["POST"])
    routes.add_url_rule(f"{one}/report.csv", "campaign_csv", see(views.figures_csv))
    routes.add_url_rule(f"{one}/recipients.csv", "recipients_csv", see(views.recipients_csv))


def _standing(name: str, count: Count) -> dict[str, object]:
    """Return what a campaign's page says of how it stands."""
    report = figures(count)
    reach = {one: int(str(report[one])) for one in ("audience", "sent", "delivered", "read", "answered", "joined")}
    fates = bars({plainly(fate): number for fate, number in count.fates.items()})
    reached = bars({one.capitalize(): number for one, number in reach.items()})
    return {
        "name": name,
        "count": count,
        "report": report,
        "settled": count.total - count.fates.get("pending", 0) - count.fates.get("queued", 0),
        "fates": fates,
        "fates_told": told(fates),
        "reached": reached,
        "reached_told": told(reached),
        "plans": sorted(count.outlook.plans.items(), key=lambda one: -one[1]),
        "moving": count.state in MOVING,
        "meant_for": meant_for(count.campaign.audience),
    }


def plainly(fate: str) -> str:
    """Return a fate as people say it."""
    return fate.replace(":", ": ").replace("_", " ")


def _text() -> str:
    """Return the campaign that a form brought along: a file, or else what was typed. Raises 400."""
    file = request.files.get("file")
    sent = file.read() if file else b""
    try:
        return sent.decode("utf-8-sig") or request.form.get("text", "")
    except UnicodeDecodeError:
        abort(400)


def _spreadsheet(name: str, rows: Iterable[tuple[Cell, ...]]) -> Response:
    """Return a file of rows as it is written, so that a million need no memory."""

    def lines() -> Iterator[str]:
        for row in rows:
            line = io.StringIO()
            csv.writer(line).writerow(row)
            yield line.getvalue()

    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(lines(), mimetype="text/csv", headers=headers)
