"""A person takes over and gives back: what is an answer, what is a notice, and which cases are over."""

from datetime import timedelta

import pytest

from bot.model.command import Reading
from bot.model.contact import Contact, Purpose, Reachable
from bot.model.event import OperatorSpoke, ReminderDue
from bot.model.ids import CaseId, ContactId
from bot.model.notice import OWN
from bot.model.reminder import Occasion
from bot.model.session import Session
from bot.reaching import Prospect, prospect
from channels.messages import Text
from tests.flows.house import House, Person
from tests.flows.literals import START
from tests.flows.playing import WEB
from tests.flows.spoken import SPOKEN

A_DAY = timedelta(days=1)


def asking(house: House) -> Person:
    house.hears(WEB, Text("x"), Reading(SPOKEN["I want to talk to a person"], 1.0))
    return house.person(WEB)


def spoke(house: House, text: str = "", case: str | None = None, *, back: bool = False) -> OperatorSpoke:
    return OperatorSpoke(house.event_id(), house.now, "olga", text, back, CaseId(case) if case else None)


def test_a_handover_that_is_handed_back_is_over() -> None:
    house = House()
    person = asking(house)
    (case,) = house.turns[-1].cases
    house.take(person, spoke(house, "Hello"))
    assert house.take(person, spoke(house, back=True)).closed == (case.id,)


def test_the_case_that_a_person_came_for_is_over_as_well_once() -> None:
    house = House()
    person = asking(house)
    (case,) = house.turns[-1].cases
    house.take(person, spoke(house, case="another"))
    assert house.take(person, spoke(house, case="another", back=True)).closed == ("another",)
    person = asking(house)
    (case,) = house.turns[-1].cases
    assert house.take(person, spoke(house, case="another", back=True)).closed == ("another", case.id)


def test_the_case_stays_open_where_the_bot_returns_by_itself() -> None:
    house = House()
    person = asking(house)
    house.passes(31)
    assert not person.session.with_operator
    assert [turn.closed for turn in house.turns] == [(), ()]


def test_a_hand_back_after_the_bot_returned_says_nothing_and_ends_the_case() -> None:
    house = House()
    person = asking(house)
    (case,) = house.turns[-1].cases
    house.passes(31)
    turn = house.take(person, spoke(house, case=case.id, back=True))
    assert (turn.replies, turn.closed) == ((), (case.id,))


def test_whoever_writes_keeps_the_bot_quiet_for_longer() -> None:
    house = House()
    person = asking(house)
    house.passes(29)
    house.take(person, spoke(house, "Hello"))
    house.passes(29)
    quiet = person.session
    assert (quiet.with_operator, quiet.bot_returns) == (True, START + timedelta(minutes=59))
    house.passes(2)
    back = person.session
    assert (back.with_operator, back.bot_returns) == (False, None)


def test_a_session_of_before_waits_for_its_person_and_a_late_reminder_changes_nothing() -> None:
    house = House()
    person = house.person(WEB)
    for session in (Session(person.contact.id, with_operator=True), Session(person.contact.id)):
        person.session = session
        due = ReminderDue(house.event_id(), house.now, Occasion.HAND_BACK, "silent")
        turn = house.take(person, due)
        assert (turn.session, turn.replies) == (session, ())


def test_words_to_somebody_who_wrote_long_ago_go_out_as_a_notice() -> None:
    house = House()
    person = asking(house)
    house.passes(60 * 24)
    (taken,) = house.take(person, spoke(house)).replies
    (said,) = house.take(person, spoke(house, "Hello")).replies
    (back,) = house.take(person, spoke(house, back=True)).replies
    assert {(one.purpose, one.notice, one.address) for one in (taken, said, back)} == {(Purpose.SERVICE, OWN, WEB)}
    assert said.message.text == "Our colleague: Hello"
    assert (person.session.flow, person.session.step, person.session.with_operator) == ("welcome", "rest", False)


def test_a_conversation_that_is_nowhere_is_taken_over_all_the_same() -> None:
    house = House()
    person = house.person(WEB)
    turn = house.take(person, spoke(house, "Hello"))
    assert (turn.replies, turn.session.with_operator) == ((), True)


@pytest.mark.parametrize(
    ("heard", "window", "stopped", "expected"),
    [
        (timedelta(minutes=5), None, False, Prospect.ANSWER),
        (timedelta(minutes=5), A_DAY, True, Prospect.ANSWER),
        (timedelta(hours=25), None, False, Prospect.NOTICE),
        (timedelta(hours=25), A_DAY, False, Prospect.WAITS),
        (timedelta(hours=25), A_DAY, True, Prospect.STOPPED),
        (None, A_DAY, False, Prospect.WAITS),
        (None, None, False, Prospect.NOTICE),
    ],
)
def test_it_is_told_beforehand_what_becomes_of_a_persons_words(
    heard: timedelta | None, window: timedelta | None, expected: Prospect, *, stopped: bool
) -> None:
    known = Reachable(WEB, opted_out_at=START if stopped else None)
    contact = Contact(ContactId("c"), (known,))
    session = Session(contact.id, last_address=WEB, heard_at=None if heard is None else START - heard)
    assert prospect(contact, session, window, START) is expected
    assert prospect(contact, Session(contact.id), window, START) is Prospect.NOWHERE
