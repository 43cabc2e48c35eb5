"""`wattline desk`: open cases and conversations in the terminal."""

from collections.abc import Iterable
from datetime import datetime

from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.desk import Desk
from bot.model.ids import CaseId, ContactId
from bot.model.order import OrderState
from bot.settings import Settings
from bot.store.cases import OpenCase
from tools.beckn.plain import visible

_MINUTE = 60
_ID_WIDTH = 32


def list_cases(settings: Settings) -> None:
    """Print open cases, oldest first."""
    cases = _desk(settings).open_cases()
    Console().print(cases_table(cases, wiring.now()) if cases else "No open cases.")


def cases_table(cases: Iterable[OpenCase], now: datetime) -> Table:
    """Return the cases as a table whose ids are whole however narrow the terminal is: they are typed again."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 1, 0))
    table.add_column("kind", no_wrap=True)
    table.add_column("contact\ncase", no_wrap=True, min_width=_ID_WIDTH)
    table.add_column("open for", no_wrap=True)
    table.add_column("about", overflow="fold")
    for found in cases:
        minutes = int((now - found.case.opened_at).total_seconds() // _MINUTE)
        table.add_row(found.case.kind, f"{found.contact}\n{found.case.id}", f"{minutes} min", found.case.subject)
    return table


def show(settings: Settings, contact: str, operator: str = "desk") -> bool:
    """Print the last lines of a conversation; False where there is none."""
    console = Console(highlight=False)
    lines = _desk(settings).look(ContactId(contact), operator)
    for line in lines:
        said = _readable(line.text)
        console.print(f"{line.at:%Y-%m-%d %H:%M:%S} {line.address.channel:9} {line.who}: {said}", markup=False)
    return bool(lines) or _unknown(contact)


def _readable(text: str) -> str:
    """Return a text without what would steer a terminal; its later lines cannot pass for other people's."""
    return "\n    ".join(visible(line) for line in text.splitlines())


def say(settings: Settings, contact: str, operator: str, text: str) -> bool:
    """Put an operator's words into the contact's mailbox; False where nobody would read them."""
    desk = _desk(settings)
    if not _known(desk, contact):
        return _unknown(contact)
    desk.say(ContactId(contact), operator, text)
    Console().print("Said.")
    return True


def back(settings: Settings, contact: str, operator: str = "desk") -> bool:
    """Let the bot answer again; False where there is no such conversation."""
    desk = _desk(settings)
    if not _known(desk, contact):
        return _unknown(contact)
    desk.hand_back(ContactId(contact), operator)
    Console().print("Handed back.")
    return True


def _known(desk: Desk, contact: str) -> bool:
    return bool(desk.conversation(ContactId(contact))) or contact in {found.contact for found in desk.open_cases()}


def _unknown(contact: str) -> bool:
    Console().print(f"There is no conversation of a contact {contact}: give an id as `desk list` shows it, whole.")
    return False


def replay(settings: Settings, case: str, operator: str = "desk") -> bool:
    """Try again what a case is about; False where there is no such case."""
    done = _desk(settings).replay(CaseId(case), operator)
    Console().print("It is tried again." if done else f"Case {case} holds nothing that can be tried again.")
    return done


def discard(settings: Settings, case: str, operator: str = "desk") -> bool:
    """Let go of what a case is about; False where there is no such case."""
    done = _desk(settings).discard(CaseId(case), operator)
    Console().print("Discarded." if done else f"No open case {case}.")
    return done


def settle(settings: Settings, case: str, operator: str, state: OrderState, number: str | None = None) -> bool:
    """Say how an order or a cancellation in doubt ended; False where there is no such case, or it cannot end so."""
    settled = _desk(settings).settle(CaseId(case), operator, state, number)
    Console().print("Settled; the customer is told." if settled else f"No open case {case} that could end so.")
    return settled


def close(settings: Settings, case: str, operator: str = "desk") -> bool:
    """Close a case; False where it was not open."""
    closed = _desk(settings).close(CaseId(case), operator)
    Console().print("Closed." if closed else f"No open case {case}.")
    return closed


def _desk(settings: Settings) -> Desk:
    store = wiring.store(settings)
    return Desk(store.runner, store.mailbox, store.outbox, store.cases, clock=wiring.now, new_id=wiring.new_id)
