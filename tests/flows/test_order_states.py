"""The table of an order's states: where it may go, what its history tells, and that it does not grow for ever."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.ids import OrderId
from bot.model.order import MOST_MILESTONES, MoveRefused, Order, OrderState, can_move, moved, reached
from bot.store.codec import Codec
from bot.store.sealing import Sealer
from tests.flows.literals import START
from tools.offers import Kind

ORDER = Order(OrderId("o1"), Kind.DFP, "t", "Roof", "Sunny", None, "digest", OrderState.UNKNOWN, START)
STATES = st.sampled_from(list(OrderState))


@given(st.lists(STATES, max_size=12), STATES)
def test_an_order_goes_only_where_the_table_allows_and_its_history_tells_all_of_it(
    wanted: list[OrderState], first: OrderState
) -> None:
    order = replace(ORDER, state=first)
    went = []
    for place, state in enumerate(wanted):
        at = START + timedelta(minutes=place)
        if can_move(order, state):
            order = moved(order, state, at)
            went.append((state, at))
        else:
            with pytest.raises(MoveRefused):
                moved(order, state, at)
    assert [(change.state, change.at) for change in order.history] == went
    assert order.state is (went[-1][0] if went else first)
    assert len(went) <= 4, "no order goes round in circles"


@pytest.mark.parametrize("last", [OrderState.CANCELLED, OrderState.DELIVERED, OrderState.REJECTED])
def test_nothing_leaves_an_end(last: OrderState) -> None:
    assert not any(can_move(replace(ORDER, state=last), state) for state in OrderState)


@given(st.lists(st.sampled_from(["", "A", "B", "C"]), max_size=300))
def test_a_history_holds_each_new_milestone_and_does_not_grow_for_ever(said: list[str]) -> None:
    order = ORDER
    for milestone in said:
        before, order = order, reached(order, milestone, START)
        assert order.milestone == (milestone or before.milestone)
        assert (order is before) == (milestone in ("", before.milestone))
    assert len(order.history) <= MOST_MILESTONES


def test_a_seller_that_says_ever_new_milestones_fills_no_store() -> None:
    order = ORDER
    for place in range(MOST_MILESTONES + 5):
        order = reached(order, f"STEP_{place}", START)
    assert (len(order.history), order.milestone) == (MOST_MILESTONES, f"STEP_{MOST_MILESTONES + 4}")


def test_an_order_that_was_stored_without_its_history_is_still_read() -> None:
    codec = Codec(Sealer({"k1": b"1" * 32}, b"hash key of the tests"))
    stored = orjson.dumps(
        {
            "id": "o1",
            "kind": "dfp",
            "transaction": "t",
            "name": "Roof",
            "provider": "Sunny",
            "price": None,
            "digest": "d",
            "state": "unknown",
            "placed_at": "2026-03-01T00:00:00+00:00",
        }
    )
    order = codec.read(b"1 " + stored, Order)
    assert (order.history, order.offer, order.calls) == ((), None, {})
