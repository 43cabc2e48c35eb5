"""Each process killed in the middle of a journey: its successor goes on, one confirm goes out, nothing is lost."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox.courier import TWILIO_PAUSES
from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House, until
from tests.journeys.people import BALCONY, SIGN_OF_LIFE, Customer

SOON = 60.0
CALM = ("web", "attend", "redis")
"""What can die while a call waits for its worker."""


@contextmanager
def _frozen(house: House, name: str) -> Iterator[None]:
    """Let a process of the house stand still, so that a moment lasts. It may be killed meanwhile."""
    pid = house.pids()[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if house.pids().get(name) == pid:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def pat(house: House, customer: NewCustomer, meter: str) -> Iterator[Customer]:
    """A customer whose journey ends with one confirm on the wire and every answer given once."""
    before = house.wire.last
    someone = customer("sms", meter)
    yield someone
    someone.hears_nothing()
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1
    answers = [text for text in someone.heard if not text.startswith(SIGN_OF_LIFE)]
    assert len(answers) == len(set(answers)), f"something was said twice: {answers}"
    house.wait_until_ready()


def _gets_to_the_code(someone: Customer) -> None:
    someone.says("I want solar")
    someone.hears("What is your meter ID?")
    someone.says(someone.meter)
    someone.hears("a code is on its way")


def _gets_through(house: House, someone: Customer, text: str) -> None:
    """Write by SMS, and once more where the provider gave up before a successor was there to take it."""
    number, given_up = house.wire.send("sms", someone.meter, text)["message"], time.monotonic() + sum(TWILIO_PAUSES) + 1

    def delivered() -> bool:
        shown = house.wire.messages("sms", someone.meter)
        return any((one["number"], one["status"]) == (number, "delivered") for one in shown)

    until(lambda: delivered() or time.monotonic() > given_up, "the provider never gave up")
    house.wait_until_ready()
    if not delivered():
        someone.says(text)


def _orders(someone: Customer) -> None:
    someone.picks("More offers")
    someone.hears("Which one?")
    someone.picks(BALCONY)
    someone.hears(f"Please read the terms. {BALCONY}")
    someone.orders()
    someone.hears("Your order number is", within=SOON)


@pytest.mark.parametrize("name", [*CALM, "worker"])
def test_killed_before_the_code_the_journey_goes_on(house: House, pat: Customer, name: str) -> None:
    pat.says("I want solar")
    pat.hears("What is your meter ID?")
    house.kill(name)
    _gets_through(house, pat, pat.meter)
    pat.hears("a code is on its way", within=SOON)
    pat.says(pat.reads_code())
    pat.hears("You are verified")
    pat.hears_too("I found 6 solar offers")
    _orders(pat)


@pytest.mark.parametrize("name", [*CALM, "worker"])
def test_killed_while_a_search_waits_the_journey_goes_on(house: House, pat: Customer, name: str) -> None:
    _gets_to_the_code(pat)
    with _frozen(house, "worker"):
        pat.says(pat.reads_code())
        pat.hears("I am looking for solar offers")
        house.kill(name)
    pat.hears("I found 6 solar offers", within=SOON)
    house.wait_until_ready()
    _orders(pat)


@pytest.mark.parametrize("name", [*CALM, "worker"])
def test_killed_while_an_approved_order_waits_it_goes_out_once(house: House, pat: Customer, name: str) -> None:
    pat.gets_to_terms()
    code = pat.approves()
    with _frozen(house, "worker"):
        pat.says(code)
        pat.hears("I am placing it now")
        house.kill(name)
    pat.hears("Your order number is", within=SOON)


def test_a_worker_killed_in_the_middle_of_a_search_is_followed_by_one_that_searches_again(
    house: House, pat: Customer
) -> None:
    _gets_to_the_code(pat)
    code, before = pat.reads_code(), house.wire.last
    house.wire.fault("beckn", "silent", path="/search")
    pat.says(code)
    house.wire.wait_for("beckn", "/search", before)
    house.kill("worker")
    pat.hears("I found 6 solar offers", within=SOON)
    assert len(house.wire.requests("beckn", "/search", before)) == 2
    _orders(pat)


def test_a_worker_killed_in_the_middle_of_a_confirm_leaves_an_honest_answer(house: House, pat: Customer) -> None:
    pat.gets_to_terms()
    before = house.wire.last
    house.wire.fault("beckn", "timeout_after_accept", path="/confirm")
    pat.orders()
    house.wire.wait_for("beckn", "/confirm", before)
    house.kill("worker")
    pat.hears("It may or may not have been placed. I will not send it again.", within=SOON)


def test_redis_killed_in_the_middle_of_a_confirm_the_result_waits_for_it(
    house: House, customer: NewCustomer, meter: str
) -> None:
    quinn = customer("web", meter)
    quinn.gets_to_terms()
    code, before = quinn.approves(), house.wire.last
    with _frozen(house, "sandbox"):  # the browser's way to us does not lead through it, the confirm's does
        quinn.says(code)
        quinn.hears("I am placing it now")
        quinn.hears_nothing(1.5)
        house.kill("redis")
    quinn.hears("Your order number is", within=SOON)
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1


def test_everything_killed_at_once_a_conversation_goes_on_where_it_was(house: House, pat: Customer) -> None:
    pat.gets_to_terms()
    for name in ("web", "attend", "worker", "redis"):
        house.kill(name)
    house.wait_until_ready()
    pat.orders()
    pat.hears("Your order number is", within=SOON)
    pat.says("where is my order?")
    pat.hears("the seller has received your order")
