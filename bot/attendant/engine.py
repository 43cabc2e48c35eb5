"""From events to a turn: read what was said, step the conversation. Touches no store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.attendant.bursts import follows, joined, says_little, stands_alone, worth_waiting
from bot.conversation import hearing, step
from bot.flows import campaign
from bot.flows.recounting import why
from bot.flows.scene import RETURNS_AFTER, STEP_UP, Knows, Say, Scene, nothing_known
from bot.hours import STRICTEST, Hours
from bot.model.code import Codes
from bot.model.command import Hearing, Reading
from bot.model.event import Event, MessageReceived
from bot.model.ids import Ids
from bot.model.turn import Turn
from bot.store.mailbox import Known
from bot.understanding.contract import Reader
from channels.contract import Channel
from channels.messages import Text


@dataclass(frozen=True, slots=True)
class Heard:
    """The first `count` events as one, with its reading where it is a message."""

    event: Event
    count: int
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What was said is not understood yet and so fresh that more may come: look again after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that a turn is computed with. `clock` gives aware UTC times."""

    reader: Reader
    say: Say
    codes: Codes
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    step_up: timedelta = STEP_UP
    contact_proves: bool = False
    knows: Knows = nothing_known
    hours: Hours = STRICTEST
    returns_after: timedelta = RETURNS_AFTER

    async def hear(self, events: Sequence[Event], known: Known) -> Heard | Wait:
        """Read the first of these events, together with those that continue it.

        Which belong together is told at once; only then, and once, is a reader asked that may take its time.
        """
        events = [campaign.worded(event, known.asked) for event in events]
        first = events[0]
        if not isinstance(first, MessageReceived):
            return Heard(first, 1)
        heard = self._gathered(first, events, known)
        if isinstance(heard, Wait) or known.session.with_operator:
            return heard
        if heard.reading is None or not isinstance(heard.event, MessageReceived):
            return heard
        return replace(heard, reading=await self.reader.read(self._hearing(heard.event, known), heard.reading))

    def turn(self, heard: Heard, known: Known) -> Turn:
        """Step the conversation, and say why it went so."""
        scene = Scene(
            event=heard.event,
            contact=known.contact,
            session=known.session,
            orders=known.orders,
            reading=heard.reading,
            now=self.clock(),
            ids=Ids(heard.event.id),
            say=self.say,
            codes=self.codes,
            step_up=self.step_up,
            contact_proves=self.contact_proves,
            asked=known.asked,
            knows=self.knows,
            hours=self.hours,
            returns_after=self.returns_after,
        )
        turn = step(scene)
        return replace(turn, why=why(scene, turn))

    def _gathered(self, first: MessageReceived, events: Sequence[Event], known: Known) -> Heard | Wait:
        heard = Heard(first, 1, self._read_now(first, known))
        for count in range(2, follows(events) + 1):
            if heard.reading is None or not says_little(heard.reading):
                break
            alone = events[count - 1]
            if isinstance(alone, MessageReceived) and stands_alone(self._read_now(alone, known)):
                break
            together = joined([event for event in events[:count] if isinstance(event, MessageReceived)])
            heard = Heard(together, count, self._read_now(together, known))
        return self._in_time(heard, known)

    def _read_now(self, event: MessageReceived, known: Known) -> Reading:
        return self.reader.read_now(self._hearing(event, known))

    def _hearing(self, event: MessageReceived, known: Known) -> Hearing:
        message = event.message
        return hearing(known.session, known.contact, message.body, message.language, self.clock())

    def _in_time(self, heard: Heard, known: Known) -> Heard | Wait:
        event, reading = heard.event, heard.reading
        if reading is None or not isinstance(event, MessageReceived) or not isinstance(event.message.body, Text):
            return heard
        seconds = 0.0 if known.session.with_operator else worth_waiting(reading, event, self.clock())
        return Wait(seconds) if seconds else heard
