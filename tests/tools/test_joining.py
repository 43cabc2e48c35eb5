"""The same search asked several times at once, or just after, is one on the wire."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.tools.market import ITEM, OFFER, TRANSACTION, answered, catalogue
from tests.tools.playing import Played, Said
from tools.beckn.client import NetworkClient
from tools.beckn.joining import FRESH, Joined
from tools.contract import ToolError
from tools.offers import Kind

OTHER = "3b241101-e2bb-4255-8caf-4136c566a963"


def test_five_searches_of_one_business_at_once_are_one_call(server: Played, network: NetworkClient) -> None:
    server.say("/search", answered("search", catalogue(ITEM)))
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda _: network.search(Kind.SOLAR, TRANSACTION), range(5)))
    assert found == [(OFFER,)] * 5
    assert len(server.asked) == 1


def test_another_business_and_another_kind_are_asked_for_themselves(server: Played, network: NetworkClient) -> None:
    server.say("/search", answered("search", {"catalog": {}}))
    network.search(Kind.SOLAR, TRANSACTION)
    network.search(Kind.DFP, TRANSACTION)
    server.say("/search", answered("search", {"catalog": {}}, transaction=OTHER))
    network.search(Kind.SOLAR, OTHER)
    assert len(server.asked) == 3


def test_a_search_that_failed_is_asked_anew(server: Played, network: NetworkClient) -> None:
    server.say("/search", Said(status=400), answered("search", catalogue(ITEM)))
    with pytest.raises(ToolError):
        network.search(Kind.SOLAR, TRANSACTION)
    assert network.search(Kind.SOLAR, TRANSACTION) == (OFFER,)


def test_an_answer_is_given_again_for_a_few_seconds_alone() -> None:
    now, counted = [50.0], Counter[str]()
    joined: Joined[str, int] = Joined(lambda name: counted.update((name,)), lambda: now[0])
    answers = iter((1, 2))
    asked = [joined.ask("q", lambda: next(answers)) for _ in range(2)]
    now[0] += FRESH
    asked.append(joined.ask("q", lambda: next(answers)))
    assert asked == [1, 1, 2]
    assert counted == {"searches_joined": 1}


def test_who_waits_for_a_question_that_fails_hears_why() -> None:
    joined: Joined[str, int] = Joined(lambda _: None)
    begun, go = threading.Event(), threading.Event()

    def fails() -> int:
        begun.set()
        go.wait(5)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(joined.ask, "q", fails)
        begun.wait(5)
        second = pool.submit(joined.ask, "q", lambda: 7)
        go.set()
        results = [one.exception() or one.result() for one in (first, second)]
    assert isinstance(results[0], ValueError)
    assert results[1] == 7 or isinstance(results[1], ValueError)
