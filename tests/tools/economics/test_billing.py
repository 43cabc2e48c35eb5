"""A year's bill: its parts, what holds for every tariff, and that no hour of a year is lost or counted twice."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from math import fsum
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.economics.homes import ZONE, home, hours
from tests.tools.economics.rates import (
    ALWAYS,
    CARRIED,
    FED_IN,
    NET_METERED,
    NIGHT_AND_DAY,
    PAID_MONTHLY,
    every,
    flat,
    made,
    period,
)
from tests.tools.economics.ssc import EACH_HOUR, PLACE, WEEKDAY
from tools.economics.billing import Bill, bill
from tools.economics.household import Figures, household
from tools.economics.tariff import Export, ExportRule, Label, Tariff, Tier

MONTHS = np.arange(12) * 24
NOON = MONTHS + 12
ONE = np.ones(12)


def of_months(rate: Tariff, imported: Figures, exported: Figures) -> Bill:
    """A bill of one hour a month, at noon on weekdays, that stands for itself."""
    return bill(rate, imported, exported, NOON, np.ones(12, dtype=bool), ONE)


def test_a_flat_rate_is_the_kwh_times_it_and_the_fixed_charge_comes_on_top() -> None:
    found = of_months(flat(0.25, fixed=9.0), 100 * ONE, 0 * ONE)
    assert found.energy == pytest.approx((25.0,) * 12)
    assert found.months == pytest.approx((34.0,) * 12)
    assert found.total == pytest.approx(408.0)
    assert found.credit == found.paid == found.minimum == (0.0,) * 12
    assert found.currency == "USD"


def test_a_row_stands_for_as_many_hours_as_it_weighs() -> None:
    days = bill(flat(0.25), 2 * ONE, 0 * ONE, NOON, np.ones(12, dtype=bool), 50 * ONE)
    assert days.total == pytest.approx(of_months(flat(0.25), 100 * ONE, 0 * ONE).total)


def test_tiers_fill_up_anew_each_month() -> None:
    rate = made((period(Tier(0.1, max=100), Tier(0.2, max=150), Tier(0.4)),))
    used = np.array([80.0, 120.0, 200.0] + [0.0] * 9)
    assert of_months(rate, used, 0 * ONE).energy[:3] == pytest.approx((8.0, 14.0, 40.0))


def test_an_adjustment_comes_on_top_of_a_rate() -> None:
    rate = made((period(Tier(0.3, adj=-0.1, max=50), Tier(0.3)),))
    assert of_months(rate, 80 * ONE, 0 * ONE).energy[0] == pytest.approx(50 * 0.2 + 30 * 0.3)


def test_periods_share_a_tier_by_what_each_of_them_drew() -> None:
    night, day = (Tier(0.1, max=100), Tier(0.2)), (Tier(0.3, max=100), Tier(0.5))
    rate = made((period(*night, label=Label.OFF_PEAK), period(*day, label=Label.PEAK)), NIGHT_AND_DAY)
    place = np.array([3, 12])
    found = bill(rate, np.array([50.0, 150.0]), np.zeros(2), place, np.array([True, True]), np.ones(2))
    off_peak, peak = 25 * 0.1 + 25 * 0.2, 75 * 0.3 + 75 * 0.5
    assert found.energy[0] == pytest.approx(off_peak + peak)
    assert [(used.label, used.imported_kwh, used.exported_kwh) for used in found.periods] == [
        (Label.OFF_PEAK, 50.0, 0.0),
        (Label.PEAK, 150.0, 0.0),
    ]
    assert [used.energy for used in found.periods] == pytest.approx([off_peak, peak])


def test_a_weekend_has_a_schedule_of_its_own() -> None:
    rate = made((period(Tier(0.1)), period(Tier(0.5))), every(*[1] * 24), weekend=ALWAYS)
    found = bill(rate, np.ones(2), np.zeros(2), np.array([12, 12]), np.array([True, False]), np.ones(2))
    assert found.energy[0] == pytest.approx(0.6)
    assert rate.period(12, weekday=True).tiers[0].price == 0.5
    assert rate.period(11 * 24, weekday=False).tiers[0].price == 0.1


def test_the_least_a_month_comes_to_counts_fixed_charges_and_credits() -> None:
    rate = flat(0.1, 0.1, fixed=2.0, minimum=10.0)
    found = of_months(rate, np.array([50.0] * 6 + [200.0] * 6), 0 * ONE)
    assert found.minimum == pytest.approx([3.0] * 6 + [0.0] * 6)
    assert of_months(rate, 100 * ONE, 70 * ONE).months == pytest.approx((10.0,) * 12)


def test_net_billing_by_the_month_pays_its_share_of_what_is_left_and_keeps_nothing() -> None:
    sold = np.array([500.0] + [0.0] * 11)
    all_paid = of_months(flat(0.2, 0.1), 100 * ONE, sold)
    assert (all_paid.credit[0], all_paid.paid[0], all_paid.months[1]) == pytest.approx((20.0, 30.0, 20.0))
    none_paid = of_months(flat(0.2, 0.1, export=Export(ExportRule.NET_BILLING)), 100 * ONE, sold)
    assert none_paid.months[:2] == pytest.approx((0.0, 20.0))


def test_net_billing_by_the_year_keeps_what_is_left_until_its_month() -> None:
    sold = np.array([500.0] + [0.0] * 11)
    found = of_months(flat(0.2, 0.1, export=CARRIED), 100 * ONE, sold)
    assert found.credit[:4] == pytest.approx((20.0, 20.0, 10.0, 0.0))
    rich = of_months(flat(0.2, 0.1, export=CARRIED), 0 * ONE, sold)
    assert rich.paid == pytest.approx([0.0] * 11 + [50.0])


def test_net_metering_by_the_month_pays_for_what_is_left_of_each_month() -> None:
    rate = flat(0.2, export=Export(ExportRule.NET_METERING, surplus_per_kwh=0.03))
    found = of_months(rate, 100 * ONE, np.array([300.0, 40.0] + [0.0] * 10))
    assert found.months[:3] == pytest.approx((-200 * 0.03, 60 * 0.2, 20.0))


def test_net_metering_by_the_year_takes_a_kwh_off_a_later_kwh_of_the_same_period() -> None:
    rate = made((period(Tier(0.1)), period(Tier(0.4))), NIGHT_AND_DAY, export=NET_METERED)
    place = np.concatenate([MONTHS + 3, NOON])
    drawn = np.full(24, 100.0)
    fed_in = np.concatenate([np.zeros(12), [250.0], np.zeros(11)])
    found = bill(rate, drawn, fed_in, place, np.ones(24, dtype=bool), np.ones(24))
    assert found.credit[:4] == pytest.approx((40.0, 40.0, 20.0, 0.0))
    assert found.months[:4] == pytest.approx((10.0, 10.0, 30.0, 50.0))


def test_a_feed_in_is_paid_beside_the_bill() -> None:
    found = of_months(flat(0.3, 0.08, export=FED_IN, minimum=40.0), 100 * ONE, 1000 * ONE)
    assert (found.credit[0], found.minimum[0], found.paid[0]) == pytest.approx((0.0, 10.0, 80.0))
    assert found.months == pytest.approx((-40.0,) * 12)


@pytest.mark.parametrize("rule", [NET_METERED, CARRIED])
def test_settling_in_march_is_settling_in_december_with_the_year_turned(rule: Export) -> None:
    drawn, fed_in = np.arange(12.0) * 30, np.roll(np.arange(12.0) * 40, 4)
    in_march = of_months(flat(0.2, 0.05, export=dataclasses.replace(rule, settled_in=3)), drawn, fed_in)
    turned = of_months(flat(0.2, 0.05, export=rule), np.roll(drawn, -3), np.roll(fed_in, -3))
    assert np.roll(in_march.months, -3) == pytest.approx(turned.months)
    assert in_march.paid[2] == pytest.approx(turned.paid[11])


# What holds for every tariff whose tiers get dearer, as they do wherever a price also depends on the hour.

amounts = st.floats(0, 2)
uses = st.lists(st.floats(0, 400), min_size=48, max_size=48).map(np.array)
rows = np.concatenate([MONTHS + 3, NOON] * 2)
workdays = np.repeat([True, False], 24)


@st.composite
def tariffs(draw: st.DrawFn, rule: ExportRule | None = None) -> Tariff:
    steps = st.lists(st.floats(0, 1), min_size=1, max_size=3)
    tops = sorted(draw(st.lists(st.floats(1, 900), min_size=2, max_size=2, unique=True)))
    periods = []
    for _ in range(2):
        prices = np.cumsum(draw(steps)).tolist()
        ends = [*tops[: len(prices) - 1], np.inf]
        periods.append(period(*(Tier(price, sell=price / 3, max=end) for price, end in zip(prices, ends, strict=True))))
    export = Export(
        rule or draw(st.sampled_from(ExportRule)),
        settled_in=draw(st.none() | st.integers(1, 12)),
        surplus_per_kwh=draw(st.floats(0, 0.1)),
        surplus_paid=draw(st.floats(0, 1)),
    )
    shape = made(tuple(periods), NIGHT_AND_DAY, weekend=every(*[1] * 12, *[0] * 12))
    return dataclasses.replace(shape, export=export, fixed=draw(amounts), minimum=draw(st.floats(0, 60)))


def of_rows(rate: Tariff, imported: Figures, exported: Figures) -> Bill:
    return bill(rate, imported, exported, rows, workdays, np.full(48, 1.5))


@given(tariffs(), uses, uses, st.integers(0, 47), st.floats(0, 500))
@settings(deadline=None)
def test_drawing_more_never_lowers_a_bill_and_feeding_in_more_never_raises_it(
    rate: Tariff, imported: Figures, exported: Figures, row: int, more: float
) -> None:
    extra = np.where(np.arange(48) == row, more, 0.0)
    before = of_rows(rate, imported, exported).total
    assert of_rows(rate, imported + extra, exported).total >= before - 1e-6
    assert of_rows(rate, imported, exported + extra).total <= before + 1e-6


@given(st.floats(0, 2), uses, uses)
def test_at_one_price_the_charges_are_the_kwh_times_it(price: float, imported: Figures, exported: Figures) -> None:
    found = of_rows(flat(price), imported, exported)
    assert fsum(found.energy) == pytest.approx(price * float(imported.sum()) * 1.5)
    assert fsum(found.imported_kwh) == pytest.approx(float(imported.sum()) * 1.5)
    assert fsum(found.exported_kwh) == pytest.approx(float(exported.sum()) * 1.5)


@given(tariffs(), uses, uses)
@settings(deadline=None)
def test_a_bill_s_parts_are_what_it_comes_to_and_none_is_less_than_nothing(
    rate: Tariff, imported: Figures, exported: Figures
) -> None:
    found = of_rows(rate, imported, exported)
    parts = [fsum(part) for part in (found.energy, found.fixed, found.minimum, found.credit, found.paid)]
    assert found.total == pytest.approx(parts[0] + parts[1] + parts[2] - parts[3] - parts[4], abs=1e-6)
    assert min(min(part) for part in (found.energy, found.credit, found.minimum, found.paid)) >= -1e-9
    assert fsum(used.energy for used in found.periods) == pytest.approx(parts[0])
    assert all(credit <= energy + 1e-9 for credit, energy in zip(found.credit, found.energy, strict=True))


@given(tariffs(ExportRule.NET_BILLING), uses, uses)
@settings(deadline=None)
def test_a_credit_that_is_kept_all_year_takes_off_no_less_than_one_that_lapses(
    rate: Tariff, imported: Figures, exported: Figures
) -> None:
    lapsing = dataclasses.replace(rate, minimum=0.0, export=dataclasses.replace(PAID_MONTHLY, surplus_paid=0.0))
    kept = dataclasses.replace(lapsing, export=dataclasses.replace(CARRIED, surplus_paid=0.0))
    assert of_rows(kept, imported, exported).total <= of_rows(lapsing, imported, exported).total + 1e-6


# No hour is lost or counted twice.


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Madrid", "Asia/Kolkata", "Australia/Lord_Howe"])
@pytest.mark.parametrize("year", [2024, 2026])
def test_each_hour_of_a_year_is_billed_once_in_its_own_month(zone: str, year: int) -> None:
    start, end = (datetime(which, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for which in (year, year + 1))
    count = int((end - start) / timedelta(hours=1))
    local = [(start + timedelta(hours=hour)).astimezone(ZoneInfo(zone)) for hour in range(count)]
    place = np.array([(at.month - 1) * 24 + at.hour for at in local])
    weekday = np.array([at.weekday() < 5 for at in local])
    rate = made((period(Tier(0.1)), period(Tier(0.3))), NIGHT_AND_DAY, weekend=ALWAYS)
    found = bill(rate, np.ones(count), np.zeros(count), place, weekday, np.ones(count))
    assert count == (8784 if year == 2024 else 8760)
    assert fsum(found.imported_kwh) == count
    assert found.imported_kwh == tuple(float(sum(at.month == month for at in local)) for month in range(1, 13))
    dear = sum(at.weekday() < 5 and at.hour >= 8 for at in local)
    assert found.total == pytest.approx(0.3 * dear + 0.1 * (count - dear))


@pytest.mark.parametrize("now", [datetime(2025, 1, 2, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)])
def test_a_measured_year_is_billed_for_what_it_stands_for_leap_day_and_changed_clocks_or_not(now: datetime) -> None:
    shift = now - datetime(2026, 11, 23, tzinfo=UTC)
    read = tuple(dataclasses.replace(interval, start=interval.start + shift) for interval in hours(365))
    there = household(read, ZONE, now=now)
    none = np.zeros_like(there.load)
    found = bill(flat(0.2), there.load, none, there.place, there.weekday, there.weight)
    assert found.total == pytest.approx(0.2 * there.annual_kwh)


def test_an_extrapolated_year_is_billed_by_the_month_as_well() -> None:
    short = home(40)
    none = np.zeros_like(short.load)
    rate = made((period(Tier(0.2, max=1e6), Tier(5.0)),))
    found = bill(rate, short.load, none, short.place, short.weekday, short.weight)
    assert found.total == pytest.approx(0.2 * short.annual_kwh)
    assert found.imported_kwh[1] / found.imported_kwh[0] == pytest.approx(28 / 31)


def test_the_oracle_s_calendar_is_that_of_2018() -> None:
    """SSC's year: no leap day, the first of January a Monday."""
    days = [date(2018, 1, 1) + timedelta(days=day) for day in range(365)]
    assert PLACE[::24].tolist() == [(day.month - 1) * 24 for day in days]
    assert WEEKDAY[::24].tolist() == [day.weekday() < 5 for day in days]
    assert EACH_HOUR.sum() == 8760
