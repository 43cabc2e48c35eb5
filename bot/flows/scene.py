"""What a flow sees when an event comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.hours import STRICTEST, Hours
from bot.model.code import Codes
from bot.model.command import Reading
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived
from bot.model.ids import Ids
from bot.model.order import Order
from bot.model.passage import Passage
from bot.model.question import Question
from bot.model.session import Session
from channels.messages import InboundMessage, Text

Say = Callable[..., str]
"""`say(name, locale, **values)`: the words under a name of prompts/replies, in a locale."""

Knows = Callable[[str, str], Passage | None]
"""`knows(question, locale)`: the passage of prompts/knowledge that answers a question, if one surely does."""


def nothing_known(_question: str, _locale: str) -> None:
    """Know nothing: what a house without pages says."""


STEP_UP = timedelta(minutes=10)
"""How long after a proof a free enrolment needs no code of its own."""

RETURNS_AFTER = timedelta(minutes=30)
"""How long a person who answers may be silent until the bot answers again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One event with all that is known: the step that handles it is a pure function of this.

    `reading` is there for MessageReceived alone. `orders` are the contact's, oldest first. `contact_proves` says that
    a customer's own contact, shared on Telegram, answers for a code. `hours`: when the utility writes first.
    `asked`: what campaigns asked last here, newest first. `returns_after`: how long a person may be silent until the
    bot returns.
    """

    event: Event
    contact: Contact
    session: Session
    orders: tuple[Order, ...]
    reading: Reading | None
    now: datetime
    ids: Ids
    say: Say
    codes: Codes
    step_up: timedelta = STEP_UP
    contact_proves: bool = False
    asked: tuple[Question, ...] = ()
    hours: Hours = STRICTEST
    knows: Knows = nothing_known
    returns_after: timedelta = RETURNS_AFTER

    @property
    def single(self) -> bool:
        """Whether what the customer just said was understood as one thing."""
        return self.reading is not None and len(self.reading.commands) == 1

    @property
    def text(self) -> str:
        """The customer's words, "" where the event has none."""
        match self.event:
            case MessageReceived(message=InboundMessage(body=Text(text))):
                return text
        return ""
