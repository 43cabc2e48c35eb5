"""What a person of the utility does is an event like any other, and what went wrong can be tried again or let go."""

from dataclasses import replace

import pytest

from bot.desk import Desk
from bot.model.event import OperatorSpoke, OrderSettled
from bot.model.ids import CaseId, ContactId
from bot.model.order import OrderState
from bot.model.turn import Case, CaseKind
from bot.store.cases import Cases, Wanted
from bot.store.mailbox import event_id
from bot.store.outbox import Ended, Outbox
from channels.messages import Status
from tests.store.building import LEASE, NOW, House, lease_of, turn_saying

ANY = Wanted()


@pytest.fixture
def desk(house: House) -> Desk:
    ids = iter(f"id{number}" for number in range(100))
    cases = Cases(house.codec)
    return Desk(house.runner, house.mailbox, Outbox(house.codec), cases, clock=lambda: NOW, new_id=lambda: next(ids))


def test_a_persons_words_lie_in_the_customers_mailbox(house: House, desk: Desk) -> None:
    desk.say(ContactId("c1"), "Ann", "I will look into it")
    desk.hand_back(ContactId("c1"), "Ann")

    (claimed,) = house.claim()

    events = [house.mailbox.event(entry) for entry in claimed.entries]
    spoken = [(event.text, event.hand_back) for event in events if isinstance(event, OperatorSpoke)]
    assert spoken == [("I will look into it", False), ("", True)]


def test_a_conversation_can_be_read(house: House, desk: Desk) -> None:
    house.accept("1", text="a person please")
    house.commit(house.claim()[0])

    assert [line.text for line in desk.conversation(ContactId("c1"))] == ["a person please"]


def test_a_case_is_listed_until_it_is_closed(house: House, desk: Desk) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    case = Case(CaseId("case1"), CaseKind.HANDOVER, NOW, subject="solar/terms")
    house.commit(claimed, replace(turn_saying(claimed.contact), cases=(case,)))

    assert [(found.contact, found.case) for found in desk.cases(ANY, 0, 10).cases] == [("c1", case)]
    assert not desk.replay(case.id)
    assert desk.discard(case.id)
    assert not desk.close(case.id)
    assert not desk.discard(case.id)
    assert desk.cases(ANY, 0, 10).cases == ()
    assert (found := desk.find(case.id))
    assert not found.open


def test_a_dead_letter_is_tried_again(house: House, desk: Desk) -> None:
    house.accept("1", text="poison")
    (claimed,) = house.claim()
    event = event_id(claimed.entries[0])
    case = Case(CaseId("dead"), CaseKind.DEAD_LETTER, NOW, subject=event)
    house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, ()))

    assert desk.replay(case.id)
    assert house.texts(house.claim()[0].entries) == ["poison"]


def test_a_dead_letter_is_let_go(house: House, desk: Desk) -> None:
    house.accept("1", text="poison")
    (claimed,) = house.claim()
    event = event_id(claimed.entries[0])
    case = Case(CaseId("dead"), CaseKind.DEAD_LETTER, NOW, subject=event)
    house.runner.run(house.mailbox.bury(lease_of(claimed), event, case, ()))

    assert desk.discard(case.id)
    assert house.claim() == ()


def test_an_unconfirmed_delivery_is_sent_again(house: House, desk: Desk) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    house.commit(claimed, turn_saying(claimed.contact, "hello"))
    outbox = Outbox(house.codec)
    (attempt,) = house.runner.run(outbox.claim(1, LEASE))
    case = Case(CaseId("doubt"), CaseKind.UNCONFIRMED_DELIVERY, NOW, subject=attempt.id)
    house.runner.run(outbox.record(attempt, Ended(Status.UNCONFIRMED, case=case), LEASE))

    assert desk.replay(case.id)

    (again,) = house.runner.run(outbox.claim(1, LEASE))
    assert again.id == attempt.id


@pytest.mark.parametrize(
    ("kind", "state", "number", "settled"),
    [
        (CaseKind.UNKNOWN_ORDER, OrderState.CONFIRMED, "ORD-7", True),
        (CaseKind.UNKNOWN_ORDER, OrderState.REJECTED, None, True),
        (CaseKind.UNKNOWN_ORDER, OrderState.CONFIRMED, None, False),
        (CaseKind.UNKNOWN_ORDER, OrderState.REJECTED, "ORD-7", False),
        (CaseKind.UNKNOWN_ORDER, OrderState.CANCELLED, None, False),
        (CaseKind.UNKNOWN_CANCELLATION, OrderState.CANCELLED, None, True),
        (CaseKind.UNKNOWN_CANCELLATION, OrderState.REJECTED, None, True),
        (CaseKind.UNKNOWN_CANCELLATION, OrderState.CONFIRMED, "ORD-7", False),
        (CaseKind.HANDOVER, OrderState.REJECTED, None, False),
    ],
)
def test_how_a_doubt_ended_lies_in_the_customers_mailbox(
    house: House, desk: Desk, kind: CaseKind, state: OrderState, number: str | None, *, settled: bool
) -> None:
    house.accept("1")
    (claimed,) = house.claim()
    case = Case(CaseId("case1"), kind, NOW, subject="order1")
    house.commit(claimed, replace(turn_saying(claimed.contact), cases=(case,)))
    assert not desk.settle(CaseId("another"), "Ann", state, number)
    assert desk.settle(case.id, "Ann", state, number) is settled
    events = [house.mailbox.event(entry) for one in house.claim() for entry in one.entries]
    told = [
        (one.operator, one.case, one.order, one.state, one.number) for one in events if isinstance(one, OrderSettled)
    ]
    assert told == ([("Ann", "case1", "order1", state, number)] if settled else [])
