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
