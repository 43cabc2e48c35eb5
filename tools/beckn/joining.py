"""Questions that are alike and asked at once, or just after each other, are asked once."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")

FRESH = 10.0
"""Seconds for which an answer is given again."""


class Joined(Generic[Question, Answer]):
    """Thread-safe. A failure is everybody's who waited for it, and nobody's afterwards."""

    def __init__(self, count: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[Question, tuple[Future[Answer], float]] = {}

    def ask(self, question: Question, ask: Callable[[], Answer]) -> Answer:
        """Return the answer of whoever asks this already, or just did; else ask."""
        with self._lock:
            now = self._clock()
            self._asked = {one: known for one, known in self._asked.items() if now < known[1]}
            known = self._asked.get(question)
            answer: Future[Answer] = known[0] if known else Future()
            if known is None:
                self._asked[question] = (answer, float("inf"))
        if known is not None:
            self._count("searches_joined")
            return answer.result()
        try:
            answer.set_result(ask())
        except BaseException as error:
            self._forget(question, at=0.0)
            answer.set_exception(error)
            raise
        self._forget(question, at=self._clock() + FRESH)
        return answer.result()

    def _forget(self, question: Question, *, at: float) -> None:
        with self._lock:
            self._asked[question] = (self._asked[question][0], at)
