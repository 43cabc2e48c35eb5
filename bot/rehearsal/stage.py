"""One customer's conversation in memory: takes events through the real step, as the attendant does with a store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from bot.conversation import hearing, step
from bot.flows.scene import Say, Scene
from bot.model.code import Codes
from bot.model.command import Hearing, Reading
from bot.model.contact import Contact
from bot.model.event import ApprovalProven, Event, IdentityProven, MessageReceived, ToolFinished
from bot.model.ids import ContactId, EventId, Ids
from bot.model.order import Order
from bot.model.session import Challenge, CodePurpose, Session
from bot.model.turn import CodeUse, ToolCall, Turn
from channels.messages import Address, InboundMessage, Text
from tools.contract import Result

BEGIN = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""When a rehearsal plays: what depends on the day must not depend on today."""
_HERE = Address("web", "rehearsal")
_WHO = ContactId("rehearsal")
_CODES = Codes(b"a pepper for rehearsals")


@dataclass
class Stage:
    """A conversation and where it stands. `calls` are open, oldest first; `said` is what the bot said since `taken`."""

    say: Say
    contact: Contact = field(default_factory=lambda: Contact(_WHO))
    session: Session = field(default_factory=lambda: Session(_WHO))
    orders: dict[str, Order] = field(default_factory=dict)
    calls: list[ToolCall] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    now: datetime = BEGIN
    _numbers: "count[int]" = field(default_factory=count)

    def hearing(self, words: str) -> Hearing:
        """Return what a reader may know of words that are about to be said."""
        return hearing(self.session, self.contact, Text(words), None, self.now)

    def hears(self, words: str, reading: Reading) -> None:
        """Take what the customer says, as it was read."""
        message = InboundMessage(_HERE, f"native-{next(self._numbers)}", Text(words))
        self._take(MessageReceived(self._event(), self.now, message), reading)

    def answered(self, call: ToolCall, result: Result) -> None:
        """Take what the network answers to a call."""
        self.calls.remove(call)
        self._take(ToolFinished(self._event(), self.now, call.id, result))

    def code(self, newest: int = 1) -> str:
        """Return the code of the newest text message, or of one before it; "" where there is none."""
        sent = self.challenges[-newest:][:1]
        return _CODES.code_for(replace(sent[0], decoy=False)) if sent else ""

    def taken(self) -> str:
        """Return all that the bot said since this was last asked."""
        words, self.said = "\n".join(self.said), []
        return words

    def _event(self) -> EventId:
        return EventId(f"event-{next(self._numbers)}")

    def _take(self, event: Event, reading: Reading | None = None) -> None:
        orders, ids = tuple(self.orders.values()), Ids(event.id)
        turn = step(Scene(event, self.contact, self.session, orders, reading, self.now, ids, self.say, _CODES))
        self.session, self.contact = turn.session, turn.contact
        self.orders.update({order.id: order for order in turn.orders})
        self.calls.extend(turn.calls)
        for reply in turn.replies:
            self.said.append(reply.message.text)
            self.said.extend(f"{place}. {one.label}" for place, one in enumerate(reply.message.choices, 1))
            self.challenges.extend([reply.challenge] if reply.challenge else [])
        for follows in _follows(event, turn, self.now):
            self._take(follows)


def _follows(event: Event, turn: Turn, now: datetime) -> Sequence[Event]:
    """Return what a store makes of a right code: who it is, or which order it confirms, becomes an event."""
    followed: list[Event] = []
    if turn.binding:
        bound = turn.binding
        followed.append(
            IdentityProven(EventId(f"{event.id}.proven"), now, bound.address, bound.identity, wanted=bound.wanted)
        )
    followed.extend(
        ApprovalProven(EventId(f"{event.id}.approved"), now, done.challenge.address, done.challenge.bound)
        for done in turn.codes
        if done.use is CodeUse.RIGHT and done.challenge.purpose is CodePurpose.ORDER
    )
    return followed
