"""The commands under `wattline campaign`, as the terminal shows them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import campaigning
from bot.cli.starting import Operator, started

app = typer.Typer(help="Campaigns: one message to many, each once, or the reason why not.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The campaign's file (YAML); docs/campaigns.md has one.")]
Name = Annotated[str, typer.Argument(help="The campaign's name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Name each recipient with what they would get, or why not.")]


class Form(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@app.command()
def check(file: File) -> None:
    """Say everything that is wrong with a campaign's file and its recipients."""
    with started("campaign", level="error") as settings:
        campaigning.check(settings, file)


@app.command()
def preview(file: File, *, dry_run: DryRun = False) -> None:
    """Show who would get which words, how many would not and why, and what text messages are billed as."""
    with started("campaign", level="error") as settings:
        campaigning.preview(settings, file, everybody=dry_run)


@app.command()
def launch(file: File, operator: Operator = "desk", *, dry_run: DryRun = False) -> None:
    """Write all recipients down and let the campaign go."""
    with started("campaign", level="error") as settings:
        if dry_run:
            campaigning.preview(settings, file, everybody=True)
        else:
            campaigning.launch(settings, file, operator)


@app.command()
def propose(file: File, operator: Operator = "desk") -> None:
    """Write all recipients down; another operator launches it in the console."""
    with started("campaign", level="error") as settings:
        campaigning.propose(settings, file, operator)


@app.command()
def recipients(name: Name, operator: Operator = "desk") -> None:
    """Print who is written down, by id, and what became of each, as CSV; the audit notes it."""
    with started("campaign", level="error") as settings:
        raise typer.Exit(0 if campaigning.recipients(settings, name, operator) else 1)


@app.command(name="test")
def send_test(
    file: File,
    contact: Annotated[str, typer.Option("--to", help="The contact's id.")],
    value: Annotated[list[str] | None, typer.Option("--value", help="NAME=words for a placeholder.")] = None,
    operator: Operator = "desk",
) -> None:
    """Send a campaign to one person, whatever its audience and schedule; consent and hours count."""
    values = dict(one.partition("=")[::2] for one in value or [])
    with started("campaign", level="error") as settings:
        raise typer.Exit(0 if campaigning.send_test(settings, file, contact, operator, values) else 1)


@app.command()
def pause(name: Name, operator: Operator = "desk") -> None:
    """Send no more of it until it is resumed."""
    _turn("pause", name, operator)


@app.command()
def resume(name: Name, operator: Operator = "desk") -> None:
    """Go on where it was paused, with nobody twice."""
    _turn("resume", name, operator)


@app.command()
def stop(name: Name, operator: Operator = "desk") -> None:
    """Send no more of it, ever."""
    _turn("stop", name, operator)


@app.command()
def report(
    name: Annotated[str | None, typer.Argument(help="The campaign's name; without it all are shown.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Say what became of every recipient."""
    form = Form.JSON if json else Form.CSV if csv else Form.TEXT
    with started("campaign", level="error") as settings:
        raise typer.Exit(0 if campaigning.report(settings, name, form.value) else 1)


@app.command()
def compare(
    name: Name,
    *,
    days: Annotated[int, typer.Option(min=1, max=400, help="Orders count that came within so many days.")] = 30,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold the orders of those whom it was for against those of the share that was held back."""
    with started("campaign", level="error") as settings:
        raise typer.Exit(0 if campaigning.compare(settings, name, days, as_json=json) else 1)


def _turn(what: str, name: str, operator: str) -> None:
    with started("campaign", level="error") as settings:
        raise typer.Exit(0 if campaigning.turn(settings, what, name, operator) else 1)
