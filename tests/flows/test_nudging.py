"""What was left unfinished and a visit that is near: said once, where it is allowed, and not at all once it is done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows import nudging
from bot.flows.draft import begin
from bot.flows.scene import Scene
from bot.model.contact import Purpose
from bot.model.event import ReminderDue
from bot.model.ids import Ids
from bot.model.notice import Urgency
from bot.model.order import OrderState
from bot.model.reminder import Occasion
from bot.model.session import Business
from bot.model.turn import Turn
from tests.flows.enrolled import HOUR, at_home, enrolment
from tests.flows.house import House, Person
from tests.flows.literals import START
from tests.flows.on_offer import SURVEY
from tests.flows.playing import Play
from tests.flows.test_transcripts import FOLDER
from tools.offers import Kind

DAY = timedelta(days=1)


def due(house: House, person: Person, occasion: Occasion, about: str) -> Turn:
    return house.take(person, ReminderDue(house.event_id(), house.now, occasion, about))


def left(house: House) -> Person:
    """Somebody who began to look for solar, and went away."""
    person = at_home(house)
    person.session = replace(person.session, business=Business("t-9", Kind.SOLAR), heard_at=house.now, flow="solar")
    return person


def test_a_business_that_was_begun_is_come_back_to_once_a_day_later() -> None:
    play = Play()
    list(play.lines((FOLDER / "solar.txt").read_text(encoding="utf-8").splitlines()))
    found = [one for _, one in play.house.reminders.values() if one.occasion is Occasion.UNFINISHED]
    assert len(found) == 1, "however many turns it took"


def test_it_is_said_a_day_after_the_last_word_where_offers_are_allowed() -> None:
    house = House()
    person = left(house)
    house.now += 20 * HOUR
    (later,) = due(house, person, Occasion.UNFINISHED, "t-9").reminders
    assert later.due == START + DAY, "the customer wrote meanwhile"
    house.now += 5 * HOUR
    turn = due(house, person, Occasion.UNFINISHED, "t-9")
    (reply,) = turn.replies
    assert (reply.purpose, reply.notice.urgency) == (Purpose.MARKETING, Urgency.ROUTINE)
    assert "your search for solar offers" in reply.message.text
    assert (turn.session, turn.reminders) == (person.session, ())


@pytest.mark.parametrize("gone", ["business", "other", "operator", "consent"])
def test_it_is_not_said_where_it_is_over_or_not_allowed(gone: str) -> None:
    house = House()
    person = left(house)
    house.now += 2 * DAY
    match gone:
        case "business":
            person.session = replace(person.session, business=None)
        case "other":
            person.session = replace(person.session, business=Business("t-10", Kind.DFP))
        case "operator":
            person.session = replace(person.session, with_operator=True)
        case _:
            person.contact = replace(person.contact, consents=())
    turn = due(house, person, Occasion.UNFINISHED, "t-9")
    assert (turn.replies, turn.reminders) == ((), ())


def test_an_order_ends_it() -> None:
    play = Play()
    list(play.lines((FOLDER / "solar.txt").read_text(encoding="utf-8").splitlines()))
    play.house.passes(3 * 24 * 60)
    assert not any(reply.purpose is Purpose.MARKETING for reply in play.house.replies)


def test_a_visit_is_told_of_a_day_before_in_the_hours_and_until_it_begins() -> None:
    house = House()
    slot = SURVEY[0].slots[1]
    visited = replace(enrolment(), kind=Kind.SURVEY, offer=replace(SURVEY[0], slot=slot))
    person = at_home(house, order=visited)
    house.now = slot.start - DAY
    (reply,) = due(house, person, Occasion.VISIT, "o1").replies
    assert (reply.purpose, reply.notice.urgency, reply.notice.not_after) == (
        Purpose.SERVICE,
        Urgency.OWN,
        slot.start,
    )
    assert reply.message.text == "A reminder of your appointment: Nov 26, 2026, 9:00 AM to 11:00 AM."
    person.orders["o1"] = replace(visited, state=OrderState.CANCELLED)
    assert due(house, person, Occasion.VISIT, "o1").replies == ()
    person.orders["o1"] = replace(visited, offer=None)
    assert due(house, person, Occasion.VISIT, "o1").replies == ()
    assert due(house, person, Occasion.VISIT, "o9").replies == ()


def test_a_visit_that_is_booked_is_come_back_to_where_it_is_more_than_a_day_ahead() -> None:
    house = House()
    slot = SURVEY[0].slots[1]
    visited = replace(enrolment(), kind=Kind.SURVEY, offer=replace(SURVEY[0], slot=slot))
    person = at_home(house, order=visited)
    event = ReminderDue(house.event_id(), house.now, Occasion.VISIT, "o1")
    scene = Scene(event, person.contact, person.session, (visited,), None, house.now, Ids(event.id), str, house.codes)

    (later,) = nudging.confirmed(begin(scene), visited).turn().reminders

    assert (later.occasion, later.due) == (Occasion.VISIT, slot.start - DAY)
    assert nudging.confirmed(begin(replace(scene, now=slot.start)), visited).turn().reminders == ()
