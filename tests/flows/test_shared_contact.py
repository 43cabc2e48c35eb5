"""A contact that a customer shares: what it is worth where it counts as an answer, and that it is nothing elsewhere."""

from dataclasses import replace

import pytest

from bot.model.command import Choose, Command, GiveCode, GiveMeter, GivePhone, Reading, Say
from bot.model.contact import Purpose
from bot.model.session import CodePurpose
from bot.model.turn import CodeUse, Turn
from channels.messages import Address, SharedContact, Text
from tests.flows.house import CODES, House
from tests.flows.literals import ACCOUNTS, outcome

TELEGRAM = Address("telegram", "4242")
WEB = Address("web", "v1")
PHONE = ACCOUNTS["MTR-0042"].phone
OTHER = "+12025550199"


def says(house: House, address: Address, *commands: Command) -> Turn:
    return house.hears(address, Text("words"), Reading(commands, 1.0))


def shares(house: House, phone: str | None, address: Address = TELEGRAM) -> Turn:
    shared = SharedContact(phone, own=phone is not None)
    return house.hears(address, shared, Reading((GivePhone(phone),), 1.0))


def asks(house: House, meter: str = "MTR-0042", address: Address = TELEGRAM) -> None:
    says(house, address, GiveMeter(meter))
    ends_all_calls(house)


def ends_all_calls(house: House) -> None:
    while house.calls:
        person, call = house.calls.pop(0)
        house.finishes(person, call, outcome(call.request, "ok"))


def uses(turn: Turn) -> list[CodeUse]:
    return [step.use for step in turn.codes]


@pytest.fixture
def trusting() -> House:
    return House(contact_proves=True)


def test_where_it_proves_nothing_it_is_answered_politely_and_changes_nothing() -> None:
    house = House()
    asks(house)
    before = house.person(TELEGRAM).session
    turn = shares(house, PHONE)
    assert (turn.codes, turn.binding, turn.calls) == ((), None, ())
    assert turn.replies[0].message.text.startswith("Thank you. A shared contact does not count here")
    after = house.person(TELEGRAM).session
    assert replace(after, version=before.version, heard_at=before.heard_at) == before
    says(house, TELEGRAM, GiveCode(house.code()))
    assert house.person(TELEGRAM).contact.identity


def test_the_own_contact_with_the_number_on_file_answers_like_the_right_code(trusting: House) -> None:
    asks(trusting)
    turn = shares(trusting, PHONE)
    assert uses(turn) == [CodeUse.RIGHT]
    assert turn.binding is not None
    assert trusting.person(TELEGRAM).contact.at(TELEGRAM).proof
    assert not shares(trusting, PHONE).codes, "once"


@pytest.mark.parametrize("phone", [OTHER, None, ACCOUNTS["MTR-0050"].phone])
def test_every_other_contact_counts_as_a_wrong_code(trusting: House, phone: str | None) -> None:
    asks(trusting)
    turn = shares(trusting, phone)
    assert uses(turn) == [CodeUse.WRONG]
    assert turn.binding is None
    assert turn.session.challenge is not None
    assert turn.session.challenge.tries == 1


def test_a_meter_that_nobody_has_or_without_a_phone_reads_the_same(trusting: House) -> None:
    heard = {}
    for place, meter in enumerate(("MTR-0042", "MTR-9999", "MTR-0070")):
        address = Address("telegram", str(place))
        asks(trusting, meter, address)
        turns = [shares(trusting, phone, address) for phone in (OTHER, None, "")]
        heard[meter] = [(uses(turn), [one.message.text for one in turn.replies]) for turn in turns]
    assert heard["MTR-9999"] == heard["MTR-0042"] == heard["MTR-0070"]


def test_it_answers_only_where_the_code_was_asked_for_on_telegram(trusting: House) -> None:
    assert not shares(trusting, PHONE).codes
    asks(trusting, address=WEB)
    assert not shares(trusting, PHONE, WEB).codes
    assert not shares(trusting, PHONE).codes


def test_it_never_confirms_an_order(trusting: House) -> None:
    asks(trusting)
    shares(trusting, PHONE)
    says(trusting, TELEGRAM, Say("start_solar"))
    ends_all_calls(trusting)
    for _ in range(2):
        offered = trusting.person(TELEGRAM).session.offered
        says(trusting, TELEGRAM, Choose(offered[0].value))
        ends_all_calls(trusting)
    challenge = trusting.person(TELEGRAM).session.challenge
    assert challenge is not None
    assert challenge.purpose is CodePurpose.ORDER
    turn = shares(trusting, PHONE)
    assert (turn.codes, turn.calls, turn.orders) == ((), (), ())


def test_one_that_comes_too_late_is_told_so(trusting: House) -> None:
    asks(trusting)
    trusting.passes(6)
    turn = shares(trusting, PHONE)
    assert not turn.codes
    assert turn.replies[0].message.text.startswith("That code is too old")


def test_no_challenge_holds_the_phone(trusting: House) -> None:
    asks(trusting)
    (challenge,) = [one.challenge for one in trusting.replies if one.purpose is Purpose.CODE]
    assert challenge is not None
    assert PHONE is not None
    assert PHONE not in repr(challenge)
    assert CODES.is_on_file(challenge, PHONE)
    assert not CODES.is_on_file(replace(challenge, nonce="another"), PHONE)
    assert not CODES.is_on_file(replace(challenge, on_file=""), PHONE)
