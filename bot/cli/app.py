"""The commands, one a file; a wrong setting stops each of them with one sentence."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.cli import (
    announcing,
    attending,
    backing_up,
    campaign_commands,
    contact_commands,
    desk_commands,
    doctor,
    evaluating,
    operator_commands,
    persons,
    places,
    prompting,
    readings,
    talking,
    tariffs,
    telegram,
    templates,
)
from bot.cli.starting import Operator, lines, started

app = typer.Typer(
    help="Wattline: a messaging bot for electricity utilities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="The keys under which personal data lie.", no_args_is_help=True)
audit_app = typer.Typer(help="Who did what, as nobody can change it.", no_args_is_help=True)
place_app = typer.Typer(help="Where customers live: its climate, and what panels yield there.", no_args_is_help=True)
app.add_typer(desk_commands.app, name="desk")
app.add_typer(contact_commands.app, name="contact")
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(prompting.app, name="prompts")
app.add_typer(place_app, name="place")
app.add_typer(telegram.app, name="telegram")
app.add_typer(campaign_commands.app, name="campaign")
app.add_typer(announcing.app, name="event")
app.add_typer(operator_commands.app, name="operator")

EnvFile = Annotated[Path | None, typer.Option("--env-file", help="Read settings from this file (NAME=value lines).")]


@app.callback()
def start(env_file: EnvFile = None) -> None:
    """Read the environment; a file's values count where the environment has none."""
    if env_file is not None:
        for name, value in lines(env_file):
            os.environ.setdefault(name, value)


@app.command()
def attend() -> None:
    """Run the conversation process: turns, deliveries, timers, sweeps."""
    with started("attend") as settings:
        attending.run(settings)


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal, on the running engine."""
    with started("chat", level="error") as settings:
        talking.run(settings)


@app.command(name="templates")
def show_templates(
    submit: Annotated[bool, typer.Option("--submit", help="Ask for what was never asked for.")] = False,  # noqa: FBT002 -- a flag of the terminal
) -> None:
    """Show how far WhatsApp's approval of our templates is."""
    with started("templates", level="error") as settings:
        raise typer.Exit(0 if templates.show(settings, submit=submit) else 1)


@app.command(name="doctor")
def examine() -> None:
    """Check the configuration and every outside system, one line each."""
    with started("doctor", level="error") as settings:
        raise typer.Exit(0 if doctor.run(settings) else 1)


@app.command(name="alive")
def tell_alive(process: Annotated[str, typer.Argument(help="web, attend or worker.")]) -> None:
    """Exit 1 where no process of this kind beats on this machine though Redis is there; a container's health check."""
    with started("alive", level="error") as settings:
        raise typer.Exit(0 if doctor.lives_here(settings, process) else 1)


@app.command(name="backup")
def keep_a_copy(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="The server's data folder, where it is not its own.")
    ] = None,
) -> None:
    """Copy the store's append-only file while everything runs; docs/running.md says how it is brought back."""
    with started("backup", level="error") as settings:
        backing_up.run(settings, folder, data)


@app.command(name="eval")
def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="Written conversations (YAML) to play.")] = None,
    nlu: Annotated[
        Path | None, typer.Option("--nlu", help='A file of {"text", "label", "lang"?, "state"?} lines.')
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Play written conversations, or measure how well the embedded reader understands labelled lines."""
    if bool(files) == bool(nlu):
        raise typer.BadParameter("name conversations to play, or give --nlu a file of labelled lines")
    if nlu:
        evaluating.lines(nlu, json, os.environ)
    elif not evaluating.conversations(files or [], json, os.environ):
        raise typer.Exit(1)


@app.command(name="tariff")
def show_tariff(
    name: Annotated[str | None, typer.Argument(help="A tariff's name; without it all are listed.")] = None,
) -> None:
    """Show what electricity costs under a tariff: each hour of each month, and now."""
    try:
        tariffs.run(name, now=datetime.now(UTC))
    except ValueError as problem:
        sys.exit(f"wattline: {problem}")


@app.command(name="readings")
def look_at_readings(
    file: Annotated[Path, typer.Argument(help="Green Button XML, CSV, or the meter registry's rows as JSON.")],
    zone: Annotated[str | None, typer.Option("--zone", help="The meter's zone, such as America/Los_Angeles.")] = None,
) -> None:
    """Say what a file of interval data holds, what is wrong with it and what it is enough for."""
    try:
        place = None if zone is None else ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise typer.BadParameter("no zone of that name; one is America/Los_Angeles") from None
    readings.run(file, place)


@keys_app.command()
def rotate(operator: Operator = "desk") -> None:
    """Seal everything anew under the first key of FIELD_KEYS; restart every process with it before."""
    with started("keys", level="error") as settings:
        raise typer.Exit(0 if persons.rotate(settings, operator) else 1)


@audit_app.command()
def verify() -> None:
    """Follow the audit from its first entry; exit 1 naming the first that was changed."""
    with started("audit", level="error") as settings:
        raise typer.Exit(0 if persons.verify(settings) else 1)


@place_app.command()
def add(  # noqa: PLR0913, PLR0917 -- each is an option of the command
    name: Annotated[str, typer.Argument(help="Small letters, digits and dashes.")],
    file: Annotated[Path | None, typer.Option("--from", help="CSV or JSON; else NASA POWER is asked.")] = None,
    latitude: Annotated[float | None, typer.Option(help="Degrees, north positive.")] = None,
    longitude: Annotated[float | None, typer.Option(help="Degrees, east positive.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Else TIME_ZONE.")] = None,
    currency: Annotated[str | None, typer.Option(help="Else CURRENCY.")] = None,
    source: Annotated[str | None, typer.Option(help="Who published the means of the file.")] = None,
) -> None:
    """Add a place from twelve means of sunshine and temperature."""
    with started("place", level="error") as settings:
        places.add(settings, places.Wanted(name, file, latitude, longitude, time_zone, currency, source))


@place_app.command(name="show")
def show_place(name: Annotated[str | None, typer.Argument(help="Else the one that TERRITORY names.")] = None) -> None:
    """Print a place's climate and what 1 kW of panels yields there."""
    with started("place", level="error") as settings:
        places.show(settings, name)
