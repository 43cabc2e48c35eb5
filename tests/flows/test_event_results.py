"""What an event came to: when its readings are asked for, what is said of them, and what a month came to."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.hours import STRICTEST
from bot.model.command import Say
from bot.model.ids import OrderId
from bot.model.notice import Urgency
from bot.model.participation import MOST_KEPT, Fate, Outcome, Participation
from bot.model.preferences import Preferences
from bot.model.reminder import Occasion
from bot.model.turn import Turn
from tests.flows.enrolled import HOUR, at_home, called, calls, due, enrolment, kept, says
from tests.flows.house import House, Person
from tests.flows.literals import REDUCTIONS, START
from tools.contract import Failed, Failure
from tools.economics.events import Nothing
from tools.offers import Money
from tools.picture import DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured


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
    assert again.due == STRICTEST.opening(house.now, ZoneInfo("America/Los_Angeles"))


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
