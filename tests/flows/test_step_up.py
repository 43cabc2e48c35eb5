"""A code opens only what it was sent for: another purpose, address, meter or order is another number."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from bot.model.command import Choose, GiveCode, GiveMeter, Reading, Say
from bot.model.contact import Purpose
from bot.model.event import ApprovalProven, OperatorSpoke
from bot.model.ids import EventId
from bot.model.session import Challenge, CodePurpose
from bot.model.turn import CaseKind
from channels.messages import Address, Text
from tests.flows.house import CODES, House
from tests.flows.literals import ACCOUNTS, START, outcome
from tools.contract import AccountFound, ConfirmOrder, FindAccount

WEB, TELEGRAM = Address("web", "v" * 64), Address("telegram", "7")
IDENTITY = Challenge("nonce", "MTR-0042", WEB, START + timedelta(minutes=5))
USES = {
    "identity": IDENTITY,
    "another address": replace(IDENTITY, address=TELEGRAM),
    "another meter": replace(IDENTITY, meter="MTR-0043"),
    "an order": replace(IDENTITY, purpose=CodePurpose.ORDER, bound="a" * 64),
    "another order": replace(IDENTITY, purpose=CodePurpose.ORDER, bound="b" * 64),
}


@pytest.mark.parametrize(("sent", "used"), tuple(permutations(USES, 2)))
def test_a_code_is_good_for_nothing_else(sent: str, used: str) -> None:
    assert CODES.matches(USES[sent], CODES.code_for(USES[sent]))
    assert not CODES.matches(USES[used], CODES.code_for(USES[sent]))


@pytest.mark.parametrize("digits", [6, 7, 8])
def test_a_code_has_as_many_digits_as_is_set(digits: int) -> None:
    codes = replace(CODES, digits=digits)
    for number in range(50):
        code = codes.code_for(replace(IDENTITY, nonce=f"nonce-{number}"))
        assert (len(code), code.isdigit()) == (digits, True)
        assert codes.matches(replace(IDENTITY, nonce=f"nonce-{number}"), code)
    assert not codes.matches(replace(IDENTITY, decoy=True), codes.code_for(IDENTITY))


def says(house: House, *commands: Say | GiveMeter | GiveCode | Choose, address: Address = WEB) -> None:
    house.hears(address, Text("words"), Reading(commands, 1.0))


def ends_all_calls(house: House) -> None:
    while open_calls := [one for one in house.calls if not isinstance(one[1].request, ConfirmOrder)]:
        for person, call in open_calls:
            house.calls.remove((person, call))
            house.finishes(person, call, outcome(call.request, "ok"))


def approves(house: House, intent: Say, offer: int = 0) -> None:
    """Prove who it is, get to the terms of an offer and approve them."""
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    says(house, GiveCode(house.code()))
    says(house, intent)
    ends_all_calls(house)
    picks(house, offer)


def picks(house: House, offer: int) -> None:
    says(house, Choose(house.person(WEB).session.offered[offer].value))
    ends_all_calls(house)
    says(house, Say("affirm"))


def confirms(house: House) -> list[ConfirmOrder]:
    return [call.request for _, call in house.calls if isinstance(call.request, ConfirmOrder)]


def asks(house: House) -> bool:
    return any(isinstance(call.request, FindAccount) for _, call in house.calls)


def test_an_order_wants_a_code_of_its_own() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    says(house, GiveCode(house.code(newest=2)))
    assert confirms(house) == [], "the code that proved who it is confirms nothing"
    says(house, GiveCode(house.code()))
    assert len(confirms(house)) == 1
    says(house, GiveCode(house.code()))
    assert len(confirms(house)) == 1


def test_the_code_of_an_order_is_void_where_another_is_wanted() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    old = house.code()
    says(house, Say("deny"))
    picks(house, 1)
    ends_all_calls(house)
    says(house, GiveCode(old))
    assert confirms(house) == []
    says(house, GiveCode(house.code()))
    assert [one.terms.quote.offer.name for one in confirms(house)] == ["SunRoof 6"]


def test_a_code_typed_after_the_approval_ended_orders_nothing() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    person, business = house.person(WEB), house.person(WEB).session.business
    assert business is not None
    assert business.approval is not None
    for digest, minutes in (("c" * 64, 0), (business.approval.digest, 6)):
        house.passes(minutes)
        house.take(person, ApprovalProven(EventId(f"late-{minutes}"), house.now, WEB, digest))
        assert confirms(house) == []


def test_the_code_of_an_order_does_not_count_at_another_address() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    says(house, GiveCode(house.code()), address=TELEGRAM)
    assert confirms(house) == []


def test_a_phone_in_other_hands_orders_nothing_and_a_person_takes_over() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    earlier = house.code()
    house.passes(1)
    says(house, Say("resend_otp"))
    ((person, call),) = house.calls
    assert call.request == FindAccount("MTR-0042", for_order=True)
    house.calls.clear()
    turn = house.finishes(person, call, AccountFound(ACCOUNTS["MTR-0042"], phone_changed=True))
    assert [case.kind for case in turn.cases] == [CaseKind.PHONE_CHANGED]
    assert (turn.codes, turn.session.with_operator) == ((), True)
    assert [reply for reply in turn.replies if reply.purpose is Purpose.CODE] == []
    says(house, GiveCode(earlier))
    house.take(person, OperatorSpoke(house.event_id(), house.now, "olga", "", hand_back=True))
    says(house, GiveCode(earlier))
    assert confirms(house) == []


@pytest.mark.parametrize(("minutes", "asked"), [(0, False), (9, False), (11, True)])
def test_a_free_enrolment_right_after_the_proof_needs_none(minutes: float, asked: bool) -> None:  # noqa: FBT001 -- drawn
    house = House()
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    says(house, GiveCode(house.code()))
    house.passes(minutes)
    says(house, Say("start_dfp"))
    ends_all_calls(house)
    picks(house, 0)
    assert (len(confirms(house)), asks(house)) == (int(not asked), asked)
