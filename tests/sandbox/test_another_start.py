"""A bot that remembers meets a sandbox that starts again: orders are still there, and no id comes twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.orders import Orders
from sandbox.telegram_state import TelegramState

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_orders_are_there_at_the_next_start_as_far_as_they_had_come(tmp_path: Path) -> None:
    first = Orders(tmp_path / "orders.json")
    number = first.place("deg:retail", "6101", "t1", {"customer": {"person": {"name": "Ada"}}}, _NOW).number
    first.advance(number, _NOW)
    second = Orders(tmp_path / "orders.json")
    assert second.all() == first.all()
    assert second.place("deg:retail", "6101", "t2", {}, _NOW).number > number


def test_numbers_of_orders_that_were_cleared_are_not_given_again(tmp_path: Path) -> None:
    orders = Orders(tmp_path / "orders.json")
    number = orders.place("deg:retail", "6101", "t1", {}, _NOW).number
    orders.clear()
    assert orders.all() == []
    assert Orders(tmp_path / "orders.json").place("deg:retail", "6101", "t2", {}, _NOW).number > number


def test_telegrams_ids_go_on_after_another_start_and_after_a_clearing() -> None:
    first = TelegramState.begun("secret", _NOW)
    updates, queries = [first.next_update()], [first.next_query()]
    cleared = first.emptied(first.secret)
    later = TelegramState.begun("secret", _NOW + timedelta(seconds=1))
    for state in (cleared, later):
        updates.append(state.next_update())
        queries.append(state.next_query())
    assert len(set(updates)) == 3
    assert len(set(queries)) == 3
    assert updates == sorted(updates)
