"""`wattline desk`: open cases and conversations in the terminal."""

from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.desk import Desk
from bot.model.ids import CaseId, ContactId
from bot.settings import Settings

_MINUTE = 60


def list_cases(settings: Settings) -> None:
    """Print open cases, oldest first."""
    table = Table("case", "kind", "contact", "open for", "about")
    cases = _desk(settings).open_cases()
    for found in cases:
        minutes = int((wiring.now() - found.case.opened_at).total_seconds() // _MINUTE)
        table.add_row(found.case.id, found.case.kind, found.contact, f"{minutes} min", found.case.subject)
    console = Console()
    console.print(table if cases else "No open cases.")


def show(settings: Settings, contact: str) -> None:
    """Print the last lines of a conversation."""
    console = Console(highlight=False)
    for line in _desk(settings).conversation(ContactId(contact)):
        console.print(f"{line.at:%Y-%m-%d %H:%M:%S} {line.address.channel:9} {line.who}: {line.text}", markup=False)


def say(settings: Settings, contact: str, operator: str, text: str) -> None:
    """Put an operator's words into the contact's mailbox."""
    _desk(settings).say(ContactId(contact), operator, text)
    Console().print("Said.")


def back(settings: Settings, contact: str, operator: str) -> None:
    """Let the bot answer again."""
    _desk(settings).hand_back(ContactId(contact), operator)
    Console().print("Handed back.")


def replay(settings: Settings, case: str) -> bool:
    """Try again what a case is about; False where there is no such case."""
    done = _desk(settings).replay(CaseId(case))
    Console().print("It is tried again." if done else f"Case {case} holds nothing that can be tried again.")
    return done


def discard(settings: Settings, case: str) -> bool:
    """Let go of what a case is about; False where there is no such case."""
    done = _desk(settings).discard(CaseId(case))
    Console().print("Discarded." if done else f"No open case {case}.")
    return done


def close(settings: Settings, case: str) -> bool:
    """Close a case; False where it was not open."""
    closed = _desk(settings).close(CaseId(case))
    Console().print("Closed." if closed else f"No open case {case}.")
    return closed


def _desk(settings: Settings) -> Desk:
    store = wiring.store(settings)
    return Desk(store.runner, store.mailbox, store.outbox, store.cases, clock=wiring.now, new_id=wiring.new_id)
