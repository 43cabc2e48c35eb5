"""The energy network failing in every way it knows: said plainly, a person offered, and no order sent twice."""

import re
from collections.abc import Mapping

import pytest

from tests.journeys.conftest import EVERYBODY, NewCustomer
from tests.journeys.house import House
from tests.journeys.people import BALCONY, Customer

AWAY = "I cannot reach the other side at the moment."
REFUSED = "The seller refused."
GARBLED = "I got an answer that I cannot read."
SILENT = "The other side did not answer in time."
UNKNOWN = "I got no clear answer. It may or may not have been placed. I will not send it again."
NOT_ORDERED = f"{BALCONY} was not ordered."

AT_SEARCH: Mapping[str, str] = {
    "429": AWAY,
    "500": AWAY,
    "html": AWAY,
    "garbage": GARBLED,
    "empty": SILENT,
    "nack": REFUSED,
    "202": REFUSED,
    "error_item": REFUSED,
}
AT_CONFIRM: Mapping[str, str] = {
    "429": UNKNOWN,
    "500": UNKNOWN,
    "html": UNKNOWN,
    "garbage": UNKNOWN,
    "empty": UNKNOWN,
    "empty_after_accept": UNKNOWN,
    "nack": NOT_ORDERED,
    "202": NOT_ORDERED,
    "error_item": NOT_ORDERED,
}
LONG = ("silent", "timeout_after_accept")
"""What only a time limit ends; tried all at once."""


@pytest.mark.parametrize(("mode", "words"), AT_SEARCH.items())
def test_a_failing_search_is_said_plainly_and_can_be_tried_again(
    house: House, customer: NewCustomer, meter: str, *, mode: str, words: str
) -> None:
    amy = customer("sms", meter)
    house.wire.fault("beckn", mode, path="/search")
    amy.says("I want solar")
    amy.proves_who_it_is()
    stuck = amy.hears_too(words, "Nothing you told me is lost.", "Talk to a person")
    assert not re.search(r"Beckn|HTTP|error|bpp|\d{3}", stuck, re.IGNORECASE), "no word of how it works inside"
    amy.picks("Try again")
    amy.hears("I found 6 solar offers")


@pytest.mark.parametrize(("mode", "words"), AT_CONFIRM.items())
def test_a_failing_confirm_is_sent_once_and_said_plainly(
    house: House, customer: NewCustomer, meter: str, *, mode: str, words: str
) -> None:
    bob = customer("telegram", meter)
    bob.gets_to_terms()
    before = house.wire.last
    house.wire.fault("beckn", mode, path="/confirm")
    bob.orders()
    bob.hears(words)
    if words is UNKNOWN:
        bob.hears_too("A person is looking into it")
        bob.says("where is my order?")
        bob.hears("not sure yet whether it was placed")
    else:
        bob.hears_too("Nothing you told me is lost.")
        bob.picks("Talk to a person")
        bob.hears("A person will answer you here")
    assert len(house.wire.requests("beckn", "/confirm", before)) == 1


def test_silence_ends_after_a_while_and_an_unknown_order_becomes_a_person_s_case(
    house: House, customer: NewCustomer
) -> None:
    searching = [customer("sms", meter) for meter in EVERYBODY[-2:]]
    ordering = [customer("telegram", meter) for meter in EVERYBODY[-4:-2]]
    for one in ordering:
        one.gets_to_terms()
    before = house.wire.last
    for one, mode in zip(searching, LONG, strict=True):
        _meets(house, one, "/search", mode)
    for one, mode in zip(ordering, LONG, strict=True):
        _meets(house, one, "/confirm", mode)
    ordering[0].says("and?")
    ordering[0].hears("I am still working on it")
    for one in searching:
        one.hears(SILENT, "Talk to a person", within=25)
    for one in ordering:
        one.hears(UNKNOWN, "A person is looking into it", within=25)
    assert len(house.wire.requests("beckn", "/confirm", before)) == len(ordering)
    assert house.wattline("desk", "list").stdout.count("unknown_order") >= len(ordering)


def _meets(house: House, someone: Customer, path: str, mode: str) -> None:
    before = house.wire.last
    house.wire.fault("beckn", mode, path=path)
    if path == "/confirm":
        someone.orders()
    else:
        someone.says("I want solar")
        someone.proves_who_it_is()
    house.wire.wait_for("beckn", path, before)


def test_a_directory_or_registry_that_fails_loses_nothing(house: House, customer: NewCustomer, meter: str) -> None:
    cat = customer("whatsapp", meter)
    cat.says("compare solar and flexibility")
    cat.hears("What is your meter ID?")
    house.wire.fault("directory", "500", times=5)
    cat.says(meter)
    cat.hears(AWAY, "Nothing you told me is lost.")
    house.wire.clear_faults()
    cat.says("try again")
    cat.hears("a code is on its way")
    house.wire.fault("meters", "500", times=9)
    cat.says(cat.reads_code())
    cat.hears("You are verified")
    cat.hears_too("Nothing you told me is lost.")
    house.wire.clear_faults()
    cat.says("try again")
    cat.hears("money at risk first")


def test_a_provider_that_throttles_delays_an_answer_and_loses_none(house: House, customer: NewCustomer) -> None:
    guest = customer("telegram", who="700100903")
    house.wire.fault("telegram", "429", path="sendMessage", times=2, retry_after=1)
    guest.says("hello")
    guest.hears("Hello, this is Wattline")
    house.wire.fault("telegram", "500", path="sendMessage", times=1)
    guest.says("what can you do?")
    guest.hears("I can find solar offers")
    assert len(guest.heard) == 2
