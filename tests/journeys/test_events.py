"""A flexibility event over real HTTP: called in the terminal, answered on the phone, measured at the registry."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.conftest import NewCustomer
from tests.journeys.house import House, until
from tests.journeys.people import Customer

DRAWN = 120.0
READ = timedelta(seconds=20)
"""After its end an event is measured: meanwhile the registry reads its hour, whichever that turned out to be."""


def _enrols(someone: Customer, *, automatic: bool = False) -> None:
    someone.says("I want to join the flexibility programme")
    someone.proves_who_it_is()
    someone.hears_too("Do you have one of these?")
    someone.picks("None of these")
    someone.hears("Evening Peak Saver Program, Bayline Power")
    someone.picks("Evening Peak Saver Program")
    someone.hears("Please read the terms. Evening Peak Saver Program")
    someone.picks("Enrol me, automatic" if automatic else "Enrol me")
    someone.hears("you are enrolled in Evening Peak Saver Program of Bayline Power", "May we write to you")
    someone.picks("You may")
    someone.hears("that is noted")


def _called(house: House, name: str, begins: float, lasts: float) -> tuple[str, datetime]:
    """Call an event in so many seconds; returns its id and its end."""
    start = datetime.now(UTC) + timedelta(seconds=begins)
    end = start + timedelta(seconds=lasts)
    words = ("--programme", "8101", "--start", start.isoformat(), "--end", end.isoformat(), "--name", name)
    told = house.wattline("event", "announce", *words, "--measured-from", (end + READ).isoformat())
    assert told.returncode == 0, told.stderr
    number, _, said = told.stdout.partition(" ")
    assert said == "is announced.\n"
    assert house.wattline("event", "announce", *words).stdout == f"{number} was announced before.\n"
    return number, end


def _report(house: House, number: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(house.wattline("event", "report", number, "--json").stdout)
    return told


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_an_enrolled_customer_joins_an_event_and_hears_what_it_came_to(
    house: House, customer: NewCustomer, meter: str, channel: str
) -> None:
    ada = customer(channel, meter)
    _enrols(ada)
    number, end = _called(house, f"evening of {channel}", begins=60, lasts=1)
    ada.hears("Flexibility event:", "Do you take part?")
    ada.picks("I take part")
    ada.hears("You take part.")
    until(lambda: datetime.now(UTC) > end, "the event did not end", within=90)
    house.wire.read_meters(saving=0.5)
    ada.hears("Your flexibility event,", "usually it is about", within=DRAWN)
    until(lambda: _report(house, number)["measured"] == 1, "the report knows of it")
    report = _report(house, number)
    assert (report["audience"], report["joined"]) == (report["audience"], 1)


def test_an_automatic_home_takes_part_and_skips_in_time(house: House, customer: NewCustomer, meter: str) -> None:
    ben = customer("telegram", meter)
    _enrols(ben, automatic=True)
    number, _ = _called(house, "automatic evening", begins=90, lasts=1)
    ben.hears("Your home takes part, as you chose")
    ben.says("skip")
    ben.hears("All right, you skip it")
    assert _report(house, number)["skipped"] == 1
    assert house.wattline("event", "call-off", number).returncode == 0
    ben.hears_nothing()
    until(lambda: "called_off" in _report(house, number), "the report knows of it")


def test_a_wrong_event_is_refused_in_one_sentence_and_nobody_hears_of_it(house: House) -> None:
    told = house.wattline("event", "announce", "--programme", "8101", "--start", "2020-01-01", "--end", "2020-01-02")
    assert (told.returncode, told.stderr) == (1, "wattline: it is over. Nothing was announced.\n")
