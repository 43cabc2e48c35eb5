"""What the house must say: the same messages through the pure conversation step, in this process, without any store."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot import reading, senders, wiring
from bot.attendant.engine import Engine, Heard
from bot.conversation import hearing
from bot.delivery import deliveries
from bot.model.contact import Contact, Purpose
from bot.model.delivery import Delivery
from bot.model.event import ApprovalProven, Event, IdentityProven, MessageReceived, ToolFinished
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import CodePurpose, Session
from bot.model.turn import CodeUse, ToolCall, Turn
from bot.settings import Settings
from bot.store.mailbox import Known
from bot.understanding.local import LocalReader
from channels.messages import Address, InboundMessage, Text
from tests.chaos.outside import Line
from tools.contract import Result

_NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True)
class Model:
    """The real reader, words and channels' abilities, and no store."""

    engine: Engine
    reader: LocalReader

    @classmethod
    def load(cls, settings: Settings) -> "Model":
        """Build it as the attend process does."""
        reader = reading.embedded(settings, wiring.PROMPTS)
        texts, on = reading.texts(settings, reader, wiring.PROMPTS), senders.channels(settings)
        engine = Engine(reader, texts.say, wiring.codes(settings), on, lambda: datetime.now(UTC), knows=texts.knows)
        return cls(engine, reader)


@dataclass(frozen=True, slots=True)
class Did:
    """What an event causes: the words for each person, in order, and the calls it asks for."""

    said: tuple[Delivery, ...]
    calls: tuple[ToolCall, ...]
    turn: Turn


@dataclass(slots=True)
class Person:
    """A contact as the pure step leaves it. `turns` counts all that were taken."""

    model: Model
    known: Known
    turns: int = 0
    waiting: dict[str, ToolCall] = field(default_factory=dict)

    @classmethod
    def new(cls, model: Model) -> "Person":
        """A contact of whom nothing is known."""
        contact = ContactId(f"model-{next(_NUMBERS)}")
        return cls(model, Known(Contact(contact), Session(contact), ()))

    def hears(self, line: Line, text: str) -> Did:
        """Take a customer's message."""
        message = InboundMessage(Address(*line), f"native-{next(_NUMBERS)}", Text(text), language=_language(line))
        known = self.known
        now = self.model.engine.clock()
        heard = hearing(known.session, known.contact, message.body, message.language, now)
        read = self.model.reader.read_now(heard)
        event = MessageReceived(EventId(f"model-{next(_NUMBERS)}"), now, message)
        return self._take(event, Heard(event, 1, read))

    def learns(self, call: ToolCall, result: Result) -> Did:
        """Take a call's result."""
        event = ToolFinished(EventId(f"model-{next(_NUMBERS)}"), self.model.engine.clock(), call.id, result)
        return self._take(event, Heard(event, 1))

    def tries(self, call: ToolCall, result: Result) -> Did:
        """Say what a call's result would cause, without taking it."""
        return Person(self.model, self.known).learns(call, result)

    def _take(self, event: Event, heard: Heard) -> Did:
        turn = self.model.engine.turn(heard, self.known)
        parts = deliveries(turn, Ids(event.id), self.model.engine.channels, self.model.engine.clock())
        self.known, self.turns = self.known.after(turn), self.turns + 1
        proven = _proven(turn, event)
        if proven is None:
            return Did(parts, turn.calls, turn)
        after = self._take(proven, Heard(proven, 1))
        return replace(after, said=(*parts, *after.said), calls=(*turn.calls, *after.calls))


def _proven(turn: Turn, event: Event) -> IdentityProven | ApprovalProven | None:
    """Return what the commit of a turn with a right code says."""
    for done in turn.codes:
        where = done.challenge.address
        if done.use is CodeUse.RIGHT and done.challenge.purpose is CodePurpose.ORDER:
            return ApprovalProven(EventId(f"{event.id}.approved"), event.at, where, done.challenge.bound)
    binding, number = turn.binding, EventId(f"{event.id}.proven")
    if binding is None:
        return None
    return IdentityProven(number, event.at, binding.address, binding.identity, binding.wanted, binding.locale)


def said_at(line: Line, parts: tuple[Delivery, ...]) -> Iterator[str]:
    """Return the words that a person reads there; codes go elsewhere."""
    channel, who = line
    for part in parts:
        if part.purpose is not Purpose.CODE and (part.address.channel, part.address.id) == (channel, who):
            yield part.message.text


def _language(line: Line) -> str | None:
    return "en" if line[0] == "telegram" else None
