"""The one door: whatever the bytes are, there come intervals that can be counted on, or one sentence."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.meter_files import NOW, ZONE, by_the_wall, green_button, readings, world_engine
from tools import interval_data
from tools.interval_data import Format, IntervalData, read
from tools.intervals import Direction, Found, Unit, Unreadable

MADE = readings(datetime(2026, 5, 4, 7, tzinfo=UTC), hours=72)
WRITTEN: dict[Format, bytes] = {
    Format.WORLD_ENGINE: world_engine(MADE),
    Format.GREEN_BUTTON: green_button(MADE),
    Format.CSV: by_the_wall(MADE),
}


def refused(body: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read(body, zone=ZONE, now=NOW)
    return str(raised.value)


@pytest.mark.parametrize("kind", Format)
def test_every_format_gives_the_same_intervals(kind: Format) -> None:
    found = read(WRITTEN[kind], zone=ZONE, now=NOW)
    assert found.format is kind
    assert [one.start for one in found.intervals] == [start for start, _ in MADE]
    assert [one.consumed_kwh for one in found.intervals] == pytest.approx([kwh for _, kwh in MADE])


@pytest.mark.parametrize("kind", Format)
def test_a_mark_and_blanks_before_a_text_do_not_matter(kind: Format) -> None:
    assert len(read(b"\xef\xbb\xbf" + WRITTEN[kind], zone=ZONE, now=NOW).intervals) == len(MADE)
    if kind is not Format.GREEN_BUTTON:  # nothing may come before an XML declaration
        assert len(read(b"\r\n  " + WRITTEN[kind], zone=ZONE, now=NOW).intervals) == len(MADE)


def test_rows_say_both_directions_and_what_could_not_be_read() -> None:
    rows = orjson.loads(world_engine(MADE))["data"]
    found = read(orjson.dumps([*rows, {"timestamp": "someday"}, 7]), now=MADE[10][0])
    assert (found.zone.key, found.unit) == ("UTC", Unit.KWH)
    assert found.directions == (Direction.DRAWN, Direction.FED_IN)
    counts = {finding.what: finding.count for finding in found.findings}
    assert counts == {Found.LEFT_OUT: 2, Found.FUTURE: 61}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\xef\xbb\xbf", "no row is a header"),
        (b"\xff\xfe", "it is empty"),
        (b'{"data": [', "line 1: no JSON"),
        (b'{"error": "sign in"}', "no row has a timestamp"),
        (b'[{"timestamp": "2026-05-04T00:00:00Z"}]', "no row has a timestamp"),
        (b'[{"timestamp": "2026-05-04T00:00:00Z", "consumptionKWh": -1}]', "drawn from the grid"),
    ],
)
def test_what_holds_nothing_of_use_is_refused(body: bytes, reason: str) -> None:
    assert reason in refused(body)


def test_what_is_too_large_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval_data, "LARGEST", 10)
    assert "larger than" in refused(b"<" * 11)


def _cut(body: bytes, place: int) -> bytes:
    return body[: place % len(body)]


def _without(body: bytes, place: int) -> bytes:
    begin = place % len(body)
    return body[:begin] + body[begin + 40 :]


def _twice(body: bytes, place: int) -> bytes:
    begin = place % len(body)
    return body[: begin + 300] + body[begin:]


def _other(body: bytes, place: int) -> bytes:
    begin = place % len(body)
    return body[:begin] + bytes([place % 256]) + body[begin + 1 :]


@settings(max_examples=200)
@given(
    kind=st.sampled_from(Format),
    spoils=st.lists(
        st.tuples(st.sampled_from((_cut, _without, _twice, _other)), st.integers(0, 10**6)), min_size=1, max_size=3
    ),
)
def test_a_spoilt_file_is_read_or_refused_and_never_breaks(
    kind: Format, spoils: list[tuple[Callable[[bytes, int], bytes], int]]
) -> None:
    body = WRITTEN[kind]
    for spoil, place in spoils:
        body = spoil(body, place) or body
    with suppress(Unreadable):
        _can_be_counted_on(read(body, zone=ZONE, now=NOW))


@settings(max_examples=100)
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_at_all_is_read_or_refused(body: bytes) -> None:
    with suppress(Unreadable):
        _can_be_counted_on(read(body, zone=ZONE, now=NOW))


CELLS = ("", "1", "0,5", "1.234,5", "-3", "2026-11-01 01:00", "01/11/2026", "24:00", "1:30 PM", "kWh", "Date", "Total")


@settings(max_examples=100)
@given(rows=st.lists(st.tuples(*[st.sampled_from(CELLS)] * 3), max_size=12), delimiter=st.sampled_from(",;"))
def test_any_rows_below_a_header_are_read_or_refused(rows: list[tuple[str, ...]], delimiter: str) -> None:
    head = delimiter.join(("date", "hour", "import (kWh)"))
    body = "\n".join((head, *(delimiter.join(row) for row in rows))).encode()
    with suppress(Unreadable):
        _can_be_counted_on(read(body, zone=ZONE, now=NOW))


def _can_be_counted_on(found: IntervalData) -> None:
    assert found.intervals
    assert all(one.hours > 0 and one.consumed_kwh >= 0 and one.produced_kwh >= 0 for one in found.intervals)
    slack = timedelta(seconds=30)
    assert all(
        one.start < after.start and one.start + timedelta(hours=one.hours) <= after.start + slack
        for one, after in pairwise(found.intervals)
    )
