"""Where a provider words and sends the codes that prove who somebody is, all else about codes is as before."""

from dataclasses import replace

import pytest

from bot.model.code import Codes
from bot.model.command import GiveMeter, Say
from bot.model.contact import Purpose
from bot.model.delivery import CODE_MARK
from bot.model.session import CodePurpose
from bot.model.turn import Reply
from tests.flows.house import CODES, House
from tests.flows.literals import ACCOUNTS, outcome
from tests.flows.test_step_up import WEB, approves, ends_all_calls, says
from tools.contract import AccountFound

VERIFY = replace(CODES, channel="verify")


def codes_of(house: House, purpose: CodePurpose) -> list[Reply]:
    return [one for one in house.replies if one.challenge and one.challenge.purpose is purpose]


def test_a_proof_goes_to_verify_as_the_code_alone_and_an_order_by_our_own_sms() -> None:
    house = House(codes=VERIFY)
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    (proof,), (order,) = (codes_of(house, purpose) for purpose in (CodePurpose.IDENTITY, CodePurpose.ORDER))
    phone = ACCOUNTS["MTR-0042"].phone
    assert (proof.address.channel, proof.address.id, proof.message.text) == ("verify", phone, CODE_MARK)
    assert (order.address.channel, order.address.id) == ("sms", phone)
    assert CODE_MARK in order.message.text
    assert order.message.text != CODE_MARK


@pytest.mark.parametrize("codes", [CODES, VERIFY], ids=lambda codes: codes.channel)
def test_the_code_of_a_meter_that_nobody_has_differs_in_nothing_but_its_end(codes: Codes) -> None:
    sent = []
    for meter in ("MTR-0042", "MTR-9999"):
        house = House(codes=codes)
        says(house, GiveMeter(meter))
        ((person, call),) = house.calls
        found = AccountFound(None) if meter == "MTR-9999" else outcome(call.request, "ok")
        turn = house.finishes(person, call, found)
        sent.append(next(reply for reply in turn.replies if reply.purpose is Purpose.CODE))
    known, unknown = sent
    assert known.challenge is not None
    assert unknown.challenge is not None
    assert (known.challenge.decoy, unknown.challenge.decoy) == (False, True)
    assert (known.address.channel, known.message) == (unknown.address.channel, unknown.message)


def test_a_code_is_the_same_number_whoever_sends_it() -> None:
    house = House(codes=VERIFY)
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    challenge = house.person(WEB).session.challenge
    assert challenge is not None
    assert VERIFY.code_for(challenge) == CODES.code_for(challenge)
    assert VERIFY.matches(challenge, CODES.code_for(challenge))
