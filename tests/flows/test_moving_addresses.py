"""An address that proves another account leaves its contact: nothing of the first account is said there any more."""

from bot.model.command import Choose, GiveCode, GiveMeter, Reading, Say
from bot.model.event import OperatorSpoke
from bot.model.turn import ToolCall
from channels.messages import Address, Text
from tests.flows.house import House, Person
from tests.flows.literals import outcome
from tools.contract import ConfirmOrder, Failed, Failure

SHARED = Address("web", "v" * 64)
PHONE = Address("telegram", "7")
OTHERS = Address("whatsapp", "+12025550155")


def says(house: House, address: Address, *commands: Say | GiveMeter | GiveCode) -> None:
    house.hears(address, Text("words"), Reading(commands, 1.0))


def ends_all_calls(house: House) -> None:
    """Let every call but a confirm end well."""
    while open_calls := [one for one in house.calls if not isinstance(one[1].request, ConfirmOrder)]:
        for person, call in open_calls:
            house.calls.remove((person, call))
            house.finishes(person, call, outcome(call.request, "ok"))


def proves(house: House, address: Address, meter: str) -> None:
    says(house, address, GiveMeter(meter))
    ends_all_calls(house)
    says(house, address, GiveCode(house.code()))


def orders(house: House, address: Address) -> tuple[Person, ToolCall]:
    """Order the first solar system there is; the network has given no clear answer yet."""
    says(house, address, Say("start_solar"))
    ends_all_calls(house)
    house.hears(address, Text("1"), Reading((_first(house, address),), 1.0))
    ends_all_calls(house)
    says(house, address, Say("affirm"))
    ends_all_calls(house)
    says(house, address, GiveCode(house.code()))
    ((person, confirm),) = house.calls
    house.finishes(person, confirm, Failed(Failure.UNKNOWN))
    return person, confirm


def _first(house: House, address: Address) -> Choose:
    return Choose(house.person(address).session.offered[0].value)


def test_an_orders_answer_does_not_follow_an_address_to_another_account() -> None:
    house = House()
    proves(house, OTHERS, "MTR-0050")
    proves(house, SHARED, "MTR-0042")
    person, confirm = orders(house, SHARED)
    proves(house, SHARED, "MTR-0050")
    turn = house.finishes(person, confirm, outcome(confirm.request, "ok"))
    assert [order.number for order in turn.orders]
    assert turn.replies == ()
    assert house.person(SHARED) is house.person(OTHERS)


def test_it_is_told_where_its_account_was_proven_too() -> None:
    house = House()
    proves(house, OTHERS, "MTR-0050")
    proves(house, PHONE, "MTR-0042")
    proves(house, SHARED, "MTR-0042")
    person, confirm = orders(house, SHARED)
    proves(house, SHARED, "MTR-0050")
    turn = house.finishes(person, confirm, outcome(confirm.request, "ok"))
    assert [reply.address for reply in turn.replies] == [PHONE]


def test_an_operators_words_do_not_follow_it_either() -> None:
    house = House()
    proves(house, OTHERS, "MTR-0050")
    proves(house, PHONE, "MTR-0042")
    proves(house, SHARED, "MTR-0042")
    person = house.person(SHARED)
    proves(house, SHARED, "MTR-0050")
    turn = house.take(person, OperatorSpoke(house.event_id(), house.now, "Olu", "About your roof: call me."))
    assert [reply.address for reply in turn.replies] == [PHONE]


def test_who_opted_out_stays_opted_out_when_the_address_joins_its_account() -> None:
    house = House()
    proves(house, PHONE, "MTR-0042")
    says(house, SHARED, Say("opt_out"))
    said = house.now
    house.passes(5)
    proves(house, SHARED, "MTR-0042")
    assert house.person(SHARED) is house.person(PHONE)
    assert house.person(SHARED).contact.at(SHARED).opted_out_at == said
    proves(house, SHARED, "MTR-0050")
    assert house.person(SHARED).contact.at(SHARED).opted_out_at == said
