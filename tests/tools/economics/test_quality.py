"""What is wrong with interval data is found and named, and what is left can be counted on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tools.economics.quality import dated, lengths, settled
from tools.intervals import QUALITIES, Channel, Direction, Finding, Found, Interval, Quality

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOTHING = float("nan")


def channel(
    kwh: Sequence[float],
    *,
    direction: Direction = Direction.DRAWN,
    at: Sequence[float] | None = None,
    hours: Sequence[float] | float = 1.0,
    quality: Quality = Quality.MEASURED,
) -> Channel:
    """Readings at so many hours after noon, one after the other where nothing else is said."""
    starts = np.array(range(len(kwh)) if at is None else at, dtype=np.float64)
    return Channel(
        direction,
        NOON.timestamp() + starts * 3600,
        np.broadcast_to(np.array(hours, dtype=np.float64), starts.shape).copy(),
        np.array(kwh, dtype=np.float64),
        np.full(starts.size, QUALITIES.index(quality), dtype=np.int8),
    )


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def left(*channels: Channel) -> list[tuple[float, float]]:
    return [((one.start - NOON) / timedelta(hours=1), one.consumed_kwh) for one in settled(channels).intervals]


def found(*channels: Channel) -> list[Finding]:
    return list(settled(channels).findings)


def test_sound_data_give_no_findings() -> None:
    assert found(channel([1, 2, 3])) == []
    assert left(channel([1, 2, 3])) == [(0, 1), (1, 2), (2, 3)]
    assert settled(()) == settled((channel([]),))


def test_data_are_put_in_order() -> None:
    assert left(channel([1, 2, 3], at=[2, 0, 1])) == [(0, 2), (1, 3), (2, 1)]
    assert found(channel([1, 2, 3], at=[2, 0, 1])) == []


def test_what_was_fed_in_is_joined_to_what_was_drawn() -> None:
    both = settled((channel([1, 2, 3]), channel([5, 6], direction=Direction.FED_IN, at=[1, 7])))
    assert [one.produced_kwh for one in both.intervals] == [0, 5, 0]
    assert [finding.what for finding in both.findings] == [Found.GAP]
    assert both.findings[0].direction is Direction.FED_IN


def test_without_anything_drawn_there_are_no_intervals() -> None:
    assert settled((channel([5, 6], direction=Direction.FED_IN),)).intervals == ()


def test_a_gap_is_counted_in_hours_and_where_it_begins() -> None:
    assert found(channel([1, 2, 3, 4], at=[0, 1, 4, 9])) == [Finding(Found.GAP, 2, after(2), 6.0)]


def test_the_same_interval_with_the_same_value_counts_once() -> None:
    assert left(channel([1, 2, 2, 3], at=[0, 1, 1, 2])) == [(0, 1), (1, 2), (2, 3)]
    assert found(channel([1, 2, 2, 3], at=[0, 1, 1, 2])) == [Finding(Found.REPEATED, 1, after(1), 1.0)]


def test_of_the_same_interval_with_other_values_the_last_in_the_file_counts() -> None:
    corrected = channel([1, 2, 3, 9], at=[0, 1, 2, 1])
    assert left(corrected) == [(0, 1), (1, 9), (2, 3)]
    assert found(corrected) == [Finding(Found.CONTRADICTING, 1, after(1), 1.0)]


def test_a_spike_is_named_and_stays_where_it_is() -> None:
    days = channel([1.0] * 80 + [500.0] + [1.1] * 19)
    assert found(days) == [Finding(Found.SPIKE, 1, after(80), 1.0)]
    assert left(days)[80] == (80, 500.0)
    fed = channel([1.0] * 80 + [500.0] + [1.1] * 19, direction=Direction.FED_IN)
    assert Found.SPIKE not in [finding.what for finding in found(channel([1.0, 1.2]), fed)]


def test_days_among_hours_do_not_count_energy_twice() -> None:
    mixed = channel([24, *range(1, 25), 5], at=[0, *range(24), 24], hours=[24, *[1] * 25])
    assert left(mixed) == [*((hour, hour + 1) for hour in range(24)), (24, 5)]
    assert found(mixed) == [Finding(Found.OVERLAPPING, 1, after(0), 24.0)]


def test_of_two_odd_ones_that_overlap_the_earlier_counts() -> None:
    odd = channel([1, 2, 3, 8, 9], at=[0, 1, 2, 10, 11], hours=[1, 1, 1, 2, 2])
    assert left(odd) == [(0, 1), (1, 2), (2, 3), (10, 8)]
    assert [finding.what for finding in found(odd)] == [Found.OVERLAPPING, Found.GAP]


def test_a_negative_reading_is_no_use_and_is_left_out() -> None:
    assert left(channel([1, -2, 3])) == [(0, 1), (2, 3)]
    assert found(channel([1, -2, 3])) == [
        Finding(Found.NEGATIVE, 1, after(1), 1.0),
        Finding(Found.GAP, 1, after(1), 1.0),
    ]


def test_a_meter_that_nets_draws_above_nothing_and_feeds_in_below() -> None:
    netting = settled((channel([1, -2, 0, NOTHING], direction=Direction.NET),))
    assert [(one.consumed_kwh, one.produced_kwh) for one in netting.intervals] == [(1, 0), (0, 2), (0, 0)]
    assert netting.findings == (Finding(Found.EMPTY, 1, after(3), 1.0),), "once, although it is parted in two"


def test_an_unknown_direction_is_taken_as_drawn_and_said() -> None:
    assert left(channel([1, 2], direction=Direction.UNKNOWN)) == [(0, 1), (1, 2)]
    assert found(channel([1, 2], direction=Direction.UNKNOWN)) == [Finding(Found.UNKNOWN_DIRECTION, 2, after(0), 2.0)]


def test_a_register_that_nets_beside_one_that_draws_is_left_out() -> None:
    both = (channel([9, 9, 9], direction=Direction.NET), channel([1, 2]))
    assert left(*both) == [(0, 1), (1, 2)]
    assert found(*both) == [Finding(Found.LEFT_OUT, 3)]


@pytest.mark.parametrize("far", [-1e10, 1e10])
def test_a_date_that_no_meter_can_have_is_left_out(far: float) -> None:
    assert left(channel([1, 2, 3], at=[0, far, 1])) == [(0, 1), (1, 3)]
    assert found(channel([1, 2, 3], at=[0, far, 1])) == [Finding(Found.NO_DATE, 1)]


def test_starts_that_wander_are_set_to_the_interval_and_the_farthest_is_told() -> None:
    wandering = channel([1, 2, 3, 4], at=[0.001, 1.004, 1.998, 3.001])
    assert left(wandering) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    (snapped,) = found(wandering)
    assert (snapped.what, snapped.count) == (Found.SNAPPED, 4)
    assert snapped.hours == pytest.approx(0.004)


def test_a_clock_that_is_far_off_keeps_its_beat_and_is_not_moved_to_another_hour() -> None:
    """Eight minutes to the hour, with half a second to and fro, as a real registry has it."""
    off = [hour + 52.1 / 60 + 0.4 / 3600 * (-1) ** hour for hour in range(6)]
    starts = [start for start, _ in left(channel(range(1, 7), at=off))]
    assert np.diff(starts) == pytest.approx([1.0] * 5, abs=1e-9)
    assert starts[0] == pytest.approx(off[0], abs=1e-3)


def test_what_follows_no_beat_is_left_where_it_is() -> None:
    straying = channel([1, 2, 3, 4, 5], at=[0, 1, 2, 3, 4.3], hours=[1, 1, 1, 1, 0.5])
    assert left(straying)[-1] == (4.3, 5)


def test_days_begin_by_the_clock_and_are_not_set_to_a_beat() -> None:
    by_the_wall = channel([1, 2, 3], at=[0, 24, 47], hours=[24, 23, 24])
    assert left(by_the_wall) == [(0, 1), (24, 2), (47, 3)]


def test_estimates_doubts_and_constant_meters_are_named() -> None:
    assert found(channel([1, 2], quality=Quality.ESTIMATED)) == [Finding(Found.ESTIMATED, 2, after(0), 2.0)]
    assert found(channel([1, 2], quality=Quality.DOUBTFUL)) == [Finding(Found.DOUBTFUL, 2, after(0), 2.0)]
    assert found(channel([1, 1])) == [Finding(Found.CONSTANT, 2, after(0), 2.0)]
    assert found(channel([1, 2]), channel([0, 0], direction=Direction.FED_IN)) == [], (
        "who feeds in nothing is not broken"
    )


def test_the_quality_stays_with_the_interval() -> None:
    (first, second) = settled((channel([1, 2], quality=Quality.ESTIMATED),)).intervals
    assert first.quality is second.quality is Quality.ESTIMATED


def intervals(*starts: datetime) -> tuple[Interval, ...]:
    return tuple(Interval(start, 1.0, 1.0, 0.0) for start in starts)


def test_days_of_23_and_25_hours_are_named() -> None:
    spring, autumn = datetime(2026, 3, 8, 20, tzinfo=UTC), datetime(2026, 11, 1, 20, tzinfo=UTC)
    assert dated(intervals(spring, NOON, autumn), LOS_ANGELES, now=datetime(2027, 1, 1, tzinfo=UTC)) == (
        Finding(Found.SHORT_DAY, 1, datetime(2026, 3, 8, 8, tzinfo=UTC), 23.0),
        Finding(Found.LONG_DAY, 1, datetime(2026, 11, 1, 7, tzinfo=UTC), 25.0),
    )
    assert dated(intervals(spring, NOON, autumn), ZoneInfo("Asia/Kolkata"), now=datetime(2027, 1, 1, tzinfo=UTC)) == ()
    assert dated((), LOS_ANGELES, now=NOON) == ()


def test_dates_in_the_future_are_named() -> None:
    assert dated(intervals(NOON, after(1), after(2)), LOS_ANGELES, now=NOON) == (
        Finding(Found.FUTURE, 2, after(1), 2.0),
    )


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ([], []),
        ([0], [1]),
        ([0, 0], [1, 1]),
        ([0, 0.5], [0.5, 0.5]),
        ([0, 1, 2, 3, 9, 12, 13], [1, 1, 1, 1, 1, 1, 1]),
        ([3, 2, 1, 0], [1, 1, 1, 1]),
        ([0, 1, 2, 3, 4, 4.25, 4.5, 4.75, 5, 5.25], [1, 1, 1, 1, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25]),
        ([0, 0, 1, 1, 2, 2, 3], [1] * 7),
        ([0, 24, 48, 71, 95, 120, 144, 168], [24, 24, 23, 24, 25, 24, 24, 24]),
    ],
)
def test_readings_last_until_the_next_one_but_a_gap_is_no_interval(at: Sequence[float], hours: Sequence[float]) -> None:
    assert lengths(np.array(at, dtype=np.float64) * 3600).tolist() == pytest.approx(hours)
