"""What a flow sees when an event comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.hours import STRICTEST, Hours
from bot.model.code import Codes
from bot.model.command import Reading
from bot.model.contact import Contact
from bot.model.event import Event
from bot.model.ids import Ids
from bot.model.order import Order
from bot.model.session import Session

Say = Callable[..., str]
"""`say(name, locale, **values)`: the words under a name of prompts/replies, in a locale."""


STEP_UP = timedelta(minutes=10)
"""How long after a proof a free enrolment needs no code of its own."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One event with all that is known: the step that handles it is a pure function of this.

    `reading` is there for MessageReceived alone. `orders` are the contact's, oldest first. `contact_proves` says that
    a customer's own contact, shared on Telegram, answers for a code. `hours`: when the utility writes first.
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
    hours: Hours = STRICTEST
