"""`wattline desk`: open cases and conversations in the terminal."""

from collections.abc import Iterable
from datetime import datetime

from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.desk import Desk
from bot.model.ids import CaseId, ContactId, EventId
from bot.model.order import OrderState
from bot.model.turn import CaseKind
from bot.settings import Settings
from bot.store.cases import NOBODY, OpenCase, Wanted
from bot.store.mailbox import LINES
from tools.beckn.plain import visible

_MINUTE = 60
_ID_WIDTH = 32
_A_PAGE = 100


def list_cases(settings: Settings, kind: CaseKind | None = None, page: int = 1) -> None:
    """Print a page of the open cases, oldest first."""
    console, first = Console(), (page - 1) * _A_PAGE
    listed = _desk(settings).cases(Wanted(kind), first, _A_PAGE)
    console.print(cases_table(listed.cases, wiring.now()) if listed.cases else "No open cases.")
    if listed.total > len(listed.cases):
        console.print(f"Page {page} of {-(-listed.total // _A_PAGE)}; {listed.total} cases in all.")


def cases_table(cases: Iterable[OpenCase], now: datetime) -> Table:
    """Return the cases as a table whose ids are whole however narrow the terminal is: they are typed again."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 1, 0))
    table.add_column("kind\nowner", no_wrap=True)
    table.add_column("contact\ncase", no_wrap=True, min_width=_ID_WIDTH)
    table.add_column("open for", no_wrap=True)
    table.add_column("about", overflow="fold")
    for found in cases:
        minutes = int((now - found.case.opened_at).total_seconds() // _MINUTE)
        kind = f"{found.case.kind}\n{visible(found.owner.name)}" if found.owner else found.case.kind
        table.add_row(kind, f"{found.contact}\n{found.case.id}", f"{minutes} min", found.case.subject)
    return table


def show(settings: Settings, contact: str, operator: str = "desk") -> bool:
    """Print the last lines of a conversation, and what operators noted; False where there is none."""
    console, seat = Console(highlight=False), wiring.takeovers(wiring.store(settings))
    seat.look(ContactId(contact), operator, unmasked=True)
    conversation = seat.read(ContactId(contact), LINES)
    for one in conversation.said:
        line, said = one.line, _readable(one.line.text)
        who = visible(line.by) or line.who
        console.print(f"{line.at:%Y-%m-%d %H:%M:%S} {line.address.channel:9} {who}: {said}", markup=False)
    for remark in conversation.remarks:
        noted = f"{visible(remark.by)} noted: {_readable(remark.text)}"
        console.print(f"{remark.at:%Y-%m-%d %H:%M:%S} {noted}", markup=False)
    return bool(conversation.said) or _unknown(contact)


def _readable(text: str) -> str:
    """Return a text without what would steer a terminal; its later lines cannot pass for other people's."""
    return "\n    ".join(visible(line) for line in text.splitlines())


def say(settings: Settings, contact: str, operator: str, text: str) -> bool:
    """Put an operator's words into the contact's mailbox; False where nobody would read them."""
    desk = _desk(settings)
    if not desk.knows(ContactId(contact)):
        return _unknown(contact)
    desk.say(ContactId(contact), operator, text)
    Console().print("Said.")
    return True


def back(settings: Settings, contact: str, operator: str = "desk") -> bool:
    """Let the bot answer again; False where there is no such conversation."""
    desk = _desk(settings)
    if not desk.knows(ContactId(contact)):
        return _unknown(contact)
    desk.hand_back(ContactId(contact), operator)
    Console().print("Handed back.")
    return True


def _unknown(contact: str) -> bool:
    Console().print(f"There is no conversation of a contact {contact}: give an id as `desk list` shows it, whole.")
    return False


def note(settings: Settings, contact: str, operator: str, text: str) -> bool:
    """Note something about a contact for colleagues; False where there is no such conversation."""
    if not _desk(settings).knows(ContactId(contact)):
        return _unknown(contact)
    seat = wiring.takeovers(wiring.store(settings))
    seat.remark(ContactId(contact), operator, EventId(wiring.new_id()), text)
    Console().print("Noted.")
    return True


def claim(settings: Settings, case: str, operator: str = "desk", seen: str = NOBODY) -> bool:
    """Take a case that is nobody's, or that of whom it is taken from; False where it is somebody else's."""
    claimed = _desk(settings).claim(CaseId(case), operator, seen)
    if claimed is None:
        Console().print(f"No open case {case}.")
        return False
    owner = visible(claimed.owner.name) if claimed.owner else "Nobody"
    Console().print("It is yours." if claimed.done else f"{owner} has that case.")
    return claimed.done


def release(settings: Settings, case: str, operator: str = "desk") -> bool:
    """Let a case be anybody's again; False where it is somebody else's."""
    claimed = _desk(settings).release(CaseId(case), operator)
    done = claimed is not None and claimed.done
    Console().print("It is anybody's again." if done else f"Case {case} is not {operator}'s.")
    return done


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
    return wiring.desk(wiring.store(settings))
