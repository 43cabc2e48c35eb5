"""`wattline contact`: one person's data, as its commands and options."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import consents, persons
from bot.cli.starting import Operator, started
from bot.model.consent import How
from bot.model.contact import Purpose

app = typer.Typer(help="One person's data: all of it to read, or all of it gone.", no_args_is_help=True)

Who = Annotated[str | None, typer.Argument(help="The contact's id; or use --phone or --meter.")]
Phone = Annotated[str | None, typer.Option("--phone", help="The number from which the person writes (E.164).")]
Meter = Annotated[str | None, typer.Option("--meter", help="The meter that the person proved.")]


@app.command()
def export(
    contact: Who = None,
    phone: Phone = None,
    meter: Meter = None,
    operator: Operator = "desk",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of printing.")] = None,
) -> None:
    """Print everything stored about a person, in clear, as JSON."""
    with started("contact", level="error") as settings:
        found = persons.find(settings, contact, phone, meter)
        raise typer.Exit(0 if persons.export(settings, found, operator, out) else 1)


@app.command()
def delete(contact: Who = None, phone: Phone = None, meter: Meter = None, operator: Operator = "desk") -> None:
    """Take away everything stored about a person; a pseudonym with the time is left."""
    with started("contact", level="error") as settings:
        found = persons.find(settings, contact, phone, meter)
        raise typer.Exit(0 if persons.delete(settings, found, operator) else 1)


@app.command(name="consents")
def list_consents(
    contact: Who = None,
    phone: Phone = None,
    meter: Meter = None,
    operator: Operator = "desk",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,  # noqa: FBT002 -- a flag of the terminal
) -> None:
    """Print what a person allowed and forbade: when, how, and in which words."""
    with started("contact", level="error") as settings:
        found = persons.find(settings, contact, phone, meter)
        raise typer.Exit(0 if consents.show(settings, found, operator, as_json=json) else 1)


@app.command(name="consent")
def record_consent(  # noqa: PLR0913, PLR0917 -- each is an option of the command
    contact: str,
    purpose: Annotated[Purpose, typer.Argument(help="service, flexibility or marketing.")],
    channel: Annotated[str, typer.Option("--channel", help="Where it holds: sms, whatsapp, telegram or web.")],
    proof: Annotated[str, typer.Option("--proof", help="Where it is written down that the person said so.")],
    how: Annotated[How, typer.Option("--how", help="operator or import.")] = How.OPERATOR,
    operator: Operator = "desk",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It was withdrawn.")] = False,  # noqa: FBT002 -- likewise
) -> None:
    """Record a consent that was given, or withdrawn, outside of the conversation."""
    said = consents.event(purpose, channel, how, proof, operator, given=not withdraw)
    with started("contact", level="error") as settings:
        raise typer.Exit(0 if consents.record(settings, contact, said) else 1)


@app.command()
def unmerge(
    contact: Annotated[str, typer.Argument(help="The contact that the address is at now.")],
    former: Annotated[str, typer.Argument(help="The contact that it came from: an export shows it as was:ID.")],
    operator: Operator = "desk",
) -> None:
    """Give the addresses that came to CONTACT from the contact FORMER back to it, with no account proven there."""
    with started("contact", level="error") as settings:
        raise typer.Exit(0 if persons.unmerge(settings, contact, former, operator) else 1)
