"""`wattline contact consents` and `consent`: what a person allowed and forbade, and what came from outside."""

import sys

import orjson
from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.model.consent import Entry, How
from bot.model.contact import CONSENTED, Purpose
from bot.model.event import ConsentRecorded
from bot.model.ids import ContactId, EventId
from bot.settings import Settings
from tools.beckn.plain import visible

FROM_OUTSIDE = (How.OPERATOR, How.IMPORT)


def show(settings: Settings, contact: str, operator: str, *, as_json: bool) -> bool:
    """Print a person's consent ledger; False where nothing was ever said."""
    entries = wiring.privacy(settings).privacy.consents(ContactId(contact), operator)
    if as_json:
        sys.stdout.write(orjson.dumps(entries, option=orjson.OPT_INDENT_2).decode() + "\n")
        return True
    if not entries:
        Console().print(f"Contact {contact} never said anything about consents.", highlight=False, markup=False)
        return False
    Console().print(_table(entries))
    return True


def _table(entries: tuple[Entry, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("when (UTC)", "what", "purpose", "channel", "how"):
        table.add_column(name, no_wrap=True)
    table.add_column("words", overflow="fold")
    for one in entries:
        text = f" (shown: {one.shown.name} {one.shown.locale} {one.shown.digest})" if one.shown else ""
        said = visible(" ".join((f"{one.words}{text}", one.by and f"({one.by})")))
        table.add_row(f"{one.at:%Y-%m-%d %H:%M:%S}", one.act, one.purpose or "all", one.channel, one.how, said)
    return table


def record(settings: Settings, contact: str, event: ConsentRecorded) -> bool:
    """Record a consent that was given or withdrawn outside; False where there is nobody."""
    if not wiring.privacy(settings).privacy.record_consent(ContactId(contact), event):
        Console().print(f"Nothing is kept of a contact {contact}.", highlight=False, markup=False)
        return False
    Console().print("Recorded.")
    return True


def event(purpose: Purpose, channel: str, how: How, proof: str, operator: str, *, given: bool) -> ConsentRecorded:
    """Return what is to be recorded. Exits where it names no purpose of consent, or no proof."""
    if purpose not in CONSENTED or how not in FROM_OUTSIDE:
        names = ", ".join(CONSENTED)
        sys.exit(f"wattline: a consent is for one of {names}, and came by --how operator or import.")
    if not proof.strip():
        sys.exit("wattline: say with --proof where it is written down that the person said so.")
    return ConsentRecorded(EventId(wiring.new_id()), wiring.now(), purpose, channel, how, proof, operator, given=given)
