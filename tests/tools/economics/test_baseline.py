"""What would have been used in an event: which days count, how they are chosen, what the day itself may change."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.economics.days import EVENING, EVENT_DAY, flat, readings
from tools.economics.baseline import (
    LARGEST_ADJUSTMENT,
    Baseline,
    Calendar,
    TooFewDays,
    Window,
    about,
    baseline,
    used,
)
from tools.economics.household import Figures
from tools.offers import BaselineMethod

SATURDAY = date(2026, 7, 18)
METHODS = list(BaselineMethod)


def known(result: Baseline | TooFewDays) -> Baseline:
    assert isinstance(result, Baseline)
    return result


def by_date(day: date) -> Figures:
    return np.full(24, float(day.toordinal() - EVENT_DAY.toordinal() + 100))


def test_ten_in_ten_is_the_mean_of_the_last_ten_weekdays_before_a_weekday() -> None:
    found = known(baseline(*readings(40, by_date), EVENING))
    assert found.days[0] == EVENT_DAY - timedelta(days=1)
    assert len(found.days) == 10
    assert all(day.weekday() < 5 for day in found.days)
    assert found.kwh == pytest.approx(4 * np.mean([by_date(day)[0] for day in found.days]))


def test_a_weekends_event_is_held_against_saturdays_and_sundays() -> None:
    found = known(baseline(*readings(45, by_date), Window(SATURDAY, 17, 21)))
    assert {day.weekday() for day in found.days} == {5, 6}


def test_a_holidays_event_is_held_against_weekends_and_a_holiday_counts_for_none() -> None:
    holidays = Calendar(holidays=frozenset({EVENT_DAY, date(2026, 7, 12)}))
    found = known(baseline(*readings(45), EVENING, calendar=holidays))
    assert {day.weekday() for day in found.days} == {5, 6}
    assert date(2026, 7, 12) not in found.days


@pytest.mark.parametrize("kind", ["events", "outages", "holidays"])
def test_days_that_tell_nothing_about_ordinary_use_do_not_count(kind: str) -> None:
    yesterday = frozenset({EVENT_DAY - timedelta(days=1)})
    found = known(baseline(*readings(40), EVENING, calendar=Calendar(**{kind: yesterday})))
    assert not yesterday & set(found.days)
    assert len(found.days) == 10


def test_a_day_counts_only_if_it_was_measured_in_the_events_hours() -> None:
    dates, load = readings(40)
    load[-2, 18] = np.nan
    load[-3, 3] = np.nan
    found = known(baseline(dates, load, EVENING))
    assert EVENT_DAY - timedelta(days=1) not in found.days
    assert EVENT_DAY - timedelta(days=2) in found.days
    assert found.kwh == 4.0


@pytest.mark.parametrize(
    ("method", "days", "found"),
    [
        (BaselineMethod.TEN_IN_TEN, 13, 8),
        (BaselineMethod.FIVE_IN_TEN, 14, 9),
        (BaselineMethod.THREE_OF_FIVE, 5, 2),
        (BaselineMethod.TEN_IN_TEN, 0, 0),
    ],
)
def test_too_few_clean_days_are_never_a_number(method: BaselineMethod, days: int, found: int) -> None:
    dates, load = readings(days) if days else ((), np.empty((0, 24)))
    wanted = 5 if method is BaselineMethod.THREE_OF_FIVE else 10
    assert baseline(dates, load, EVENING, method=method) == TooFewDays(found, wanted)


def test_days_of_another_season_do_not_count() -> None:
    dates, load = readings(20, last=EVENT_DAY - timedelta(days=40))
    assert baseline(dates, load, EVENING) == TooFewDays(5, 10)


def test_days_after_an_event_do_not_count() -> None:
    after = readings(40, by_date, last=EVENT_DAY + timedelta(days=10))
    before = readings(30, by_date)
    assert baseline(*after, EVENING) == baseline(*before, EVENING)


def test_the_highest_days_are_kept_where_the_programme_says_so() -> None:
    dates, load = readings(40, by_date)
    five, three = (
        known(baseline(dates, load, EVENING, method=method))
        for method in (BaselineMethod.FIVE_IN_TEN, BaselineMethod.THREE_OF_FIVE)
    )
    assert five.days == tuple(EVENT_DAY - timedelta(days=back) for back in (1, 2, 5, 6, 7))
    assert three.days == five.days[:3]
    assert three.kwh > five.kwh > known(baseline(dates, load, EVENING)).kwh


def test_five_in_ten_overstates_a_noisy_home_by_more_than_a_fifth() -> None:
    noise = np.random.default_rng(11)
    over = []
    for _ in range(50):
        dates, load = readings(30, lambda day: flat(day) * noise.lognormal(0, 0.6, 24))
        five = known(baseline(dates, load, EVENING, method=BaselineMethod.FIVE_IN_TEN))
        over.append(five.kwh / known(baseline(dates, load, EVENING)).kwh - 1)
    assert np.mean(over) > 0.2


def test_an_event_may_begin_and_end_within_an_hour() -> None:
    half = Window(EVENT_DAY, 16.5, 18.25)
    assert known(baseline(*readings(30), half)).kwh == pytest.approx(0.5 * 0.5 + 1.0 + 0.25)


@pytest.mark.parametrize(("start", "stop"), [(-1, 4), (20, 25), (9, 9), (21, 17)])
def test_an_event_lies_within_its_day(start: float, stop: float) -> None:
    with pytest.raises(ValueError, match="within a day"):
        Window(EVENT_DAY, start, stop)


def morning(factor: float) -> tuple[tuple[date, ...], Figures]:
    """Days like others, but for more or less use from 10 to 16 o'clock on the day of the event."""
    dates, load = readings(30)
    load[-1, 10:16] *= factor
    return dates, load


TOLD_AT_15 = Window(EVENT_DAY, 17, 21, announced=15)


@pytest.mark.parametrize(
    ("factor", "adjustment"),
    [(1.0, 1.0), (1.1, 1.1), (0.9, 0.9), (1.5, 1.2), (0.1, 0.8), (0.0, 0.8)],
)
def test_the_day_itself_adjusts_by_a_fifth_at_most(factor: float, adjustment: float) -> None:
    found = known(baseline(*morning(factor), TOLD_AT_15, adjusted=True))
    assert found.adjustment == pytest.approx(adjustment)
    assert found.kwh == pytest.approx(4 * adjustment)
    assert known(baseline(*morning(factor), TOLD_AT_15)).adjustment == 1.0


@pytest.mark.parametrize("hour", range(12, 24))
def test_nothing_used_after_the_announcement_adjusts(hour: int) -> None:
    dates, load = readings(30)
    load[-1, hour] = 9.0
    told_at_12 = Window(EVENT_DAY, 17, 21, announced=12.5)
    assert known(baseline(dates, load, told_at_12, adjusted=True)).adjustment == 1.0


@pytest.mark.parametrize("hour", range(16, 24))
def test_nothing_used_in_the_hour_before_or_in_the_event_adjusts(hour: int) -> None:
    dates, load = readings(30)
    load[-1, hour] = 9.0
    told_at_its_start = Window(EVENT_DAY, 17, 21, announced=17)
    assert known(baseline(dates, load, told_at_its_start, adjusted=True)).adjustment == 1.0


@pytest.mark.parametrize("announced", [None, -9.0, 2.5])
def test_an_event_that_was_announced_before_the_day_is_not_adjusted(announced: float | None) -> None:
    told = Window(EVENT_DAY, 17, 21, announced=announced)
    assert known(baseline(*morning(2.0), told, adjusted=True)).adjustment == 1.0


def test_a_morning_that_was_not_measured_does_not_adjust() -> None:
    dates, load = morning(2.0)
    assert known(baseline(dates[:-1], load[:-1], TOLD_AT_15, adjusted=True)).adjustment == 1.0
    today, before = load.copy(), load.copy()
    today[-1, 13] = np.nan
    before[-2, 13] = np.nan
    for gap in (today, before):
        assert known(baseline(dates, gap, TOLD_AT_15, adjusted=True)).adjustment == 1.0


def test_mornings_without_any_use_do_not_adjust() -> None:
    dates, load = morning(1.0)
    load[:-1, 10:16] = 0.0
    assert known(baseline(dates, load, TOLD_AT_15, adjusted=True)).adjustment == 1.0


def test_what_was_used_is_known_only_if_it_was_measured() -> None:
    dates, load = readings(30)
    assert used(dates, load, EVENING) == 4.0
    load[-1, 19] = np.nan
    assert used(dates, load, EVENING) is None
    assert used(dates[:-1], load[:-1], EVENING) is None


@pytest.mark.parametrize(
    ("kwh", "shown"),
    [(1.4217, 1.4), (2.56, 2.6), (0.04, 0.0), (-0.04, 0.0), (-1.26, -1.3), (9.94, 9.9), (12.34, 12.0)],
)
def test_a_reduction_is_shown_without_false_precision(kwh: float, shown: float) -> None:
    assert about(kwh) == shown
    assert str(about(kwh)) == str(shown)


loads = st.lists(st.floats(0.0, 20.0), min_size=24, max_size=24)
histories = st.lists(loads, min_size=2, max_size=45)
announcements = st.one_of(st.none(), st.floats(-24.0, 21.0))


def of(rows: list[list[float]]) -> tuple[tuple[date, ...], Figures]:
    dates, _ = readings(len(rows))
    return dates, np.array(rows)


@given(rows=histories, method=st.sampled_from(METHODS), announced=announcements)
def test_an_adjustment_is_never_beyond_its_cap(
    rows: list[list[float]], method: BaselineMethod, announced: float | None
) -> None:
    found = baseline(*of(rows), Window(EVENT_DAY, 17, 21, announced), method=method, adjusted=True)
    if isinstance(found, Baseline):
        assert abs(found.adjustment - 1) <= LARGEST_ADJUSTMENT + 1e-12
        assert abs(found.kwh - found.typical_kwh) <= LARGEST_ADJUSTMENT * found.typical_kwh + 1e-9


@given(rows=histories, method=st.sampled_from(METHODS), announced=announcements, data=st.data())
def test_a_baseline_does_not_depend_on_the_order_of_days(
    rows: list[list[float]], method: BaselineMethod, announced: float | None, data: st.DataObject
) -> None:
    dates, load = of(rows)
    order = data.draw(st.permutations(range(len(rows))))
    window = Window(EVENT_DAY, 17, 21, announced)
    mixed = tuple(dates[place] for place in order)
    assert baseline(mixed, load[list(order)], window, method=method, adjusted=True) == baseline(
        dates, load, window, method=method, adjusted=True
    )


@given(rows=histories, method=st.sampled_from(METHODS), excluded=st.sets(st.integers(1, 44)))
def test_excluding_event_days_is_the_same_as_never_having_had_them(
    rows: list[list[float]], method: BaselineMethod, excluded: set[int]
) -> None:
    dates, load = of(rows)
    events = frozenset(EVENT_DAY - timedelta(days=back) for back in excluded)
    kept = [place for place, day in enumerate(dates) if day not in events]
    without = baseline(tuple(dates[place] for place in kept), load[kept], EVENING, method=method)
    assert baseline(dates, load, EVENING, calendar=Calendar(events=events), method=method) == without


@given(rows=histories, method=st.sampled_from(METHODS), excluded=st.sets(st.integers(1, 44)))
def test_more_event_days_change_nothing_where_none_of_them_was_looked_at(
    rows: list[list[float]], method: BaselineMethod, excluded: set[int]
) -> None:
    dates, load = of(rows)
    before = baseline(dates, load, EVENING, method=method)
    if isinstance(before, Baseline):
        looked_at = sorted((day for day in dates if day < EVENT_DAY and day.weekday() < 5), reverse=True)
        oldest = looked_at[(5 if method is BaselineMethod.THREE_OF_FIVE else 10) - 1]
        events = frozenset(
            day for back in excluded if (day := EVENT_DAY - timedelta(days=back)) < oldest or day.weekday() >= 5
        )
        assert baseline(dates, load, EVENING, calendar=Calendar(events=events), method=method) == before


@given(rows=histories, method=st.sampled_from(METHODS), factor=st.floats(0.1, 10.0))
def test_a_home_that_uses_more_has_a_baseline_that_is_higher_by_as_much(
    rows: list[list[float]], method: BaselineMethod, factor: float
) -> None:
    dates, load = of(rows)
    one, more = (baseline(dates, loads, EVENING, method=method) for loads in (load, load * factor))
    if isinstance(one, Baseline):
        assert known(more).kwh == pytest.approx(one.kwh * factor)
    else:
        assert more == one
