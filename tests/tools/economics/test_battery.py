"""A battery: what it stores and gives, that nothing is won on the way, and that it never makes a bill higher."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.tools.economics.homes import HOURLY, home
from tools.economics.battery import Battery, Dispatch, Hours, dispatch
from tools.economics.household import Figures, Household

DAY = np.arange(24)
NOON = np.where((DAY >= 10) & (DAY < 16), 2.0, 0.0)
PEAK = (DAY >= 17) & (DAY < 21)
FLAT = np.full(24, 0.30)
DEAR_EVENING = np.where(PEAK, 0.60, 0.20)
NOTHING, CLOSE = np.zeros(24), 1e-6
BATTERY = Battery(usable_kwh=8.0, power_kw=4.0, efficiency=0.8)

DAYS = st.integers(1, 3)
KWH = st.floats(0.0, 5.0)
PRICES = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.35, 0.6])


def day(load: Figures, produced: Figures = NOON, *, buy: Figures = FLAT, sell: Figures = NOTHING) -> Hours:
    return Hours(DAY, load, produced, buy, sell)


def year(of: Household, power_kw: float, *, sell: float = 0.06) -> Hours:
    hour = of.place % 24
    buy = np.where((hour >= 16) & (hour < 21), 0.5, 0.3)
    return Hours(hour, of.load, HOURLY[of.place] * power_kw, buy, np.full(hour.size, sell))


def cost(hours: Hours, flows: Dispatch, weight: Figures | float = 1.0) -> float:
    return float(((flows.drawn * hours.buy - flows.fed_in * hours.sell) * weight).sum())


def standing_still(hours: Hours) -> Dispatch:
    return dispatch(Battery(0.0, 0.0), hours)


def test_a_surplus_is_stored_by_day_and_used_in_the_evening_with_its_losses() -> None:
    flows = dispatch(BATTERY, day(np.where(PEAK, 1.0, 0.0)))
    assert flows.charged.sum() == pytest.approx(5.0)
    assert flows.discharged[PEAK].tolist() == [1.0] * 4
    assert flows.drawn.sum() == pytest.approx(0.0)
    assert flows.fed_in.sum() == pytest.approx(12 - 5)


def test_what_is_left_in_the_evening_serves_the_next_morning() -> None:
    flows = dispatch(BATTERY, day(np.where(DAY < 8, 0.5, 0.0)))
    assert flows.discharged[:8] == pytest.approx(np.full(8, 0.5))
    assert flows.drawn.sum() == pytest.approx(0.0)


def test_no_more_is_stored_than_fits() -> None:
    flows = dispatch(BATTERY, day(np.where(PEAK, 5.0, 0.0)))
    assert flows.discharged.sum() == pytest.approx(8.0)


def test_no_more_is_taken_or_given_in_an_hour_than_its_power() -> None:
    flows = dispatch(Battery(8.0, 1.5, efficiency=0.8), day(np.where(PEAK, 5.0, 0.0)))
    assert (flows.charged.max(), flows.discharged.max()) == pytest.approx((1.5, 1.5))


def test_with_time_of_use_it_waits_for_the_dear_hours() -> None:
    load = np.where(PEAK | (DAY == 16), 3.0, 0.0)
    flat, dear = (dispatch(BATTERY, day(load, buy=buy)) for buy in (FLAT, DEAR_EVENING))
    assert flat.discharged[16] == pytest.approx(3.0)
    assert dear.discharged[16] == 0.0
    assert dear.discharged[PEAK].sum() == pytest.approx(8.0)


def test_it_stands_still_where_feeding_in_earns_more_than_storing() -> None:
    flows = dispatch(BATTERY, day(np.where(PEAK, 1.0, 0.0), sell=FLAT * 0.9))
    assert flows.charged.sum() == flows.discharged.sum() == 0.0


def test_it_works_at_full_net_metering_where_the_evening_is_much_dearer() -> None:
    flows = dispatch(BATTERY, day(np.where(PEAK, 1.0, 0.0), buy=DEAR_EVENING, sell=DEAR_EVENING))
    assert flows.discharged[PEAK].tolist() == [1.0] * 4


def test_a_day_of_daylight_saving_time_is_a_day() -> None:
    hours = year(home(365), 4.0)
    keep = np.arange(hours.hour.size) != 50  # an hour that the clock skips
    short = Hours(*(row[keep] for row in (hours.hour, hours.load, hours.produced, hours.buy, hours.sell)))
    flows = dispatch(BATTERY, short)
    assert flows.discharged.sum() == pytest.approx(0.8 * flows.charged.sum())


@pytest.mark.parametrize("days", [365, 30])
def test_a_year_s_bill_falls_and_energy_is_kept_in_measured_and_in_extrapolated_years(days: int) -> None:
    of = home(days)
    hours = year(of, 4.0)
    flows, without = dispatch(BATTERY, hours), standing_still(hours)
    charged, discharged = (float(np.dot(part, of.weight)) for part in (flows.charged, flows.discharged))
    assert charged > 500
    assert discharged == pytest.approx(0.8 * charged)
    saved = cost(hours, without, of.weight) - cost(hours, flows, of.weight)
    assert saved >= discharged * 0.3 - charged * 0.06 - CLOSE


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    size = 24 * draw(DAYS)
    load, produced = (draw(arrays(np.float64, size, elements=KWH)) for _ in range(2))
    buy, sell = (draw(arrays(np.float64, size, elements=PRICES)) for _ in range(2))
    return Hours(np.arange(size) % 24, load, produced, buy, sell)


BATTERIES = st.builds(
    Battery, usable_kwh=st.floats(0.0, 15.0), power_kw=st.floats(0.0, 5.0), efficiency=st.floats(0.5, 1.0)
)


@given(battery=BATTERIES, hours=any_hours())
def test_energy_is_kept_and_bounds_hold(battery: Battery, hours: Hours) -> None:
    flows = dispatch(battery, hours)
    came = hours.produced + flows.drawn + flows.discharged
    assert came == pytest.approx(hours.load + flows.fed_in + flows.charged)
    for part in (flows.drawn, flows.fed_in, flows.charged, flows.discharged):
        assert part.min() >= -CLOSE
    for part in (flows.charged, flows.discharged):
        assert part.max() <= battery.power_kw + CLOSE
    each_day = (flows.charged * battery.efficiency - flows.discharged).reshape(-1, 24)
    assert each_day.sum(axis=1) == pytest.approx(np.zeros(len(each_day)), abs=CLOSE)
    swing = np.cumsum(each_day, axis=1)
    assert float(np.ptp(np.pad(swing, ((0, 0), (1, 0))), axis=1).max()) <= battery.usable_kwh + CLOSE


@given(battery=BATTERIES, hours=any_hours())
def test_no_bill_is_higher_and_no_more_is_drawn_or_fed_in_than_without(battery: Battery, hours: Hours) -> None:
    flows, without = dispatch(battery, hours), standing_still(hours)
    assert cost(hours, flows) <= cost(hours, without) + CLOSE
    assert (flows.drawn <= without.drawn + CLOSE).all()
    assert (flows.fed_in <= without.fed_in + CLOSE).all()


@given(hours=any_hours(), more=st.floats(0.0, 5.0))
def test_a_larger_battery_never_makes_a_flat_bill_higher(hours: Hours, more: float) -> None:
    flat = replace(hours, buy=np.full(hours.hour.size, 0.3), sell=np.full(hours.hour.size, 0.05))
    small, large = (dispatch(replace(BATTERY, usable_kwh=4.0 + extra), flat) for extra in (0.0, more))
    assert cost(flat, large) <= cost(flat, small) + CLOSE
