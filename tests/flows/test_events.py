"""Flexibility events: who is asked and who is not, what an answer changes, and what an event came to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.hours import hours
from bot.model.command import Choose, ChooseStale, Reading, Say
from bot.model.contact import Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import OperatorSpoke
from bot.model.ids import AccountId, EventId
from bot.model.notice import Urgency
from bot.model.order import Joining, Order, OrderState
from bot.model.participation import Fate, Outcome
from bot.model.preferences import Often, Preferences, Times
from bot.model.reminder import Occasion
from channels.messages import Tap, Text
from tests.flows.enrolled import ADA, HOUR, SMS, at_home, called, calls, due, enrolment, kept, says
from tests.flows.house import House
from tests.flows.literals import ACCOUNTS, REDUCTIONS, START
from tests.flows.playing import PLACES, WEB
from tools.feed import FlexibilityEvent
from tools.reduction import ReductionMeasured

LEFT_OUT = [
    (called(), None, None, Fate.NOT_ENROLLED),
    (called(programme="459"), ADA, None, Fate.NOT_ENROLLED),
    (called(), ADA, enrolment(state=OrderState.CANCELLED), Fate.NOT_ENROLLED),
    (called(), ADA, replace(enrolment(), offer=None), Fate.NOT_ENROLLED),
    (called(), replace(ADA, account=AccountId("acc-50")), None, Fate.NOT_ENROLLED),
    (called(called_off=True), ADA, None, Fate.CALLED_OFF),
    (called(), replace(ADA, exempt=True), None, Fate.EXEMPT),
    (called(areas=("Valley",)), ADA, None, Fate.ELSEWHERE),
    (called(areas=("Bay",)), replace(ADA, area=None), None, Fate.ELSEWHERE),
    (called(starts=4), ADA, None, Fate.LATE),
]


@pytest.mark.parametrize(("event", "identity", "order", "fate"), LEFT_OUT)
def test_who_is_not_asked_is_counted_by_why_and_nothing_else_happens(
    event: FlexibilityEvent, identity: Identity | None, order: Order | None, fate: Fate
) -> None:
    house = House()
    person = at_home(house, identity, order)
    turn = calls(house, person, event)
    assert (turn.outcomes, turn.replies, turn.reminders) == ((Outcome("e1", fate),), (), ())
    assert turn.contact.participations == ()


def test_nobody_is_asked_where_events_are_not_allowed_or_nothing_is_wanted() -> None:
    house = House()
    assert calls(house, at_home(house, consents=(Purpose.MARKETING,)), called()).outcomes[0].fate is Fate.UNREACHABLE
    house = House()
    person = at_home(house)
    known = person.contact.at(WEB)
    person.contact = replace(person.contact, addresses=(replace(known, opted_out_at=START),))
    assert calls(house, person, called()).outcomes[0].fate is Fate.UNREACHABLE
    house = House()
    assert calls(house, at_home(house, preferences=Preferences(Often.MONTHLY)), called()).outcomes[0].fate is Fate.QUIET


def test_a_home_in_the_area_is_asked_as_a_routine_notice_until_the_deadline() -> None:
    house = House()
    person = at_home(house)
    turn = calls(house, person, called(areas=("Valley", "Bay")))
    (reply,) = turn.replies
    assert (reply.address, reply.purpose) == (WEB, Purpose.FLEXIBILITY)
    assert (reply.notice.urgency, reply.notice.not_after) == (Urgency.ROUTINE, called().answer_by)
    assert reply.notice.cause is not None
    assert reply.notice.cause.ledger == "event:e1"
    assert [one.label for one in reply.message.choices] == ["I take part", "Skip this one"]
    assert (turn.session.flow, turn.session.step, turn.session.flow_version) == ("events", "ask", 1)
    assert turn.outcomes == (Outcome("e1", Fate.ASKED),)
    assert {one.occasion for one in turn.reminders} == {Occasion.ANSWER, Occasion.MONTH}


def test_an_emergency_is_urgent() -> None:
    house = House()
    turn = calls(house, at_home(house, preferences=Preferences(times=Times.EVENING)), called(emergency=True))
    assert turn.replies[0].notice.urgency is Urgency.URGENT
    assert turn.replies[0].notice.hours is None


def test_the_wished_hours_count_where_they_come_before_the_deadline() -> None:
    house = House()
    evening = at_home(house, preferences=Preferences(times=Times.EVENING))
    assert calls(house, evening, called(starts=40)).replies[0].notice.hours == hours("mon-sun 17-21")
    house = House()
    assert (
        calls(house, at_home(house, preferences=Preferences(times=Times.EVENING)), called(starts=12))
        .replies[0]
        .notice.hours
        is None
    )


def test_the_wished_channel_comes_first_and_only_where_it_is_allowed() -> None:
    house = House()
    person = at_home(house, preferences=Preferences(channel="web"))
    proof = Proof(AccountId("acc-42"), START - timedelta(days=1), START)
    stranger = Reachable(PLACES["stranger"], Proof(AccountId("acc-9"), START))
    both = (*person.contact.addresses, Reachable(SMS, proof), stranger, Reachable(PLACES["tablet"]))
    allowed = (*person.contact.consents, Consent(Purpose.FLEXIBILITY, "sms", START))
    allowed = (*allowed, Consent(Purpose.FLEXIBILITY, "whatsapp", START))
    person.contact = replace(person.contact, addresses=both, consents=allowed)
    house.people[SMS] = house.people[PLACES["stranger"]] = house.people[PLACES["tablet"]] = person
    assert calls(house, person, called()).replies[0].address == WEB
    person.contact = replace(person.contact, preferences=Preferences())
    assert calls(house, person, called(id="e2")).replies[0].address == SMS


@pytest.mark.parametrize("elsewhere", ["waiting", "with_operator", "flow"])
def test_a_conversation_that_is_under_way_is_not_disturbed(elsewhere: str) -> None:
    house = House()
    person = at_home(house)
    values: dict[str, object] = {"waiting": "call-1", "with_operator": True, "flow": "orders"}
    person.session = replace(person.session, **{elsewhere: values[elsewhere]})  # type: ignore[arg-type]  # by name
    turn = calls(house, person, called())
    assert turn.session == person.session
    assert turn.replies[0].message.choices == ()
    assert turn.replies[0].message.text.endswith('Write "join" or "skip".')


def test_what_is_called_twice_is_asked_once_and_what_is_older_changes_nothing() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called(revision=3))
    for revision in (3, 2):
        turn = calls(house, person, called(revision=revision))
        assert (turn.replies, turn.outcomes) == ((), ())


@pytest.mark.parametrize(("answer", "fate"), [("event_join", Fate.JOINED), ("event_skip", Fate.SKIPPED)])
def test_an_answer_counts_until_the_deadline(answer: str, fate: Fate) -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    command = Say("event_join") if answer == "event_join" else Say("event_skip")
    assert says(house, command).outcomes == (Outcome("e1", fate),)
    house.now = called().answer_by
    assert says(house, command).outcomes == ()
    assert kept(person).fate is fate


def test_a_yes_counts_alone_and_surely_and_a_question_is_put_again() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Say("affirm"), Say("why_or_explain"))
    says(house, Say("affirm"), confidence=0.5)
    assert kept(person).fate is Fate.ASKED
    says(house, Say("affirm"))
    assert kept(person).fate is Fate.JOINED


def test_a_notice_that_lies_by_too_long_asks_nothing_any_more() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    house.now = called().answer_by
    turn = says(house, Say("thanks"))
    assert (turn.session.flow, turn.session.step) == ("welcome", "rest")


def test_where_the_account_was_never_proven_nothing_can_be_answered() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    house.people[SMS] = person
    turn = house.hears(SMS, Text("join"), Reading((Say("event_join"),), 1.0))
    assert turn.outcomes == ()
    assert kept(person).fate is Fate.ASKED


def test_a_button_counts_wherever_the_conversation_is_even_before_a_proof() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Say("order_status"))
    assert person.session.flow == "authenticate"
    house.hears(WEB, Tap("0:event-skip-e1", "Skip"), Reading((ChooseStale("event-skip-e1"),), 1.0))
    assert kept(person).fate is Fate.SKIPPED
    assert person.session.flow == "authenticate"
    house.hears(WEB, Tap("0:event-join-e9", "Join"), Reading((ChooseStale("event-join-e9"),), 1.0))
    assert "no flexibility event" in house.replies[-1].message.text


def test_a_choice_of_another_question_is_none_of_an_event() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Choose("order-x"))
    assert kept(person).fate is Fate.ASKED


@pytest.mark.parametrize("fate", [Fate.SKIPPED, Fate.JOINED])
def test_an_event_that_is_called_off_is_told_to_whom_it_concerned(fate: Fate) -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Say("event_skip") if fate is Fate.SKIPPED else Say("event_join"))
    turn = calls(house, person, called(revision=1, called_off=True))
    assert len(turn.replies) == (fate is Fate.JOINED)
    assert turn.outcomes == (Outcome("e1", Fate.CALLED_OFF),)
    assert calls(house, person, called(revision=2)).outcomes == ()
    assert due(house, person, Occasion.BEGIN).outcomes == ()


def test_other_times_are_asked_about_and_other_words_are_not() -> None:
    house = House()
    person = at_home(house, order=enrolment(Joining.AUTOMATIC))
    calls(house, person, called())
    same = calls(house, person, called(revision=1, answer_by=called().start))
    assert (same.replies, kept(person).event.revision) == ((), 1)
    other = calls(house, person, called(starts=32, revision=2))
    assert "other times" in other.replies[0].message.text
    assert kept(person).fate is Fate.AUTOMATIC
    assert due(house, person, Occasion.BEGIN, attempt=1).reminders == (), "that of the old times is void"


def test_who_wants_all_of_it_hears_of_the_beginning_and_the_end() -> None:
    house = House()
    person = at_home(house, preferences=Preferences(Often.ALL))
    calls(house, person, called())
    says(house, Say("event_join"))
    said = [due(house, person, one).replies for one in (Occasion.BEGIN, Occasion.END)]
    assert [len(replies) for replies in said] == [1, 1]
    assert said[0][0].notice.urgency is Urgency.OWN


def test_where_events_are_allowed_no_more_the_reminders_are_silent() -> None:
    house = House()
    person = at_home(house, preferences=Preferences(Often.ALL))
    calls(house, person, called())
    silent = replace(person.contact, consents=())
    person.contact = silent
    assert due(house, person, Occasion.ANSWER).replies == ()
    person.contact = replace(silent, participations=(replace(kept(person), fate=Fate.JOINED),))
    assert [due(house, person, one).replies for one in (Occasion.SOON, Occasion.BEGIN, Occasion.END)] == [()] * 3


def test_the_automatic_home_of_who_hears_once_a_month_takes_part_in_silence() -> None:
    house = House()
    person = at_home(house, order=enrolment(Joining.AUTOMATIC), preferences=Preferences(Often.MONTHLY))
    assert calls(house, person, called()).replies == ()
    assert kept(person).fate is Fate.AUTOMATIC
    for occasion in (Occasion.ANSWER, Occasion.SOON, Occasion.BEGIN, Occasion.END):
        assert due(house, person, occasion).replies == ()
    house.now = called().measured_from + 24 * HOUR
    turn = due(house, person, Occasion.RESULT)
    (call,) = turn.calls
    assert house.finishes(person, call, ReductionMeasured(REDUCTIONS["ok"])).replies == ()
    assert kept(person).kwh == REDUCTIONS["ok"].kwh


def test_a_reminder_of_what_is_not_known_any_more_does_nothing() -> None:
    house = House()
    person = at_home(house)
    turn = due(house, person, Occasion.SOON)
    assert (turn.replies, turn.session) == ((), person.session)
    calls(house, person, called())
    says(house, Say("event_skip"))
    assert due(house, person, Occasion.BEGIN).reminders == ()
    assert due(house, person, Occasion.SOON).replies == ()


def test_a_contact_that_is_nobody_yet_hears_of_no_event() -> None:
    house = House()
    person = house.person(WEB)
    house.take(person, OperatorSpoke(EventId("e"), START, "olga", "x"))
    assert calls(house, person, called()).outcomes == (Outcome("e1", Fate.NOT_ENROLLED),)
    assert isinstance(person.contact, Contact)
    assert ACCOUNTS
