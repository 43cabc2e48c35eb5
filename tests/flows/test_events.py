"""Flexibility events: who is asked and who is not, what an answer changes, and what an event came to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.hours import STRICTEST, hours
from bot.model.command import Choose, ChooseStale, Command, Reading, Say
from bot.model.contact import CONSENTED, Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import EventCalled, OperatorSpoke, ReminderDue
from bot.model.ids import AccountId, EventId, OrderId
from bot.model.notice import Urgency
from bot.model.order import Joining, Order, OrderState
from bot.model.participation import MOST_KEPT, Fate, Outcome, Participation
from bot.model.preferences import Often, Preferences, Times
from bot.model.reminder import Occasion
from bot.model.turn import Turn
from channels.messages import Tap, Text
from tests.flows.house import House, Person
from tests.flows.literals import ACCOUNTS, REDUCTIONS, START
from tests.flows.on_offer import DFP
from tests.flows.playing import PLACES, WEB
from tools.contract import Failed, Failure
from tools.economics.events import Nothing
from tools.feed import FlexibilityEvent
from tools.offers import Kind, Money
from tools.picture import DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured

HOUR = timedelta(hours=1)
ADA = Identity(AccountId("acc-42"), "MTR-0042", "Ada Example", "en-US", "America/Los_Angeles", area="Bay")
SMS = PLACES["sms"]


def called(starts: float = 31, lasts: float = 3, **other: object) -> FlexibilityEvent:
    start = START + starts * HOUR
    end = start + lasts * HOUR
    event = FlexibilityEvent("e1", "458", start, end, start - 4 * HOUR, end + HOUR)
    return replace(event, **other)  # type: ignore[arg-type]  # fields by name


def enrolment(joining: Joining = Joining.ASK, state: OrderState = OrderState.CONFIRMED) -> Order:
    offer = DFP[0]
    return Order(
        OrderId("o1"),
        Kind.DFP,
        "t1",
        offer.name,
        offer.provider,
        None,
        "d",
        state,
        START,
        number="ORD-1",
        account=AccountId("acc-42"),
        offer=offer,
        meter="MTR-0042",
        joining=joining,
    )


def at_home(
    house: House,
    identity: Identity | None = ADA,
    order: Order | None = None,
    preferences: Preferences = Preferences(),  # noqa: B008 -- frozen
    *,
    consents: tuple[Purpose, ...] = CONSENTED,
) -> Person:
    """Somebody who is enrolled, and proved it a month ago in the web chat."""
    person = house.person(WEB)
    proof = Proof(AccountId("acc-42"), START - timedelta(days=30))
    allowed = tuple(Consent(purpose, "web", START) for purpose in consents)
    known = replace(person.contact, addresses=(Reachable(WEB, proof),), identity=identity, consents=allowed)
    person.contact = replace(known, preferences=preferences)
    order = order or enrolment()
    person.orders[order.id] = order
    person.session = replace(person.session, last_address=WEB)
    return person


def calls(house: House, person: Person, event: FlexibilityEvent) -> Turn:
    return house.take(person, EventCalled(house.event_id(), house.now, event))


def says(house: House, *commands: Command, confidence: float = 1.0) -> Turn:
    return house.hears(WEB, Text("words"), Reading(commands, confidence))


def due(house: House, person: Person, occasion: Occasion, about: str = "e1", attempt: int = 0) -> Turn:
    return house.take(person, ReminderDue(house.event_id(), house.now, occasion, about, attempt))


def kept(person: Person) -> Participation:
    (one,) = person.contact.participations
    return one


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


def measured(house: House, person: Person) -> Turn:
    """Bring an event that was joined to the day after it; the turn that asks for its readings."""
    calls(house, person, called())
    says(house, Say("event_join"))
    house.now = called().measured_from + 24 * HOUR
    return due(house, person, Occasion.RESULT)


def test_what_is_measured_is_the_event_of_this_meter_without_the_days_of_others() -> None:
    house = House()
    person = at_home(house)
    before = Participation(called(id="e0", starts=-100), Fate.JOINED, OrderId("o1"), START)
    person.contact = replace(person.contact, participations=(replace(before, kwh=1.0, paid=Money(100, "USD")),))
    calls(house, person, called())
    says(house, Say("event_join"))
    house.now = called().measured_from + 24 * HOUR
    (call,) = due(house, person, Occasion.RESULT).calls
    request = call.request
    assert isinstance(request, MeasureReduction)
    assert (request.meter, request.start, request.end) == ("MTR-0042", called().start, called().end)
    assert (request.announced_at, request.time_zone) == (START, "America/Los_Angeles")
    assert [str(day) for day in request.others] == ["2026-11-18"]
    assert request.paid == Money(100, "USD")


def test_a_result_is_asked_for_once_and_in_the_hours_in_which_it_may_be_told() -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    assert due(house, person, Occasion.RESULT, "e9").calls == ()
    house.finishes(person, call, ReductionMeasured(REDUCTIONS["no_rate"]))
    assert due(house, person, Occasion.RESULT).calls == ()
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Say("event_join"))
    house.now = START.replace(day=25, hour=7)
    (again,) = due(house, person, Occasion.RESULT, attempt=2).reminders
    assert (again.occasion, again.attempt) == (Occasion.RESULT, 2)
    assert again.due == STRICTEST.opening(house.now, START.tzinfo or START.tzinfo) or again.due > house.now


@pytest.mark.parametrize("lost", ["order", "offer", "identity", "skipped"])
def test_without_an_enrolment_there_is_nothing_to_measure(lost: str) -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    says(house, Say("event_skip" if lost == "skipped" else "event_join"))
    house.now = called().measured_from + 24 * HOUR
    if lost == "order":
        person.orders.clear()
    if lost == "offer":
        person.orders["o1"] = replace(enrolment(), offer=None)
    if lost == "identity":
        person.contact = replace(person.contact, identity=None)
    assert due(house, person, Occasion.RESULT).calls == ()


def test_the_picture_and_the_words_are_one_message() -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    turn = house.finishes(person, call, ReductionMeasured(REDUCTIONS["ok"]))
    assert turn.replies == ()
    assert turn.outcomes[0] == Outcome("e1", Fate.JOINED, REDUCTIONS["ok"].kwh, REDUCTIONS["ok"].expected)
    (draws,) = turn.calls
    assert isinstance(draws.request, DrawPicture)
    (reply,) = house.finishes(person, draws, PictureDrawn("https://x.example/media/p.png")).replies
    picture = reply.message.picture
    assert picture is not None
    assert "about 1.4 kWh less" in picture.caption
    assert "about $4." in picture.caption
    assert (reply.message.text, reply.notice.urgency) == ("", Urgency.OWN)
    assert kept(person).drawing is None


SENTENCES = {
    "little": "about 0.1 kWh less. It is worth about $0.36",
    "much": "That is about 11 kWh less",
    "not_less": "not less than usual",
    "no_rate": "names no sure payment",
    "cap_reached": "paid its most",
    "outage": "power was off",
    "too_few_days": "too few days",
}


@pytest.mark.parametrize(("name", "sentence"), SENTENCES.items())
def test_every_result_has_its_sentence(name: str, sentence: str) -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    turn = house.finishes(person, call, ReductionMeasured(REDUCTIONS[name]))
    if turn.calls:
        turn = house.finishes(person, turn.calls[0], Failed(Failure.UNAVAILABLE))
    assert sentence in turn.replies[0].message.text


def test_next_to_nothing_is_as_much_as_usual() -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    turn = house.finishes(person, call, ReductionMeasured(replace(REDUCTIONS["ok"], kwh=0.01)))
    turn = house.finishes(person, turn.calls[0], Failed(Failure.UNAVAILABLE))
    assert "about as much as usual" in turn.replies[0].message.text


def test_a_home_that_usually_feeds_in_has_no_picture() -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    found = replace(REDUCTIONS["ok"], baseline_kwh=0.0)
    assert len(house.finishes(person, call, ReductionMeasured(found)).replies) == 1


@pytest.mark.parametrize("failure", [Failure.NO_DATA, Failure.REJECTED, Failure.NOT_FOUND])
def test_where_no_number_will_come_that_is_said_at_once(failure: Failure) -> None:
    house = House()
    person = at_home(house)
    (call,) = measured(house, person).calls
    (reply,) = house.finishes(person, call, Failed(failure)).replies
    assert "I give no number" in reply.message.text
    assert kept(person).nothing is Nothing.NOT_MEASURED


def test_readings_that_never_come_are_given_up_after_a_week() -> None:
    house = House()
    person = at_home(house)
    turn = measured(house, person)
    tries = 0
    while turn.calls:
        turn = house.finishes(person, turn.calls[0], Failed(Failure.UNAVAILABLE))
        if turn.reminders:
            tries += 1
            (again,) = turn.reminders
            house.now = again.due.replace(hour=20)
            turn = due(house, person, Occasion.RESULT, attempt=again.attempt)
    assert tries == 9
    assert "do not show it" in turn.replies[0].message.text


def test_two_in_a_row_are_worth_a_word() -> None:
    house = House()
    person = at_home(house)
    before = Participation(called(id="e0", starts=-100), Fate.AUTOMATIC, OrderId("o1"), START)
    person.contact = replace(person.contact, participations=(before,))
    calls(house, person, called())
    says(house, Say("event_join"))
    house.now = called().measured_from + 24 * HOUR
    turn = house.finishes(person, due(house, person, Occasion.RESULT).calls[0], Failed(Failure.NO_DATA))
    assert "2 events in a row!" in turn.replies[0].message.text


def month(person: Person, *participations: Participation) -> None:
    person.contact = replace(person.contact, participations=participations)


def test_a_month_is_summed_up_with_the_goal_and_nothing_is_said_of_an_empty_one() -> None:
    house = House()
    person = at_home(house, preferences=Preferences(goal_kwh=5))
    assert due(house, person, Occasion.MONTH, "2026-11").replies == ()
    one = Participation(called(id="e0", starts=-30), Fate.JOINED, OrderId("o1"), START)
    done = replace(one, kwh=1.5, paid=Money(450, "USD"))
    other = replace(one, event=called(id="e2", starts=-80), kwh=-0.5)
    foreign = replace(one, event=called(id="e3", starts=-90), kwh=1.0, paid=Money(9, "EUR"))
    missed = replace(one, event=called(id="e4", starts=-100), fate=Fate.UNANSWERED)
    month(person, done, other, foreign, missed)
    (reply,) = due(house, person, Occasion.MONTH, "2026-11").replies
    assert "4. You took part in 3. Together about 2.5 kWh less, worth about $4." in reply.message.text
    assert "3 events in a row!" in reply.message.text
    assert "Your goal of 5 kWh a month: 50 % of it." in reply.message.text
    assert reply.notice.urgency is Urgency.ROUTINE
    month(person, missed)
    (reply,) = due(house, person, Occasion.MONTH, "2026-11").replies
    assert "You took part in 0. Your goal" in reply.message.text
    person.contact = replace(person.contact, consents=())
    assert due(house, person, Occasion.MONTH, "2026-11").replies == ()


def test_a_month_has_one_summary_however_many_events_it_has() -> None:
    house = House()
    person = at_home(house)
    calls(house, person, called())
    calls(house, person, called(id="e2", starts=60))
    summaries = [one for _, one in house.reminders.values() if one.occasion is Occasion.MONTH]
    assert [(one.about, one.due.isoformat()) for one in summaries] == [("2026-11", "2026-12-03T10:00:00-08:00")]


def test_only_the_latest_events_are_kept() -> None:
    house = House()
    person = at_home(house)
    one = Participation(called(), Fate.JOINED, OrderId("o1"), START)
    month(person, *(replace(one, event=called(id=f"x{number}", starts=-1000)) for number in range(MOST_KEPT)))
    calls(house, person, called())
    assert len(person.contact.participations) == MOST_KEPT
    assert person.contact.participations[-1].event.id == "e1"


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
