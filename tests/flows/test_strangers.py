"""What strangers can find out, and order: whether a meter exists from no answer, and nothing from one never shown."""

import pytest

from bot.flows.approving import APPROVAL_HOLDS
from bot.model.command import Choose, GiveCode, GiveMeter, Reading, Say
from bot.model.contact import Purpose
from channels.messages import Address, Text
from tests.flows.house import House
from tests.flows.literals import outcome
from tools.contract import AccountFound, ConfirmOrder

HERE = Address("web", "v" * 64)
THERE = Address("telegram", "7")


def says(house: House, address: Address, *commands: Say | GiveMeter | GiveCode | Choose) -> None:
    house.hears(address, Text("words"), Reading(commands, 1.0))


def ends_all_calls(house: House) -> None:
    while house.calls:
        person, call = house.calls.pop(0)
        house.finishes(person, call, outcome(call.request, "ok"))


@pytest.mark.parametrize("meter", ["MTR-0042", "MTR-0070", "MTR-9999"])
def test_an_answer_never_waits_for_the_text_message(meter: str) -> None:
    """One after the other goes out, so a slow text message before it would tell that this meter has a phone."""
    house = House()
    says(house, HERE, GiveMeter(meter))
    ((person, call),) = house.calls
    found = outcome(call.request, "ok")
    turn = house.finishes(person, call, AccountFound(None) if meter == "MTR-9999" else found)
    assert [reply.purpose for reply in turn.replies] == [Purpose.REPLY, Purpose.CODE]
    assert turn.replies[0].address == HERE


def test_terms_are_approved_only_where_they_were_shown() -> None:
    house = House()
    for address in (HERE, THERE):
        says(house, address, GiveMeter("MTR-0042"))
        ends_all_calls(house)
        says(house, address, GiveCode(house.code()))
    says(house, HERE, Say("start_solar"))
    ends_all_calls(house)
    says(house, HERE, Choose(house.person(HERE).session.offered[0].value))
    ends_all_calls(house)
    says(house, THERE, Say("goodbye"))
    says(house, THERE, Say("affirm"))
    assert not [call for _, call in house.calls if isinstance(call.request, ConfirmOrder)]
    assert "Nothing is ordered yet" in house.replies[-1].message.text
    says(house, THERE, Say("affirm"))
    ends_all_calls(house)
    assert not house.calls
    says(house, THERE, GiveCode(house.code()))
    (confirm,) = [call.request for _, call in house.calls if isinstance(call.request, ConfirmOrder)]
    assert confirm.not_after == house.now + APPROVAL_HOLDS
