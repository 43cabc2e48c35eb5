"""A button's id says which question it answers; one that is not ours answers none."""

import pytest

from bot.model.session import choice_id, chosen


def test_a_button_comes_back_as_it_went() -> None:
    assert chosen(choice_id(12, "offer-0")) == (12, "offer-0")
    assert chosen(choice_id(0, "a:b")) == (0, "a:b")


@pytest.mark.parametrize("foreign", ["", "yes", ":", "x:offer-0", "-1:offer-0", "२:offer-0", f"{'9' * 5000}:offer-0"])
def test_a_foreign_button_belongs_to_no_question(foreign: str) -> None:
    assert chosen(foreign)[0] == -1
