"""A call that is waited for sets one timer; it speaks only in time and only where it was set."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation import step
from bot.flows.draft import STILL_WORKING_AFTER
from bot.flows.scene import Scene
from bot.model.code import Codes
from bot.model.command import Command, GiveMeter, Reading, Say
from bot.model.contact import Contact
from bot.model.event import Event, MessageReceived, TimeUp
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import Session
from bot.model.turn import Turn
from channels.messages import Address, InboundMessage, Text

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
NOBODY = Contact(ContactId("c1"))


def take(event: Event, session: Session, command: Command | None = None, now: datetime = NOW) -> Turn:
    reading = None if command is None else Reading((command,), 1.0)
    words = Codes(b"pepper of the tests")
    return step(Scene(event, NOBODY, session, (), reading, now, Ids(event.id), lambda name, *_, **__: name, words))


def waiting() -> Turn:
    """A customer gave a meter ID: whose it is is being looked up."""
    message = MessageReceived(EventId("e1"), NOW, InboundMessage(SMS, "1", Text("words")))
    asked = take(message, Session(NOBODY.id), Say("start_solar")).session
    return take(replace(message, id=EventId("e2")), asked, GiveMeter("MTR-0001"))


def up(turn: Turn) -> TimeUp:
    (timer,) = turn.timers
    return TimeUp(EventId(timer.id), timer.due, timer.id, timer.flow, timer.step, timer.version, timer.expires_at)


def test_only_a_call_that_is_waited_for_sets_a_timer() -> None:
    turn = waiting()
    message = MessageReceived(EventId("e3"), NOW, InboundMessage(SMS, "3", Text("words")))

    assert [timer.due for timer in turn.timers] == [NOW + STILL_WORKING_AFTER]
    assert take(message, Session(NOBODY.id), Say("greet")).timers == ()


def test_in_time_it_says_that_the_bot_is_still_at_it() -> None:
    turn = waiting()

    said = take(up(turn), turn.session, now=up(turn).at)

    assert [(reply.message.text, reply.message.working) for reply in said.replies] == [("progress.working", True)]
    assert said.session.waiting == turn.session.waiting


@pytest.mark.parametrize(
    "elsewhere",
    [{"version": 99}, {"step": "other"}, {"flow": "other"}, {"waiting": None}, {"with_operator": True}],
)
def test_anywhere_else_it_changes_nothing(elsewhere: dict[str, object]) -> None:
    turn = waiting()
    moved = replace(turn.session, **elsewhere)  # type: ignore[arg-type]  # one field of each kind

    taken = take(up(turn), moved)

    assert (taken.replies, taken.session) == ((), moved)


def test_too_late_it_changes_nothing() -> None:
    turn = waiting()

    taken = take(up(turn), turn.session, now=up(turn).expires_at + timedelta(seconds=1))

    assert (taken.replies, taken.session) == ((), turn.session)
