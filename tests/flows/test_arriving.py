"""A link that opened the chat: which campaign brought somebody is remembered, and nothing else changes."""

import pytest

from bot.model.command import Reading, Say
from channels.messages import Address, Body, Keyword, Tap, Text
from tests.flows.house import House

TELEGRAM = Address("telegram", "4242")


def opens(house: House, body: Body) -> str | None:
    house.hears(TELEGRAM, body, Reading((Say("greet"),), 1.0), Keyword.OPENED)
    return house.person(TELEGRAM).contact.campaign


def test_the_first_campaign_that_brought_somebody_is_remembered() -> None:
    house = House()
    assert opens(house, Text("/start c-spring_2027")) == "spring_2027"
    assert opens(house, Text("/start c_autumn")) == "spring_2027"


@pytest.mark.parametrize(
    "body", [Text("/start"), Text("/start solar"), Text("/start c-"), Text("/start c-<b>"), Tap("1:c-x", "/start c-x")]
)
def test_a_link_of_no_campaign_tells_of_none(body: Body) -> None:
    assert opens(House(), body) is None
