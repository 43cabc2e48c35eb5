"""A code that does not count is said so plainly, with a way on; nothing is ordered by it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.flows.authenticate import TRIES_PER_CODE
from bot.model.command import GiveCode, GiveMeter, Reading, Say
from bot.model.event import ApprovalProven, IdentityRefused, MessageReceived, Refused
from bot.model.ids import EventId
from bot.model.turn import Turn
from channels.messages import InboundMessage, Text
from tests.flows.house import House
from tests.flows.literals import outcome
from tests.flows.test_step_up import TELEGRAM, WEB, approves, confirms, ends_all_calls, says
from tools.contract import AccountFound, FindAccount


def refuses(house: House, why: Refused) -> Turn:
    return house.take(house.person(WEB), IdentityRefused(EventId(f"refused-{why}"), house.now, WEB, why))


def words(turn: Turn) -> str:
    return "\n".join(reply.message.text for reply in turn.replies)


def at_the_code_of_an_order() -> House:
    house = House()
    approves(house, Say("start_solar"))
    ends_all_calls(house)
    return house


@pytest.mark.parametrize(
    ("why", "said"), [(Refused.LOCKED, "too many wrong codes"), (Refused.USED, "A used code does not work twice")]
)
def test_a_refused_code_is_told_with_a_way_on(why: Refused, said: str) -> None:
    house = House()
    says(house, GiveMeter("MTR-0042"))

    turn = refuses(house, why)

    assert said in words(turn)
    assert turn.session.challenge is None


def test_when_too_many_guess_everywhere_a_person_is_offered() -> None:
    turn = refuses(House(), Refused.BUSY)

    assert [choice.label for reply in turn.replies for choice in reply.message.choices] == ["Talk to a person"]


def test_a_used_code_does_not_take_away_what_was_proven() -> None:
    house = House()
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    says(house, GiveCode(house.code()))

    turn = refuses(house, Refused.USED)

    assert "A used code does not work twice" in words(turn)
    assert "meter ID" not in words(turn)


def test_nothing_is_said_of_a_refused_code_while_a_person_leads() -> None:
    house = House()
    person = house.person(WEB)
    person.session = replace(person.session, with_operator=True)

    assert words(refuses(house, Refused.LOCKED)) == ""


def test_another_code_for_the_same_order_waits_a_little() -> None:
    house = at_the_code_of_an_order()

    turn_before = len(house.replies)
    says(house, Say("resend_otp"))

    said = "\n".join(reply.message.text for reply in house.replies[turn_before:])
    assert "Please wait a little" in said
    assert confirms(house) == []


def test_an_order_cannot_be_confirmed_where_the_phone_is_gone() -> None:
    house = House()
    approves(house, Say("start_solar"))
    ((person, call),) = [one for one in house.calls if isinstance(one[1].request, FindAccount)]
    house.calls.remove((person, call))
    found = outcome(call.request, "ok")
    assert isinstance(found, AccountFound)
    assert found.account is not None

    house.finishes(person, call, AccountFound(replace(found.account, phone=None)))

    assert confirms(house) == []
    assert person.session.challenge is None or person.session.challenge.bound == ""


def test_five_wrong_codes_lead_back_to_the_terms() -> None:
    house = at_the_code_of_an_order()

    for _ in range(5):
        says(house, GiveCode("000000"))

    person = house.person(WEB)
    assert (person.session.flow, person.session.step) == ("solar", "terms")
    assert confirms(house) == []


def test_a_confirmation_from_elsewhere_or_of_nothing_orders_nothing() -> None:
    house = at_the_code_of_an_order()
    person = house.person(WEB)
    assert person.session.business is not None
    assert person.session.business.approval is not None
    digest = person.session.business.approval.digest

    house.take(person, ApprovalProven(EventId("elsewhere"), house.now, TELEGRAM, digest))
    house.take(house.person(TELEGRAM), ApprovalProven(EventId("nothing"), house.now, TELEGRAM, digest))

    assert confirms(house) == []


def types(house: House, typed: datetime, code: str) -> Turn:
    """Take a code that came at a moment, however much later it is now."""
    event = MessageReceived(house.event_id(), typed, InboundMessage(WEB, "native", Text(code)))
    return house.take(house.person(WEB), event, Reading((GiveCode(code),), 1.0))


def test_a_code_that_came_in_time_counts_however_late_it_is_taken() -> None:
    house = House()
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    typed, code = house.now + timedelta(minutes=4), house.code()
    house.passes(30)

    types(house, typed, code)

    assert house.person(WEB).contact.identity is not None


def test_guesses_that_came_together_are_no_more_tries_than_one_after_the_other() -> None:
    house = House()
    says(house, GiveMeter("MTR-0042"))
    ends_all_calls(house)
    typed, code = house.now + timedelta(minutes=1), house.code()
    house.passes(2)
    for number in range(TRIES_PER_CODE):
        types(house, typed, f"{(int(code) + 1 + number) % 1_000_000:06}")

    turn = types(house, typed, code)

    assert house.person(WEB).contact.identity is None
    assert "That code is too old" in words(turn)
