"""What the owner of a case does in its customer's conversation: take it over, write, hand it back, note.

All of it is an event in the customer's mailbox, put there only while the case is theirs; so the bot is silent by the
commit of a turn, and what an operator writes goes out like any answer. What bears the same `once` is done once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.model.audit import Act, Note
from bot.model.event import OperatorSpoke
from bot.model.ids import CaseId, ContactId, EventId
from bot.model.transcript import Remark
from bot.model.turn import CaseKind
from bot.store.cases import Cases, OpenCase
from bot.store.conversations import Conversation, Conversations, Glance
from bot.store.mailbox import Mailbox
from bot.store.runners import Blocking

ENDS_WITH_IT = frozenset({CaseKind.HANDOVER, CaseKind.PHONE_CHANGED})
"""Cases that only ask for a person: they are over when the conversation is handed back."""


class NotYours(Exception):
    """The case is somebody else's, or nobody's: claim it first."""


@dataclass(frozen=True, slots=True)
class Drawers:
    """Where the desk's papers lie in the store."""

    mailbox: Mailbox
    cases: Cases
    conversations: Conversations


class Takeovers:
    """The use cases. All raise store.runners.Unavailable; what only an owner may do raises NotYours."""

    def __init__(
        self, runner: Blocking, drawers: Drawers, *, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._runner = runner
        self._mailbox = drawers.mailbox
        self._cases = drawers.cases
        self._conversations = drawers.conversations
        self._clock = clock
        self._new_id = new_id

    def take_over(self, found: OpenCase, operator: str, once: EventId) -> None:
        """Let the bot be silent from now on; the customer is told."""
        self._put(found, OperatorSpoke(once, self._clock(), operator, "", case=_ending(found)))

    def say(self, found: OpenCase, operator: str, once: EventId, text: str) -> None:
        """Write to the customer, which takes the conversation over too."""
        self._put(found, OperatorSpoke(once, self._clock(), operator, text, case=_ending(found)))

    def hand_back(self, found: OpenCase, operator: str, once: EventId, note: str = "") -> None:
        """Let the bot answer again; a note is for colleagues alone."""
        self._put(found, OperatorSpoke(once, self._clock(), operator, "", hand_back=True, case=_ending(found)))
        if note:
            self.remark(found.contact, operator, once, note, found.case.id)

    def remark(self, contact: ContactId, operator: str, once: EventId, text: str, case: CaseId | None = None) -> None:
        """Note something for colleagues."""
        remark = Remark(operator, text, self._clock(), case)
        if self._runner.run(self._conversations.remark(contact, EventId(f"{once}.note"), remark)):
            self._note(Act.NOTED, contact, operator)

    def look(self, contact: ContactId, operator: str, *, unmasked: bool) -> None:
        """Note that an operator is about to read a conversation, and whether its numbers and names are shown."""
        self._note(Act.LOOKED_UNMASKED if unmasked else Act.LOOKED, contact, operator)

    def read(self, contact: ContactId, lines: int) -> Conversation:
        """Return what was said and noted."""
        return self._conversations.read(contact, self._glance(contact, lines))

    def stamp(self, contact: ContactId, lines: int) -> str:
        """Return what differs as soon as anything of a conversation does."""
        return self._glance(contact, lines).stamp

    def _glance(self, contact: ContactId, lines: int) -> Glance:
        return self._runner.run(self._conversations.glance(contact, lines))

    def _put(self, found: OpenCase, spoke: OperatorSpoke) -> None:
        owner = self._cases.owner(spoke.operator)
        if not self._runner.run(self._mailbox.append_owned(found.contact, spoke, found.case.id, owner)):
            raise NotYours(found.case.id)

    def _note(self, act: Act, contact: ContactId, operator: str) -> None:
        note = Note(self._new_id(), self._clock(), act, contact, by=operator)
        self._runner.run(self._mailbox.audit.append(note))


def _ending(found: OpenCase) -> CaseId | None:
    return found.case.id if found.case.kind in ENDS_WITH_IT else None
