"""Where the reader is in doubt, the likeliest meanings are asked about by name."""

from dataclasses import replace

import pytest

from bot.flows import doubting
from bot.flows.draft import begin
from bot.flows.scene import Scene
from bot.model.command import Reading, Say
from bot.model.event import ReminderDue
from bot.model.ids import Ids
from bot.model.reminder import Occasion
from bot.model.session import Expecting
from tests.flows.enrolled import at_home
from tests.flows.house import PROMPTS, House


@pytest.mark.parametrize(
    ("awaited", "then"),
    [
        (Expecting.METER, Expecting.METER),
        (Expecting.CODE, Expecting.CODE),
        (Expecting.APPROVAL, Expecting.CHOICE),
        (Expecting.NOTHING, Expecting.CHOICE),
    ],
)
def test_a_doubt_is_asked_about_by_name_and_orders_nothing(awaited: Expecting, then: Expecting) -> None:
    house = House()
    person = at_home(house)
    doubt = Reading((Say("unclear"),), 0.2, doubt=(Say("start_solar"), Say("compare")))
    event = ReminderDue(house.event_id(), house.now, Occasion.VISIT, "o1")
    scene = Scene(event, person.contact, person.session, (), doubt, house.now, Ids(event.id), PROMPTS.say, house.codes)
    draft = begin(scene)
    draft = draft.with_session(replace(draft.session, expecting=awaited))

    turn = doubting.unclear(draft).turn()

    assert [one.value for one in turn.session.offered][-1] == doubting.NEITHER
    assert turn.session.expecting is then


@pytest.mark.parametrize(
    ("doubt", "offered"),
    [
        ((), [doubting.PERSON, doubting.NEITHER]),
        ((Say("compare"),), ["compare", doubting.PERSON, doubting.NEITHER]),
        ((Say("handover"),), [doubting.PERSON, doubting.NEITHER]),
    ],
)
def test_who_is_not_understood_twice_running_is_offered_a_person(doubt: tuple[Say, ...], offered: list[str]) -> None:
    house = House()
    person = at_home(house)
    reading = Reading((Say("unclear"),), 0.2, doubt=doubt)
    event = ReminderDue(house.event_id(), house.now, Occasion.VISIT, "o1")
    session = replace(person.session, missed=person.session.version)
    scene = Scene(event, person.contact, session, (), reading, house.now, Ids(event.id), PROMPTS.say, house.codes)

    turn = doubting.unclear(begin(scene)).turn()

    assert [one.value for one in turn.session.offered] == offered


def test_who_was_understood_in_between_is_not_offered_a_person_for_it() -> None:
    house = House()
    person = at_home(house)
    reading = Reading((Say("unclear"),), 0.2, doubt=())
    event = ReminderDue(house.event_id(), house.now, Occasion.VISIT, "o1")
    session = replace(person.session, missed=person.session.version - 1)
    scene = Scene(event, person.contact, session, (), reading, house.now, Ids(event.id), PROMPTS.say, house.codes)

    assert doubting.unclear(begin(scene)).turn().session.missed == person.session.version + 1
