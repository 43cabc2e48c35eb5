"""`wattline desk`: what a person of the utility does, as its commands and options."""

from typing import Annotated

import typer

from bot.cli import desk
from bot.cli.starting import Operator, started
from bot.model.order import OrderState
from bot.model.turn import CaseKind

app = typer.Typer(help="What a person of the utility does: cases and conversations.", no_args_is_help=True)


@app.command(name="list")
def list_cases(
    kind: Annotated[CaseKind | None, typer.Option(help="Those of one kind alone.")] = None,
    page: Annotated[int, typer.Option(min=1, help="A hundred to a page.")] = 1,
) -> None:
    """List open cases, oldest first."""
    with started("desk", level="error") as settings:
        desk.list_cases(settings, kind, page)


@app.command()
def show(contact: str, operator: Operator = "desk") -> None:
    """Show the last lines of a conversation."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.show(settings, contact, operator) else 1)


@app.command()
def say(contact: str, text: str, operator: Annotated[str, typer.Option(help="Who speaks.")] = "desk") -> None:
    """Say something to a customer."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.say(settings, contact, operator, text) else 1)


@app.command()
def back(contact: str, operator: Annotated[str, typer.Option(help="Who hands back.")] = "desk") -> None:
    """Hand a conversation back to the bot."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.back(settings, contact, operator) else 1)


@app.command()
def note(contact: str, text: str, operator: Annotated[str, typer.Option(help="Who notes it.")] = "desk") -> None:
    """Note something about a contact for colleagues; the customer never reads it."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.note(settings, contact, operator, text) else 1)


@app.command()
def claim(
    case: str,
    operator: Annotated[str, typer.Option(help="Who sees to it.")] = "desk",
    taken_from: Annotated[str, typer.Option("--from", help="Who has it now.")] = "",
) -> None:
    """Take a case; of two who do so at once, one has it and the other is told who."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.claim(settings, case, operator, taken_from) else 1)


@app.command()
def release(case: str, operator: Annotated[str, typer.Option(help="Whose it is.")] = "desk") -> None:
    """Let a case be anybody's again."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.release(settings, case, operator) else 1)


@app.command()
def replay(case: str, operator: Operator = "desk") -> None:
    """Try again what a case is about: a dead letter, or a delivery that was never confirmed."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.replay(settings, case, operator) else 1)


@app.command()
def settle(
    case: str,
    confirmed: Annotated[str | None, typer.Option(help="The order stands, under the seller's number.")] = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="It was not placed, or not cancelled.")] = False,  # noqa: FBT002 -- a flag
    cancelled: Annotated[bool, typer.Option("--cancelled", help="The cancellation took place.")] = False,  # noqa: FBT002 -- likewise
    operator: Operator = "desk",
) -> None:
    """Say how an order or a cancellation ended that is in doubt; the customer is told and the case closed."""
    said = {OrderState.CONFIRMED: bool(confirmed), OrderState.REJECTED: rejected, OrderState.CANCELLED: cancelled}
    states = [state for state, meant in said.items() if meant]
    if len(states) != 1:
        raise typer.BadParameter("say one of --confirmed NUMBER, --rejected and --cancelled")
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.settle(settings, case, operator, states[0], confirmed or None) else 1)


@app.command()
def discard(case: str, operator: Operator = "desk") -> None:
    """Let go of what a case is about, and close it."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.discard(settings, case, operator) else 1)


@app.command()
def close(case: str, operator: Operator = "desk") -> None:
    """Close a case that is settled."""
    with started("desk", level="error") as settings:
        raise typer.Exit(0 if desk.close(settings, case, operator) else 1)
