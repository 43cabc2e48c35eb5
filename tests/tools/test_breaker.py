"""Who failed again and again is left alone, and tried by one read alone afterwards."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.tools.market import TERMS, TRANSACTION, answered, catalogue, client_at, order, responses
from tests.tools.playing import Played, Said
from tools.beckn.client import NetworkClient
from tools.beckn.codec import Customer
from tools.breaker import FAILURES, PAUSE, WINDOW, Breaker, Open
from tools.contract import Failure, ToolError
from tools.offers import Kind


class Fault(Exception):
    pass


def _end(*, fails: bool) -> None:
    if fails:
        raise Fault


@dataclass
class Line:
    """A breaker with a clock that a test moves."""

    now: float = 100.0
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.breaker = Breaker(lambda name: self.counted.update((name,)), lambda: self.now)

    def call(self, *, fails: bool = False, who: str = "a", may_probe: bool = True) -> bool:
        """Tell whether a call was let through."""
        try:
            with self.breaker.through(who, is_fault=lambda error: isinstance(error, Fault), may_probe=may_probe):
                _end(fails=fails)
        except Open:
            return False
        except Fault:
            return True
        return True

    def fail(self, times: int = FAILURES, who: str = "a") -> None:
        for _ in range(times):
            assert self.call(fails=True, who=who)


def test_five_failures_within_the_window_stop_what_follows_and_nobody_else() -> None:
    line = Line()
    line.fail()
    assert not line.call()
    assert line.call(who="b")
    assert line.counted == {"opened": 1, "refused": 1}
    assert line.breaker.open_circuits() == 1
    line.now += PAUSE + WINDOW
    assert line.breaker.open_circuits() == 0


def test_failures_that_are_far_apart_stop_nothing() -> None:
    line = Line()
    for _ in range(FAILURES * 2):
        line.fail(1)
        line.now += WINDOW / (FAILURES - 1) + 1
    assert line.call()


def test_who_answers_between_failures_is_not_left_alone() -> None:
    line = Line()
    for _ in range(FAILURES * 2):
        line.fail(FAILURES - 1)
        assert line.call()


def test_after_the_pause_one_call_tries_and_the_others_wait_for_it() -> None:
    line = Line()
    line.fail()
    line.now += PAUSE
    with line.breaker.through("a", is_fault=lambda _: True, may_probe=True):
        assert not line.call()
    assert line.call()


def test_a_trial_that_fails_begins_the_pause_anew() -> None:
    line = Line()
    line.fail()
    line.now += PAUSE
    line.fail(1)
    line.now += PAUSE - 1
    assert not line.call()
    line.now += 1
    assert line.call()


def test_a_confirm_never_is_the_trial_and_goes_when_the_failures_are_forgotten() -> None:
    line = Line()
    line.fail()
    line.now += PAUSE
    assert not line.call(may_probe=False)
    line.now += WINDOW
    assert line.call(may_probe=False)


def test_a_call_from_before_does_not_end_the_trial_of_another() -> None:
    line = Line()
    with line.breaker.through("a", is_fault=lambda _: True, may_probe=True):
        line.fail()
        line.now += PAUSE
        trial = line.breaker.through("a", is_fault=lambda _: True, may_probe=True)
        trial.__enter__()
    assert not line.call()
    trial.__exit__(None, None, None)
    assert line.call()


BROKEN = Said(b"<html>", 500, "text/html")


CALLS: dict[str, Callable[[NetworkClient], object]] = {
    "search": lambda client: client.search(Kind.SOLAR, TRANSACTION),
    "select": lambda client: client.select(TRANSACTION, TERMS.quote.offer),
    "confirm": lambda client: client.confirm(TRANSACTION, TERMS, customer=Customer("Ines"), meter="MTR-0001"),
}


def outcome(client: NetworkClient, action: str) -> Failure:
    with pytest.raises(ToolError) as raised:
        CALLS[action](client)
    return raised.value.failure


def test_a_server_that_fails_is_left_alone_and_a_confirm_is_stopped_before_it_is_sent(
    server: Played, network: NetworkClient
) -> None:
    server.say("/select", BROKEN)
    server.say("/confirm", answered("confirm", order(id="9001")))
    assert [outcome(network, "select") for _ in range(FAILURES + 2)] == [Failure.UNAVAILABLE] * (FAILURES + 2)
    assert outcome(network, "confirm") is Failure.UNAVAILABLE
    assert [asked.path for asked in server.asked] == ["/select"] * FAILURES


def test_a_seller_who_never_answers_is_left_alone_while_all_others_are_asked(
    server: Played, network: NetworkClient
) -> None:
    server.say("/select", responses())
    server.say("/search", answered("search", catalogue()))
    silent = [outcome(network, "select") for _ in range(FAILURES)]
    assert {*silent} == {Failure.SILENT}
    assert outcome(network, "select") is Failure.UNAVAILABLE
    assert network.search(Kind.SOLAR, TRANSACTION) == ()


def test_a_market_without_offers_is_no_fault(server: Played) -> None:
    client = client_at(server.url)
    server.say("/search", responses())
    assert [outcome(client, "search") for _ in range(FAILURES + 1)] == [Failure.SILENT] * (FAILURES + 1)
    client.close()
