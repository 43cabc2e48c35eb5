"""Pages that wait for news: told as soon as there is some, let go when the process ends."""

import threading
import time
from collections.abc import Callable

import pytest

from bot.web.console.waiting import News

LONG = 30.0


def after(seconds: float, what: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, what)
    timer.start()
    return timer


def test_who_knows_less_is_told_at_once_and_who_knows_it_all_waits_for_so_long() -> None:
    began = time.monotonic()
    assert News().come(lambda: "new", "old", LONG)
    assert not News().come(lambda: "old", "old", 0.0)
    assert not News().come(lambda: "old", "old", 0.05)
    assert time.monotonic() - began < LONG


def test_news_that_come_meanwhile_are_told() -> None:
    stamps = ["old"]
    timer = after(0.1, lambda: stamps.append("new"))
    assert News().come(lambda: stamps[-1], "old", LONG)
    timer.join()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_nobody_waits_for_a_process_that_ends(when: str) -> None:
    waiting, began = News(), time.monotonic()
    timer = after(0.0 if when == "before" else 0.1, waiting.close)
    if when == "before":
        timer.join()
    assert not waiting.come(lambda: "old", "old", LONG)
    assert time.monotonic() - began < LONG
    timer.join()
