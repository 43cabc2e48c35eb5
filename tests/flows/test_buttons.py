"""A button's id says which question it answers; one that is not ours answers none."""

import pytest

from bot.model.command import ChooseStale, Reading, Say
from bot.model.session import choice_id, chosen
from bot.reaching import READ
from channels.messages import Address, Tap, Text
from tests.flows.house import House

WHATSAPP = Address("whatsapp", "+12025550101")


def test_a_button_comes_back_as_it_went() -> None:
    assert chosen(choice_id(12, "offer-0")) == (12, "offer-0")
    assert chosen(choice_id(0, "a:b")) == (0, "a:b")


@pytest.mark.parametrize("foreign", ["", "yes", ":", "x:offer-0", "-1:offer-0", "२:offer-0", f"{'9' * 5000}:offer-0"])
def test_a_foreign_button_belongs_to_no_question(foreign: str) -> None:
    assert chosen(foreign)[0] == -1


def test_a_tap_on_the_template_that_asks_to_write_is_a_greeting_and_keeps_the_open_question() -> None:
    house = House()
    asked = house.hears(WHATSAPP, Text("hello"), Reading((Say("greet"),), 1.0)).session

    turn = house.hears(WHATSAPP, Tap(READ, "Read it"), Reading((ChooseStale("nudge.read"),), 1.0))

    (reply,) = turn.replies
    assert "Hello again." in reply.message.text
    assert turn.session.offered == asked.offered
