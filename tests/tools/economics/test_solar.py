"""A year with panels: what is drawn, fed in and billed."""

from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.economics.homes import FLAT, HERE, HOURLY, case
from tools.economics.battery import Battery
from tools.economics.solar import OVERSTATED, bill_today, first_year, sunny_year
from tools.tariffs import names, tariff

YEAR, MONTH = case().home, case(30).home


def test_panels_save_what_need_not_be_bought_and_earn_what_is_fed_in() -> None:
    today, year = bill_today(YEAR, FLAT), sunny_year(YEAR, FLAT, HOURLY * 4.0)
    first = first_year(today, year, FLAT)
    assert today.total == pytest.approx(YEAR.annual_kwh * 0.38)
    assert (first.own, first.fed_in) == pytest.approx((year.own_kwh * 0.38, year.fed_in_kwh * 0.06))
    assert first.money == pytest.approx(today.total - year.bill.total)
    assert year.fed_in_price == pytest.approx(0.06)


def test_a_small_system_is_used_by_the_household_itself_but_for_what_a_mean_day_overstates() -> None:
    year = sunny_year(YEAR, FLAT, HOURLY * 0.1)
    assert year.own_kwh == pytest.approx((1 - OVERSTATED) * year.produced_kwh, rel=0.01)


def test_without_panels_nothing_is_fed_in_at_any_price() -> None:
    year = sunny_year(YEAR, FLAT, HOURLY * 0.0)
    assert (year.fed_in_price, year.own_kwh, year.fed_in_kwh) == (None, 0.0, 0.0)


@pytest.mark.parametrize("name", names())
def test_what_is_saved_is_the_difference_of_two_bills_by_any_tariff(name: str) -> None:
    of = tariff(name)
    today, year = bill_today(YEAR, of), sunny_year(YEAR, of, HOURLY * 4.0)
    first = first_year(today, year, of)
    assert first.money == pytest.approx(today.total - year.bill.total)
    assert first.fed_in >= 0
    assert first.own > 0


def test_what_net_metering_credits_gets_dearer_with_electricity() -> None:
    delhi = tariff("in-delhi-domestic")
    year = sunny_year(YEAR, delhi, HOURLY * 3.0)
    first = first_year(bill_today(YEAR, delhi), year, delhi)
    assert first.fed_in == pytest.approx(fsum(year.bill.paid))
    assert fsum(year.bill.credit) > 0


@settings(max_examples=25, deadline=None)
@given(power=st.floats(0.05, 30.0), usable=st.floats(0.0, 20.0), name=st.sampled_from(names()))
def test_energy_is_conserved_and_never_more_is_drawn_than_used(power: float, usable: float, name: str) -> None:
    store = Battery(usable, 3.0, efficiency=1.0) if usable > 1 else None
    year = sunny_year(MONTH, tariff(name), HOURLY * power, store)
    assert year.own_kwh + year.fed_in_kwh == pytest.approx(year.produced_kwh)
    assert (year.drawn <= MONTH.load + 1e-9).all()
    assert (year.drawn >= -1e-9).all()
    assert np.dot(year.drawn, MONTH.weight) <= MONTH.annual_kwh - year.own_kwh + 1e-6
    assert fsum(year.bill.imported_kwh) == pytest.approx(MONTH.annual_kwh - year.own_kwh)
    assert fsum(year.bill.exported_kwh) == pytest.approx(year.fed_in_kwh)


def test_a_battery_keeps_more_at_home() -> None:
    plain, stored = (sunny_year(YEAR, FLAT, HOURLY * 4.0, store) for store in (None, Battery(8.5, 4.0)))
    assert stored.own_kwh > plain.own_kwh
    assert stored.own_kwh + stored.fed_in_kwh < stored.produced_kwh
    assert HERE.tariff == FLAT.name
