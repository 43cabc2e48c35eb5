"""`wattline contact`, `keys` and `audit`: a person's rights, new keys, and whether anybody changed the audit."""

import sys
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import Progress

from bot import keeping, wiring
from bot.model.ids import ContactId
from bot.privacy import Busy
from bot.settings import Settings

PASSES = 5
"""What moves while keys are rotated is found by another pass; so many must do."""


def find(settings: Settings, contact: str | None, phone: str | None, meter: str | None) -> str:
    """Return the contact that is meant. Exits where that is nobody, or not one."""
    if sum(one is not None for one in (contact, phone, meter)) != 1:
        sys.exit("wattline: name one person: CONTACT, or --phone, or --meter.")
    found = contact or wiring.privacy(settings).privacy.find(phone=phone, meter=meter)
    if found is None:
        sys.exit("wattline: nobody is known by that. A number is that from which somebody wrote, like +12025550100.")
    return found


def export(settings: Settings, contact: str, operator: str, out: Path | None) -> bool:
    """Write everything about a person as JSON; False where there is nothing."""
    found = wiring.privacy(settings).privacy.export(ContactId(contact), operator)
    if found is None:
        return _nobody(contact)
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    if out is None:
        sys.stdout.write(text.decode() + "\n")
    else:
        out.touch(mode=0o600)
        out.write_bytes(text + b"\n")
        Console().print(f"Written to {out}.", markup=False)
    return True


def delete(settings: Settings, contact: str, operator: str) -> bool:
    """Leave nothing of a person but a tombstone; False where there is nobody."""
    parts = wiring.privacy(settings)
    try:
        with Console().status("Taking everything away"):
            done = parts.privacy.delete(ContactId(contact), operator, parts.inbox.flush)
    except Busy:
        sys.exit(f"wattline: the conversation of {contact} does not rest. Nothing of it was deleted; try again.")
    if not done:
        return _nobody(contact)
    Console().print("Deleted: only a tombstone and the audit's pseudonym are left.")
    return True


def unmerge(settings: Settings, contact: str, former: str, operator: str) -> bool:
    """Give the addresses that came over from a former contact back to it; False where there is nothing to undo."""
    done = wiring.privacy(settings).privacy.unmerge(ContactId(contact), ContactId(former), operator)
    said = f"What came over from {former} goes back to it." if done else "Nothing came over from it that is still here."
    Console().print(said, highlight=False, markup=False)
    return done


def rotate(settings: Settings, operator: str) -> bool:
    """Seal everything under the first key of FIELD_KEYS; False where something old is left."""
    parts = wiring.privacy(settings)
    parts.inbox.flush()
    console, left = Console(), 0
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Sealing anew", total=None)
        for _ in range(PASSES):
            came = parts.privacy.rotate(operator, lambda keys: progress.advance(task, keys))
            left = came.old
            progress.console.print(f"{came.keys} keys looked at: {came.resealed} of {came.old} old values sealed anew.")
            if not left:
                break
    console.print("Everything lies under the first key." if not left else "Some values keep changing: run it again.")
    return not left


def verify(settings: Settings) -> bool:
    """Follow the audit from its beginning; False where it was changed."""
    store = wiring.store(settings)
    broken = keeping.broken(store.runner, store.mailbox.audit)
    if broken is None:
        entries = store.runner.run(store.mailbox.audit.head()).number
        Console().print(f"The audit holds: {entries} entries written since it began, none changed.", highlight=False)
        return True
    Console().print(f"The audit was changed. First broken: {broken}.", highlight=False, markup=False)
    return False


def _nobody(contact: str) -> bool:
    Console().print(f"Nothing is kept of a contact {contact}.", highlight=False, markup=False)
    return False
