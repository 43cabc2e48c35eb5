"""What one event came to: what was saved, what it pays, and why it is nothing."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.tools.economics.days import EVENING, EVENT_DAY, flat, readings
from tools.economics.baseline import Calendar, Window
from tools.economics.events import Agreement, EventResult, Nothing, settle
from tools.economics.household import Figures
from tools.offers import BaselineMethod, Money, ProgrammeTerms

TERMS = ProgrammeTerms(Money(300, "USD"), Money(450, "USD"), None, 15.0, 15.0)
AGREED = Agreement(TERMS, "USD")
EVENING_ROWS = slice(17, 21)


def used_in_event(kwh: float, days: int = 30) -> tuple[tuple[date, ...], Figures]:
    """Ordinary days of 4 kWh in the evening, and an event in which this was used."""
    dates, load = readings(days)
    load[-1, EVENING_ROWS] = kwh / 4
    return dates, load


def test_an_event_is_what_was_used_less_than_usual_at_the_low_rate() -> None:
    assert settle(*used_in_event(2.5), EVENING, AGREED) == EventResult(
        EVENING,
        days=10,
        baseline_kwh=4.0,
        actual_kwh=2.5,
        kwh=1.5,
        low=Money(382, "USD"),
        expected=Money(450, "USD"),
    )


def test_what_was_pledged_decides_bonus_and_penalty() -> None:
    pledged = replace(AGREED, pledged_kwh=2.0)
    some, all_of_it = (settle(*used_in_event(kwh), EVENING, pledged) for kwh in (3.0, 2.0))
    assert (some.compliance, some.low, some.expected) == (0.5, Money(255, "USD"), Money(255, "USD"))
    assert (all_of_it.compliance, all_of_it.expected) == (1.0, Money(690, "USD"))


def test_more_use_than_usual_stays_negative_and_is_paid_nothing() -> None:
    result = settle(*used_in_event(5.5), EVENING, AGREED)
    assert (result.kwh, result.low, result.expected) == (-1.5, Money(0, "USD"), Money(0, "USD"))
    assert result.nothing is Nothing.NOT_LESS


def test_a_penalty_for_what_is_missing_is_owed() -> None:
    harsh = replace(AGREED, terms=replace(TERMS, penalty_per_kwh=Money(500, "USD")), pledged_kwh=2.0)
    result = settle(*used_in_event(4.0), EVENING, harsh)
    assert (result.kwh, result.low, result.nothing) == (0.0, Money(-1000, "USD"), Nothing.NOT_LESS)


def test_the_programmes_own_method_and_adjustment_hold() -> None:
    dates, load = readings(30, lambda day: flat(day) * (1 + (day.toordinal() % 2)))
    load[-1, 10:16] *= 1.1
    terms = replace(TERMS, baseline=BaselineMethod.FIVE_IN_TEN, same_day_adjustment=True)
    told = Window(EVENT_DAY, 17, 21, announced=15)
    result = settle(dates, load, told, replace(AGREED, terms=terms))
    assert (result.method, result.days) == (BaselineMethod.FIVE_IN_TEN, 5)
    assert result.baseline_kwh == pytest.approx(8.0 * result.adjustment)
    assert result.adjustment != 1.0
    plain = settle(dates, load, told, AGREED)
    assert (plain.method, plain.days, plain.adjustment) == (BaselineMethod.TEN_IN_TEN, 10, 1.0)


def test_what_the_utility_adds_for_the_weather_is_added_and_said() -> None:
    result = settle(*used_in_event(2.0), EVENING, AGREED, weather_kwh=0.5)
    assert (result.weather_kwh, result.baseline_kwh, result.kwh) == (0.5, 4.5, 2.5)


def test_the_cap_of_a_year_holds_with_what_was_paid_before() -> None:
    capped = replace(AGREED, terms=replace(TERMS, yearly_cap=Money(5000, "USD")))
    nearly, reached, over = (
        settle(*used_in_event(2.0), EVENING, replace(capped, paid=Money(paid, "USD"))) for paid in (4900, 5000, 5100)
    )
    assert (nearly.low, nearly.expected, nearly.nothing) == (Money(100, "USD"), Money(100, "USD"), None)
    for result in (reached, over):
        assert (result.low, result.expected) == (Money(0, "USD"), Money(0, "USD"))
        assert result.nothing is Nothing.CAP_REACHED


def test_a_programme_that_pays_for_being_ready_alone_pays_nothing_for_an_event() -> None:
    ready = replace(AGREED, terms=ProgrammeTerms(yearly=Money(25000, "USD")))
    result = settle(*used_in_event(2.0), EVENING, ready)
    assert (result.kwh, result.expected, result.nothing) == (2.0, Money(0, "USD"), Nothing.NO_RATE)


def test_money_is_in_the_minor_units_of_its_currency() -> None:
    yen = Agreement(ProgrammeTerms(Money(300, "JPY")), "JPY", minor=1)
    assert settle(*used_in_event(2.0), EVENING, yen).expected == Money(600, "JPY")


def test_without_days_enough_there_is_no_number_at_all() -> None:
    assert settle(*used_in_event(2.0, days=8), EVENING, AGREED) == EventResult(
        EVENING, Nothing.TOO_FEW_DAYS, days=5, wanted=10
    )


def test_an_event_that_was_not_measured_has_no_number() -> None:
    dates, load = used_in_event(2.0)
    load[-1, 20] = np.nan
    assert settle(dates, load, EVENING, AGREED) == EventResult(EVENING, Nothing.NOT_MEASURED)


def test_an_outage_on_the_day_is_not_called_a_saving() -> None:
    out = Calendar(outages=frozenset({EVENT_DAY}))
    assert settle(*used_in_event(0.0), EVENING, AGREED, calendar=out) == EventResult(EVENING, Nothing.OUTAGE)


def test_the_event_itself_may_be_among_the_days_of_events() -> None:
    events = Calendar(events=frozenset({EVENT_DAY}))
    assert settle(*used_in_event(2.0), EVENING, AGREED, calendar=events).kwh == 2.0
