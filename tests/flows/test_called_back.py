"""What becomes of an order when the network speaks after nobody waits any more: settled once, whatever else comes."""

from dataclasses import replace

import pytest

from bot.model.contact import Purpose
from bot.model.event import NetworkCalledBack, ToolFinished
from bot.model.order import Order, OrderState
from bot.model.turn import CaseKind
from tests.flows.house import House, Person
from tests.flows.playing import WEB, Play
from tests.flows.test_transcripts import FOLDER
from tools.contract import Failed, Failure, OrderConfirmed, TellRegistry
from tools.offers import Progress

PLACED = OrderConfirmed(Progress("ORD-77", "ORDER_RECEIVED"))
REFUSED = Failed(Failure.REJECTED)
OWN = "the order's own"


def unanswered(name: str) -> House:
    """A house in which the confirm of a transcript was not answered."""
    play, script = Play(), (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    end = next(place for place, line in enumerate(script) if line.startswith("* ConfirmOrder"))
    list(play.lines([*script[:end], "* ConfirmOrder: (late) unknown"]))
    return play.house


def parts(house: House) -> tuple[Person, Order]:
    person = house.person(WEB)
    (order,) = person.orders.values()
    return person, order


def says(
    house: House, result: OrderConfirmed | Failed, transaction: str | None = None, seller: str | None = OWN
) -> Order:
    person, order = parts(house)
    at = transaction or order.transaction
    house.take(
        person, NetworkCalledBack(house.event_id(), house.now, at, result, order.bpp_id if seller is OWN else seller)
    )
    return parts(house)[1]


def test_a_late_answer_settles_the_order_and_its_repetitions_say_nothing() -> None:
    house = unanswered("solar")
    assert parts(house)[1].state is OrderState.UNKNOWN
    settled = says(house, PLACED)
    assert (settled.state, settled.number) == (OrderState.CONFIRMED, "ORD-77")
    assert "ORD-77" in house.replies[-1].message.text
    assert house.turns[-1].closed
    heard = len(house.replies)
    for _ in range(20):
        assert says(house, PLACED) == settled
        assert says(house, REFUSED) == settled
    assert len(house.replies) == heard
    assert len(house.confirmed) == 1


def test_a_late_answer_that_overtakes_the_call_settles_it_and_the_calls_end_changes_nothing() -> None:
    house = unanswered("solar")
    person, order = parts(house)
    person.orders[order.id] = replace(order, state=OrderState.CONFIRMING)
    settled = says(house, PLACED)
    place, call = next((place, one) for place, one in house.calls if one.id == order.call)
    house.finishes(place, call, Failed(Failure.UNKNOWN))
    assert parts(house)[1] == settled


def test_a_late_refusal_settles_the_order_too() -> None:
    assert says(unanswered("solar"), REFUSED).state is OrderState.REJECTED


def test_a_seller_who_refused_and_confirms_after_all_is_a_persons_case() -> None:
    house = unanswered("solar")
    says(house, REFUSED)
    order = says(house, PLACED)
    assert order.state is OrderState.REJECTED
    assert [(case.kind, case.subject) for case in house.turns[-1].cases] == [(CaseKind.UNKNOWN_ORDER, order.id)]


def test_another_transaction_changes_nothing() -> None:
    house = unanswered("solar")
    assert says(house, PLACED, "00000000-0000-4000-8000-000000000000").state is OrderState.UNKNOWN


@pytest.mark.parametrize(("result", "asked"), [(PLACED, [TellRegistry]), (REFUSED, [])])
def test_the_registry_is_told_of_an_enrolment_that_was_confirmed_late(
    result: OrderConfirmed | Failed, asked: list[type]
) -> None:
    house = unanswered("dfp")
    says(house, result)
    assert [type(call.request) for call in house.turns[-1].calls] == asked


def test_a_milestone_that_comes_by_itself_is_kept_with_the_order() -> None:
    house = unanswered("solar")
    says(house, PLACED)
    assert says(house, OrderConfirmed(Progress("ORD-77", "ORDER_DELIVERED"))).state is OrderState.DELIVERED


def test_five_messages_that_want_solar_at_once_ask_the_network_once() -> None:
    play, script = Play(), (FOLDER / "solar.txt").read_text(encoding="utf-8").splitlines()
    end = next(place for place, line in enumerate(script) if line.startswith("* SearchOffers"))
    list(play.lines([*script[:end], *["> I want solar"] * 5, "> [sms] I want solar"]))
    calls = [call for turn in play.house.turns for call in turn.calls]
    assert [type(call.request).__name__ for call in calls].count("SearchOffers") == 1


def test_a_yes_that_a_refusal_overtook_is_a_persons_case_whoever_brings_it() -> None:
    house = unanswered("solar")
    says(house, REFUSED)
    person, order = parts(house)
    assert order.call is not None
    finished = ToolFinished(house.event_id(), house.now, order.call, PLACED)
    house.take(person, finished)
    assert [case.kind for case in house.turns[-1].cases] == [CaseKind.UNKNOWN_ORDER]


def test_an_answer_that_comes_days_later_is_a_notice() -> None:
    house = unanswered("solar")
    house.passes(3)
    says(house, PLACED)
    assert house.replies[-1].purpose is Purpose.REPLY
    house = unanswered("solar")
    house.passes(3 * 24 * 60)
    says(house, PLACED)
    assert house.replies[-1].purpose is Purpose.SERVICE


def test_another_seller_or_another_number_changes_nothing() -> None:
    house = unanswered("solar")
    person, order = parts(house)
    order = person.orders[order.id] = replace(order, bpp_id="bpp.example")
    heard = len(house.replies)
    for stranger in ("evil.example", None):
        for result in (PLACED, REFUSED):
            assert says(house, result, seller=stranger) == order
    assert len(house.replies) == heard
    placed = says(house, PLACED, seller="bpp.example")
    assert placed.state is OrderState.CONFIRMED
    cancelled = OrderConfirmed(Progress("ORD-78", "CANCELLED"))
    assert says(house, cancelled, seller="bpp.example") == placed
    assert says(house, OrderConfirmed(Progress("ORD-77", "CANCELLED")), seller="evil.example") == placed
    own = says(house, OrderConfirmed(Progress("ORD-77", "CANCELLED")), seller="bpp.example")
    assert own.state is OrderState.CANCELLED


def test_of_an_order_whose_seller_is_not_known_anybody_may_tell() -> None:
    house = unanswered("solar")
    person, order = parts(house)
    person.orders[order.id] = replace(order, bpp_id=None)
    assert says(house, PLACED, seller="bpp.example").number == "ORD-77"
