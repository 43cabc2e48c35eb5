"""A person's rights over what is kept: all of it to read, and all of it gone; and new keys for everybody's."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from bot.model.audit import Act, Note
from bot.model.consent import Entry
from bot.model.event import ConsentRecorded, MergeUndone
from bot.model.ids import ContactId, EventId
from bot.store.mailbox import Mailbox
from bot.store.persons import Dossier, Persons, Profile
from bot.store.rotation import Rotated, rotate
from bot.store.runners import Blocking

PATIENCE = 30.0
"""Seconds to wait until nobody is at a contact's turns and sends any more."""
PAUSE = 0.1


class Busy(Exception):
    """Somebody is at this contact all the time: try again."""


class Privacy:
    """The use cases. All raise store.runners.Unavailable when Redis is away."""

    def __init__(
        self,
        runner: Blocking,
        mailbox: Mailbox,
        persons: Persons,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._mailbox = mailbox
        self._persons = persons
        self._clock = clock
        self._new_id = new_id

    def find(self, *, phone: str | None = None, meter: str | None = None) -> ContactId | None:
        """Find a contact by the number it writes from, or by the meter it proved."""
        if phone is not None:
            return self._runner.run(self._persons.by_phone(phone))
        return None if meter is None else self._runner.run(self._persons.by_meter(meter))

    def export(self, contact: ContactId, by: str) -> dict[str, object] | None:
        """Return everything stored about a person, in clear; None where there is nothing. The audit notes who asked."""
        dossiers = [self._read(contact)]
        if not any(one.content for one in dossiers[0].found):
            return None
        self._runner.run(self._mailbox.audit.append(self._note(Act.EXPORTED, contact, by)))
        dossiers += [self._read(former) for former in self._formers(dossiers[0])]
        return {
            "contact": contact,
            "exported_at": self._clock().isoformat(),
            "pseudonym_in_the_audit": self._persons.pseudonym(contact),
            "stored": {key: value for one in dossiers for key, value in self._persons.clear(one).items()},
        }

    def delete(self, contact: ContactId, by: str, flush: Callable[[], object], *, patience: float = PATIENCE) -> bool:
        """Leave nothing of a person but a tombstone. False: nobody there.

        What waits on the disk is brought in first, by `flush`; `patience` in seconds for each contact. Raises Busy.
        """
        flush()
        dossier = self._read(contact)
        if not any(one.content for one in dossier.found):
            return False
        for former in self._formers(dossier):
            self._erase(former, None, patience)
        self._erase(contact, self._note(Act.DELETED, contact, by), patience)
        return True

    def look(self, contact: ContactId, by: str) -> Profile | None:
        """Return a person for an operator to look at, which the audit notes first; None where there is nobody.

        What they said of consents before their account was proven is there as well.
        """
        self._runner.run(self._mailbox.audit.append(self._note(Act.LOOKED, contact, by)))
        record = self._record(contact)
        if not any(one.content for one in record.found):
            return None
        return self._persons.profile(record, [self._record(former) for former in self._formers(record)])

    def consents(self, contact: ContactId, by: str) -> tuple[Entry, ...]:
        """Return a person's consent ledger, oldest entry first: an audited look."""
        profile = self.look(contact, by)
        return profile.consents if profile else ()

    def record_consent(self, contact: ContactId, event: ConsentRecorded) -> bool:
        """Put a consent from outside into the person's mailbox, whose turn writes it down. False: nobody there."""
        if not self._record(contact).fields:
            return False
        self._runner.run(self._mailbox.append(contact, event))
        return True

    def unmerge(self, contact: ContactId, former: ContactId, by: str) -> bool:
        """Give the addresses that came over from a former contact back to it. False: there is nothing to undo.

        It is done by a turn of the contact, which the audit notes with who asked.
        """
        addresses = self._persons.merged(self._record(contact), former)
        if not addresses or not self._record(former).fields:
            return False
        event = MergeUndone(EventId(self._new_id()), self._clock(), by, former, addresses)
        self._runner.run(self._mailbox.append(contact, event))
        return True

    def rotate(self, by: str, progress: Callable[[int], None]) -> Rotated:
        """Seal what is kept under the first key, in one pass over everything; the audit notes who asked."""
        note = Note(self._new_id(), self._clock(), Act.KEYS_ROTATED, by=by)
        self._runner.run(self._mailbox.audit.append(note))
        return rotate(self._runner, self._persons.sealer, progress)

    def _formers(self, dossier: Dossier) -> list[ContactId]:
        """Return the contacts that only were another name of this person: those that have no account of their own."""
        found = [former for former in dossier.former if not self._persons.has_account(self._record(former))]
        return [one for former in found for one in (*self._formers(self._record(former)), former)]

    def _record(self, contact: ContactId) -> Dossier:
        return self._runner.run(self._persons.record(contact))

    def _read(self, contact: ContactId) -> Dossier:
        return self._runner.run(self._persons.dossier(contact))

    def _erase(self, contact: ContactId, note: Note | None, patience: float) -> None:
        end, pause = time.monotonic() + patience, threading.Event()
        while (token := self._runner.run(self._persons.seize(contact))) is None:
            if time.monotonic() > end:
                raise Busy(contact)
            pause.wait(PAUSE)
        if not self._runner.run(self._persons.erase(self._read(contact), token, note)):
            raise Busy(contact)

    def _note(self, act: Act, contact: ContactId, by: str) -> Note:
        return Note(self._new_id(), self._clock(), act, contact, by=by)
