"""What becomes of an order behind the words: whom the network is asked about, and what a person gets to see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows.following import SCHEDULES
from bot.model.command import Reading, Say
from bot.model.contact import Purpose
from bot.model.event import Event, OrderDue, OrderSettled
from bot.model.ids import AccountId, CallId, CaseId, EventId, OrderId
from bot.model.order import Duty, Order, OrderState
from bot.model.turn import CaseKind, ToolCall, Turn
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from channels.messages import Text
from tests.flows.house import House
from tests.flows.literals import START
from tests.flows.playing import WEB, Play
from tests.flows.test_transcripts import FOLDER
from tools.contract import (
    CheckOrder,
    Failed,
    Failure,
    FindAccount,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    Result,
)
from tools.offers import Kind, Progress


def played(name: str) -> House:
    """A house after a transcript."""
    play = Play()
    list(play.lines((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
    return play.house


def test_the_seller_of_an_order_is_asked_how_far_it_is() -> None:
    requests = [call.request for turn in played("solar").turns for call in turn.calls]
    checks = [(one.bpp_id, one.bpp_uri) for one in requests if isinstance(one, CheckOrder)]
    assert checks == [("bpp-0.example", "https://bpp-0.example")]


def test_a_registry_that_was_not_told_for_a_day_is_a_persons_case_until_it_is_told() -> None:
    house = played("registry_not_told")
    cases = [(turn_at, case) for turn_at, turn in enumerate(house.turns) for case in turn.cases]
    [order] = house.everybody[0].orders.values()
    assert [(case.kind, case.subject) for _, case in cases] == [(CaseKind.REGISTRY_NOT_TOLD, order.id)]
    [(opened, case)] = cases
    assert case.opened_at - order.placed_at > timedelta(days=1)
    assert [case.id in turn.closed for turn in house.turns[opened:]].count(True) == 1
    assert (order.state, order.untold) == (OrderState.CONFIRMED, False)


def test_an_order_that_is_asked_after_comes_to_its_end_with_its_history() -> None:
    house = played("milestones")
    [order] = house.everybody[0].orders.values()
    assert [change.milestone or change.state for change in order.history] == [
        "approved",
        "confirming",
        "confirmed",
        "ORDER_RECEIVED",
        "SITE_SURVEY",
        "INSTALLATION_SCHEDULED",
        "ODD_CODE",
        "Order Shipped",
        "ORDER_DELIVERED",
        "delivered",
    ]
    assert house.watches == []
    told = [reply.message.text for reply in house.replies if reply.purpose is Purpose.SERVICE]
    assert len(told) == 2, "a small step, one that was told before, and one that is not wanted are not told"


def test_a_milestone_is_told_by_name_where_the_account_is_proven() -> None:
    house = played("solar")
    person = house.everybody[0]
    [order] = person.orders.values()
    waits = replace(order, state=OrderState.CONFIRMED, milestone=None, calls={CallId("c9"): Duty.FOLLOW})
    person.orders[order.id] = waits
    turn = house.finishes(person, ToolCall(CallId("c9"), FindAccount("")), OrderChecked(Progress("ORD-1001", "ACTIVE")))
    assert [(reply.purpose, reply.message.text) for reply in turn.replies] == [
        (Purpose.SERVICE, "SunRoof 4, number ORD-1001: it is active.")
    ]


@pytest.mark.parametrize("whose", ["nobody", "other"])
def test_a_milestone_is_told_to_nobody_but_the_orders_account(whose: str) -> None:
    house = played("solar")
    person = house.everybody[0]
    [order] = person.orders.values()
    waits = replace(order, state=OrderState.CONFIRMED, milestone=None, calls={CallId("c9"): Duty.FOLLOW})
    person.orders[order.id] = replace(waits, account=AccountId("acc-1")) if whose == "other" else waits
    if whose == "nobody":
        bare = tuple(replace(known, proof=None) for known in person.contact.addresses)
        person.contact = replace(person.contact, addresses=bare)
    turn = house.finishes(person, ToolCall(CallId("c9"), FindAccount("")), OrderChecked(Progress("ORD-1001", "ACTIVE")))
    assert turn.replies == ()
    assert [one.milestone for one in turn.orders] == ["ACTIVE"]


def test_an_order_comes_back_from_the_store_with_its_meter_sealed() -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    [order] = played("registry_not_told").everybody[0].orders.values()
    whole = replace(order, calls={CallId("c"): Duty.TELL})
    written = codec.write(whole)
    assert codec.read(written, Order) == whole
    assert b"MTR-0042" not in written


@pytest.mark.parametrize(
    "event",
    [
        OrderDue(EventId("e"), START, OrderId("o"), Duty.TELL, 3),
        OrderSettled(EventId("e"), START, "olga", CaseId("c"), OrderId("o"), OrderState.CONFIRMED, "9"),
    ],
)
def test_what_is_due_and_what_a_person_says_come_back_from_the_store(event: OrderDue | OrderSettled) -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    written = codec.write(event, Event)
    assert codec.read_event(written) == event
    assert b"olga" not in written


ORDER = Order(OrderId("o1"), Kind.DFP, "t", "Roof", "Sunny", None, "digest", OrderState.UNKNOWN, START)


@pytest.mark.parametrize("duty", [Duty.SETTLE, Duty.TELL, Duty.FOLLOW])
def test_an_order_of_before_without_offer_or_meter_is_left_to_a_person(duty: Duty) -> None:
    """Nothing is asked that could not be asked rightly."""
    house = House()
    person = house.person(WEB)
    for state in (OrderState.UNKNOWN, OrderState.CONFIRMED):
        person.orders[ORDER.id] = replace(ORDER, state=state)
        turn = house.take(person, OrderDue(house.event_id(), house.now, ORDER.id, duty, 0))
        assert (turn.calls, turn.watches, turn.replies) == ((), (), ())


def test_an_enrolment_of_before_without_its_meter_is_settled_all_the_same() -> None:
    house = House()
    person = house.person(WEB)
    person.orders[ORDER.id] = replace(ORDER, call=CallId("c1"))
    turn = house.finishes(person, ToolCall(CallId("c1"), FindAccount("")), OrderConfirmed(Progress("9", "")))
    assert [(one.state, one.number) for one in turn.orders] == [(OrderState.CONFIRMED, "9")]
    assert turn.calls == ()


def test_a_cancellation_in_doubt_is_a_persons_case_until_the_order_is_at_its_end() -> None:
    for name, opened, state in (
        ("cancel_unknown", [CaseKind.UNKNOWN_CANCELLATION], OrderState.CANCELLED),
        ("cancel_too_late", [], OrderState.DELIVERED),
        ("cancel", [], OrderState.CANCELLED),
        ("cancel_refused", [], OrderState.CONFIRMED),
    ):
        house = played(name)
        [order] = house.everybody[0].orders.values()
        cases = [case for turn in house.turns for case in turn.cases]
        assert [case.kind for case in cases] == opened
        assert {case.id for case in cases} <= {case for turn in house.turns for case in turn.closed}
        assert (order.state, order.cancelling_since) == (state, None)


def settled_by_a_person(house: House, state: OrderState, number: str | None = None) -> Turn:
    person = house.everybody[0]
    [order] = person.orders.values()
    event = OrderSettled(house.event_id(), house.now, "olga", CaseId("a-case"), order.id, state, number)
    turn = house.take(person, event)
    assert turn.closed[0] == "a-case"
    return turn


def test_a_person_settles_an_order_in_doubt_and_the_customer_hears_of_it() -> None:
    for state, number, after in (
        (OrderState.CONFIRMED, "ORD-7", OrderState.CONFIRMED),
        (OrderState.REJECTED, None, OrderState.REJECTED),
        (OrderState.CONFIRMED, None, OrderState.REJECTED),
    ):
        house = played("unknown_for_good")
        turn = settled_by_a_person(house, state, number)
        [order] = house.everybody[0].orders.values()
        assert (order.state, order.number) == (after, number)
        assert [reply.message.text[:31] for reply in turn.replies] == ["There is an answer about your o"]
        assert len(turn.watches) == (1 if after is OrderState.CONFIRMED else 0)
        again = settled_by_a_person(house, OrderState.REJECTED)
        assert (again.orders, again.replies) == ((), ()), "the doubt is gone: only the case is closed"


def test_a_person_settles_a_cancellation_in_doubt() -> None:
    for state, after in (
        (OrderState.CANCELLED, OrderState.CANCELLED),
        (OrderState.REJECTED, OrderState.CONFIRMED),
    ):
        house = played("solar")
        person = house.everybody[0]
        [order] = person.orders.values()
        person.orders[order.id] = replace(order, state=OrderState.CONFIRMED, cancelling_since=START)
        turn = settled_by_a_person(house, state)
        [order] = person.orders.values()
        assert (order.state, order.cancelling_since) == (after, None)
        assert len(turn.replies) == 1


def test_what_a_person_says_of_an_order_that_is_gone_changes_nothing() -> None:
    house = House()
    event = OrderSettled(house.event_id(), house.now, "olga", CaseId("a-case"), OrderId("gone"), OrderState.REJECTED)
    turn = house.take(house.person(WEB), event)
    assert (turn.closed, turn.orders) == ((), ())


STANDING = replace(
    ORDER, state=OrderState.CONFIRMED, number="9", cancelling_since=START, calls={CallId("c1"): Duty.CANCEL}
)


@pytest.mark.parametrize("result", [OrderCancelled(Progress("9", "CANCELLED")), Failed(Failure.REJECTED)])
def test_an_answer_to_a_cancellation_leaves_the_conversation_where_it_is(result: Result) -> None:
    """The customer went elsewhere meanwhile, or it came to its end in another way."""
    for order in (STANDING, replace(STANDING, state=OrderState.CANCELLED)):
        house = House()
        person = house.person(WEB)
        person.orders[ORDER.id] = order
        before = person.session
        turn = house.finishes(person, ToolCall(CallId("c1"), FindAccount("")), result)
        assert (turn.session, turn.replies) == (before, ())
        cancelled = isinstance(result, OrderCancelled) or order.state is OrderState.CANCELLED
        assert [one.state is OrderState.CANCELLED for one in turn.orders] == [cancelled]


@pytest.mark.parametrize("step", ["cancel", "checking", "seller", "cancelling"])
def test_a_step_of_orders_without_its_order_goes_back_to_the_list(step: str) -> None:
    """A deploy or a deletion may take the order away under a conversation."""
    house = played("solar")
    person = house.people[WEB]
    person.orders.clear()
    person.session = replace(person.session, flow="orders", step=step, slots={})
    turn = house.hears(WEB, Text("words"), Reading((Say("greet"),), 1.0))
    assert turn.session.flow == "welcome"


def test_an_order_that_is_gone_is_not_seen_to() -> None:
    house = House()
    turn = house.take(house.person(WEB), OrderDue(house.event_id(), house.now, OrderId("gone"), Duty.FOLLOW, 0))
    assert (turn.calls, turn.watches) == ((), ())


def test_a_schedule_ends() -> None:
    house = House()
    person = house.person(WEB)
    person.orders[ORDER.id] = replace(ORDER, state=OrderState.CONFIRMED, number="9")
    last = len(SCHEDULES[Duty.FOLLOW]) - 1
    turn = house.take(person, OrderDue(house.event_id(), house.now, ORDER.id, Duty.FOLLOW, last))
    assert (len(turn.calls), turn.watches) == (1, ())


def test_nothing_is_asked_twice_at_the_same_time() -> None:
    house = House()
    person = house.person(WEB)
    person.orders[ORDER.id] = replace(ORDER, state=OrderState.CONFIRMED, number="9", calls={CallId("c"): Duty.FOLLOW})
    turn = house.take(person, OrderDue(house.event_id(), house.now, ORDER.id, Duty.FOLLOW, 0))
    assert (turn.calls, len(turn.watches)) == ((), 1)


def test_an_order_in_doubt_that_the_network_calls_cancelled_was_not_placed() -> None:
    house = House()
    person = house.person(WEB)
    person.orders[ORDER.id] = replace(ORDER, calls={CallId("c9"): Duty.SETTLE})
    turn = house.finishes(person, ToolCall(CallId("c9"), FindAccount("")), OrderChecked(Progress("9", "CANCELLED")))
    assert [one.state for one in turn.orders] == [OrderState.REJECTED]
    assert list(turn.closed) == [CaseId(ORDER.id)]


def test_a_doubt_that_is_settled_by_asking_ends_its_case_and_one_that_is_not_stays() -> None:
    for name, closed, state in (
        ("unknown_settled", 1, OrderState.CONFIRMED),
        ("unknown_for_good", 0, OrderState.UNKNOWN),
    ):
        house = played(name)
        [order] = house.everybody[0].orders.values()
        assert [case.kind for turn in house.turns for case in turn.cases] == [CaseKind.UNKNOWN_ORDER]
        assert len([case for turn in house.turns for case in turn.closed]) == closed
        assert order.state is state
