"""What a person of the utility does: see open cases, claim one, read a conversation, answer, hand back, close.

An operator's words are an event in the contact's mailbox like any other, so order and history have one place.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.model.audit import Act, Note
from bot.model.event import OperatorSpoke, OrderSettled
from bot.model.ids import CaseId, ContactId, DeliveryId, EventId, OrderId
from bot.model.order import OrderState
from bot.model.transcript import Line
from bot.model.turn import Case, CaseKind, Owner
from bot.store.beating import signs, total
from bot.store.cases import NOBODY, Cases, Claim, Listed, OpenCase, Wanted
from bot.store.mailbox import Mailbox
from bot.store.outbox import Outbox
from bot.store.runners import Blocking

_ENDS = {
    CaseKind.UNKNOWN_ORDER: {OrderState.CONFIRMED, OrderState.REJECTED},
    CaseKind.UNKNOWN_CANCELLATION: {OrderState.CANCELLED, OrderState.REJECTED},
}
"""How what was in doubt may have ended."""

_AT_ONCE = 500


class Desk:
    """The desk's use cases. All raise store.runners.Unavailable when Redis is away."""

    def __init__(
        self,
        runner: Blocking,
        mailbox: Mailbox,
        outbox: Outbox,
        cases: Cases,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._mailbox = mailbox
        self._outbox = outbox
        self._cases = cases
        self._clock = clock
        self._new_id = new_id

    def cases(self, wanted: Wanted, first: int, most: int) -> Listed:
        """Return `most` open cases from the `first` on (counted from 0), oldest first."""
        return self._runner.run(self._cases.some(wanted, first, most))

    def find(self, case: CaseId) -> OpenCase | None:
        """Return a case, open or closed."""
        return self._runner.run(self._cases.find(case))

    def claim(self, case: CaseId, operator: str, seen: str = NOBODY) -> Claim | None:
        """Take a case from whoever was `seen` to have it; of two who do so at once, one has it. None: it is closed."""
        owner = Owner(operator, self._clock())
        note = Note(self._new_id(), owner.since, Act.CLAIMED, about=case, by=operator)
        return self._runner.run(self._cases.claim(case, seen, owner, note))

    def release(self, case: CaseId, operator: str) -> Claim | None:
        """Let a case be anybody's again, if it is this operator's."""
        note = Note(self._new_id(), self._clock(), Act.RELEASED, about=case, by=operator)
        return self._runner.run(self._cases.claim(case, operator, None, note))

    def left_alone(self) -> int:
        """Return how many counterparts on the energy network the workers leave alone now, because they fail."""
        living = self._runner.run(signs(("worker",)))
        return total(living, "breakers")

    def knows(self, contact: ContactId) -> bool:
        """Whether anything was ever said with a contact, or a case about them is open."""
        return bool(self.conversation(contact)) or any(found.contact == contact for found in self._every_case())

    def conversation(self, contact: ContactId) -> tuple[Line, ...]:
        """Return the last lines of a conversation, for the house itself: nobody reads them."""
        return self._runner.run(self._mailbox.transcript(contact))

    def say(self, contact: ContactId, operator: str, text: str) -> None:
        """Say something to a customer; the bot stays quiet until the conversation is handed back."""
        self._put(contact, operator, text, hand_back=False)

    def hand_back(self, contact: ContactId, operator: str) -> None:
        """Let the bot answer again."""
        self._put(contact, operator, "", hand_back=True)

    def close(self, case: CaseId, operator: str = "desk") -> bool:
        """Close a case; returns whether it was open."""
        if self._found(case) is not None:
            self._note(Act.CLOSED, operator, about=case)
        return self._runner.run(self._cases.close(case))

    def settle(self, case: CaseId, operator: str, state: OrderState, number: str | None = None) -> bool:
        """Say how an order or a cancellation in doubt ended; the customer is told. False: no such case, or no such end.

        An order is confirmed with the seller's number, or rejected; a cancellation took place, or was rejected.
        """
        found = self._opened(case)
        ends = _ENDS.get(found.case.kind) if found else None
        if found is None or ends is None or state not in ends or (state is OrderState.CONFIRMED) != bool(number):
            return False
        order = OrderId(found.case.subject)
        event = OrderSettled(EventId(self._new_id()), self._clock(), operator, case, order, state, number)
        self._runner.run(self._mailbox.append(found.contact, event))
        return True

    def replay(self, case: CaseId, operator: str = "desk") -> bool:
        """Try again what a case is about: a dead letter, or an unconfirmed delivery. False: there is nothing to try."""
        match self._found(case):
            case Case(kind=CaseKind.DEAD_LETTER, subject=event):
                again = self._mailbox.revive(EventId(event), case, replay=True)
            case Case(kind=CaseKind.UNCONFIRMED_DELIVERY, subject=delivery):
                again = self._outbox.resend(DeliveryId(delivery), case)
            case _:
                return False
        self._note(Act.REPLAYED, operator, about=case)
        return self._runner.run(again)

    def discard(self, case: CaseId, operator: str = "desk") -> bool:
        """Let go of what a case is about, and close it. False: no such case."""
        found = self._found(case)
        if found is None:
            return False
        self._note(Act.DISCARDED, operator, about=case)
        if found.kind is CaseKind.DEAD_LETTER:
            return self._runner.run(self._mailbox.revive(EventId(found.subject), case, replay=False))
        return self._runner.run(self._cases.close(case))

    def _found(self, case: CaseId) -> Case | None:
        found = self._opened(case)
        return found.case if found else None

    def _opened(self, case: CaseId) -> OpenCase | None:
        found = self.find(case)
        return found if found and found.open else None

    def _every_case(self) -> Iterator[OpenCase]:
        first = 0
        while found := self.cases(Wanted(), first, _AT_ONCE).cases:
            yield from found
            first += _AT_ONCE

    def _put(self, contact: ContactId, operator: str, text: str, *, hand_back: bool) -> None:
        event = OperatorSpoke(EventId(self._new_id()), self._clock(), operator, text, hand_back=hand_back)
        self._runner.run(self._mailbox.append(contact, event))

    def _note(self, act: Act, operator: str, *, about: str) -> None:
        """Write down who does what before it is done: what cannot be written down is not done."""
        note = Note(self._new_id(), self._clock(), act, about=about, by=operator)
        self._runner.run(self._mailbox.audit.append(note))
