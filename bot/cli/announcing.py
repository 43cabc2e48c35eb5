"""`wattline event ...`: flexibility events, announced, changed, called off, and what became of them."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import orjson
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.cli.starting import Operator, started
from bot.settings import Settings
from bot.store.called import Standing
from tools.event_file import event_of, events_in
from tools.feed import FlexibilityEvent, NotAnEvent, checked

SHOWN = 20

app = typer.Typer(help="Flexibility events: calling them, and what became of them.", no_args_is_help=True)

Time = Annotated[str | None, typer.Option(help="Such as 2026-11-24T17:00; without a zone by the clock of TIME_ZONE.")]
Named = Annotated[str, typer.Argument(help="The event's id, as announce and list show it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def announce(  # noqa: PLR0913, PLR0917 -- each is an option of the command
    programme: Annotated[str | None, typer.Option(help="The programme's item on the energy network.")] = None,
    start: Time = None,
    end: Time = None,
    answer_by: Time = None,
    measured_from: Time = None,
    area: Annotated[list[str] | None, typer.Option(help="Only homes there; may be given again.")] = None,
    name: Annotated[str | None, typer.Option(help="What the utility calls it.")] = None,
    emergency: Annotated[bool, typer.Option("--emergency", help="Urgent: no quiet hours.")] = False,  # noqa: FBT002 -- a flag
    revision: Annotated[int, typer.Option(help="A higher one changes what was announced.")] = 0,
    file: Annotated[Path | None, typer.Option(help="YAML or JSON: one event with these names, or a list.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it, and announce nothing.")] = False,  # noqa: FBT002 -- likewise
    operator: Operator = "desk",
) -> None:
    """Call an event: enrolled homes are asked whether they take part."""
    given = {
        "programme": programme,
        "start": start,
        "end": end,
        "answer_by": answer_by,
        "measured_from": measured_from,
        "areas": area,
        "name": name,
        "emergency": emergency,
        "revision": revision,
    }
    with started("event", level="error") as settings:
        events = tuple(_wanted(settings, file, {field: value for field, value in given.items() if value is not None}))
        for event in events:
            _announce(settings, event, operator, dry_run=dry_run)


@app.command(name="call-off")
def call_off(event: Named, operator: Operator = "desk") -> None:
    """Call an event off; who was asked is told."""
    with started("event", level="error") as settings:
        if not wiring.announcements(settings).call_off(event, operator):
            sys.exit("wattline: there is no event of that id that is still to end")
        sys.stdout.write(f"{event} is called off.\n")


@app.command(name="list")
def list_events() -> None:
    """List the latest events."""
    with started("event", level="error") as settings:
        table = Table("Event", "Programme", "Start", "End", "Asked", "Take part", box=box.SIMPLE)
        for known in wiring.announcements(settings).latest(SHOWN):
            table.add_row(known.event.id, known.event.programme, *_window(settings, known), *_shares(known))
        Console().print(table)


@app.command()
def report(event: Named, json: AsJson = False) -> None:  # noqa: FBT002 -- a flag of the terminal
    """Say what became of an event: how many were asked, joined, skipped or left out and why, and what it came to."""
    with started("event", level="error") as settings:
        known = wiring.announcements(settings).standing(event)
        if known is None:
            sys.exit("wattline: there is no event of that id")
        told = _told(known)
        if json:
            sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
            return
        table = Table("What", "How many", box=box.SIMPLE)
        for what, value in told.items():
            table.add_row(what, str(value))
        Console().print(table)


def _wanted(settings: Settings, file: Path | None, given: Mapping[str, object]) -> Iterator[FlexibilityEvent]:
    zone, now = ZoneInfo(settings.time_zone), wiring.now()
    try:
        yield from events_in(file, zone, now) if file else (checked(event_of(given, zone), now),)
    except NotAnEvent as problem:
        sys.exit(f"wattline: {problem}. Nothing was announced.")


def _announce(settings: Settings, event: FlexibilityEvent, operator: str, *, dry_run: bool) -> None:
    announcements = wiring.announcements(settings)
    if dry_run:
        said = f"would be announced to {announcements.check(event)} who are enrolled"
    else:
        said = "is announced" if announcements.announce(event, operator) else "was announced before"
    sys.stdout.write(f"{event.id} {said}.\n")


def _window(settings: Settings, known: Standing) -> tuple[str, str]:
    zone = ZoneInfo(settings.time_zone)
    start, end = (at.astimezone(zone).isoformat(timespec="minutes") for at in (known.event.start, known.event.end))
    return start, end


def _shares(known: Standing) -> tuple[str, str]:
    joined = known.fates.get("joined", 0) + known.fates.get("automatic", 0)
    return str(sum(known.fates.values())), str(joined)


def _told(known: Standing) -> dict[str, object]:
    paid = {money.currency: money.amount for money in known.paid}
    return {
        "event": known.event.id,
        "programme": known.event.programme,
        "start": known.event.start.isoformat(),
        "end": known.event.end.isoformat(),
        "called_off": known.event.called_off,
        "spreading": known.spreading,
        "audience": sum(known.fates.values()),
        **known.fates,
        "measured": known.measured,
        "kwh": known.kwh,
        **{f"paid_{currency}": amount for currency, amount in paid.items()},
    }
