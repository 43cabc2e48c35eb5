"""What a campaign moved, against the share that was held back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaigns.comparing import Comparison, Group, kind_of, with_rows
from bot.model.contact import Contact
from bot.model.ids import ContactId, OrderId
from bot.model.order import Order, OrderState
from bot.store.rows import Seen
from tools.offers import Kind

DUE = datetime(2026, 3, 4, 10, tzinfo=UTC)
LATER = DUE + timedelta(days=40)


def ordered(after_days: float, kind: Kind = Kind.SOLAR, state: OrderState = OrderState.CONFIRMED) -> Order:
    return Order(OrderId("o"), kind, "t", "Roof", "Sunny", None, "d", state, DUE + timedelta(days=after_days))


def row(*orders: Order, fate: str = "sent", due: datetime = DUE) -> Seen:
    return Seen(ContactId("c"), Contact(ContactId("c"), ()), due, {}, fate, orders)


def compared(*rows: Seen, kind: Kind | None = Kind.SOLAR) -> Comparison:
    return with_rows(Comparison(kind, 30), rows, LATER)


def test_the_interval_is_the_one_that_newcombe_published() -> None:
    found = Comparison(None, 30, Group(70, 56), Group(80, 48))

    assert found.difference == pytest.approx(0.2)
    assert found.interval() == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.certain


def test_where_zero_is_within_the_interval_nothing_is_certain() -> None:
    assert not Comparison(None, 30, Group(900, 9), Group(100, 1)).certain
    assert not Comparison(None, 30, Group(900, 9), Group()).certain
    assert Comparison(None, 30, Group(1000, 10), Group(1000, 100)).certain
    assert Comparison(None, 30).interval() == (-1.0, 1.0)


def test_whoever_was_not_reached_counts_with_those_whom_it_was_for() -> None:
    found = compared(row(), row(fate="withheld:opted_out"), row(ordered(3)), row(ordered(3), fate="holdout"))

    assert (found.intended, found.held) == (Group(3, 1), Group(1, 1))


@pytest.mark.parametrize(
    ("order", "counts"),
    [
        (ordered(0), True),
        (ordered(29.9), True),
        (ordered(30), False),
        (ordered(-0.1), False),
        (ordered(3, state=OrderState.DELIVERED), True),
        (ordered(3, state=OrderState.CANCELLED), False),
        (ordered(3, state=OrderState.UNKNOWN), False),
        (ordered(3, Kind.DFP), False),
    ],
)
def test_an_order_counts_that_stands_and_came_in_time(order: Order, *, counts: bool) -> None:
    assert compared(row(order)).intended == Group(1, int(counts))


def test_a_campaign_for_no_kind_counts_every_order_and_a_person_once() -> None:
    assert compared(row(ordered(3, Kind.DFP), ordered(4)), kind=None).intended == Group(1, 1)
    assert (kind_of("solar"), kind_of("compare"), kind_of(None)) == (Kind.SOLAR, None, None)


def test_who_is_gone_or_not_yet_written_to_is_on_neither_side() -> None:
    gone = Seen(ContactId(""), None, DUE, {}, "withheld:erased")
    later = row(fate="pending", due=LATER + timedelta(seconds=1))

    assert compared(gone, later) == Comparison(Kind.SOLAR, 30)
