"""Green Button files: what a feed says of registers, units, directions, clocks; what is refused, and by which line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.tools.meter_files import NOW, PACIFIC, RULES, ZONE, block, feed, green_button, reading_type, readings
from tools import green_button_feed
from tools.interval_data import Format, IntervalData, read
from tools.intervals import Direction, Found, Quality, Unit, Unreadable

START = datetime(2026, 3, 7, 8, tzinfo=UTC)
MADE = readings(START, hours=48)


def looked_at(body: bytes, zone: ZoneInfo | None = None) -> IntervalData:
    return read(body, zone=zone, now=NOW)


def kwh(found: IntervalData) -> list[float]:
    return [one.consumed_kwh for one in found.intervals]


def kinds(found: IntervalData) -> set[Found]:
    return {finding.what for finding in found.findings}


def refused(body: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        looked_at(body)
    return str(raised.value)


def linked(kind: str, href: str) -> str:
    return f'<link rel="{kind}" href="{href}"/>'


def test_a_feed_says_what_its_intervals_mean() -> None:
    found = looked_at(green_button(MADE))
    assert found.format is Format.GREEN_BUTTON
    assert (found.zone, found.unit, found.directions) == (ZONE, Unit.WH, (Direction.DRAWN,))
    assert found.quality == {Quality.MEASURED: 48}
    assert [(one.start, one.hours) for one in found.intervals] == [(start, 1.0) for start, _ in MADE]
    assert kwh(found) == pytest.approx([used for _, used in MADE])
    assert kinds(found) == {Found.SHORT_DAY}


@pytest.mark.parametrize(("power", "factor"), [("0", 1), ("3", 1000), ("-3", 0.001), ("", 1)])
def test_values_are_multiples_of_powers_of_ten(power: str, factor: float) -> None:
    found = looked_at(feed(reading_type(powerOfTenMultiplier=power), block(MADE)))
    assert kwh(found) == pytest.approx([used * factor for _, used in MADE])


def test_what_was_fed_in_stands_in_a_register_of_its_own_that_links_tell_apart() -> None:
    point = "https://utility.example/RetailCustomer/1/UsagePoint/7"
    entries = [
        f"<entry>{linked('self', f'{point}/MeterReading/1')}{linked('related', '/ReadingType/1')}</entry>",
        f"<entry>{linked('self', f'{point}/MeterReading/2')}{linked('related', '/ReadingType/2')}</entry>",
        block(MADE, links=linked("up", f"{point}/MeterReading/1/IntervalBlock")),
        block(MADE[:24], links=linked("self", f"{point}/MeterReading/2/IntervalBlock/1")),
        block(MADE[24:], links=linked("self", f"{point}/MeterReading/2/IntervalBlock/2")),
        reading_type("/ReadingType/2", flowDirection="19", powerOfTenMultiplier="-1"),
        reading_type("/ReadingType/1"),
    ]
    found = looked_at(feed(*entries))
    assert set(found.directions) == {Direction.DRAWN, Direction.FED_IN}
    assert kwh(found) == pytest.approx([used for _, used in MADE])
    assert [one.produced_kwh for one in found.intervals] == pytest.approx([used / 10 for _, used in MADE])


def test_a_block_may_name_its_reading_type_itself_or_follow_it() -> None:
    drawn, fed_in = reading_type("/ReadingType/1"), reading_type("/ReadingType/2", flowDirection="19")
    by_link = feed(drawn, fed_in, block(MADE, links=linked("related", "/ReadingType/1/")))
    assert kwh(looked_at(by_link)) == pytest.approx([used for _, used in MADE])
    by_place = feed(drawn, block(MADE), fed_in, block(MADE))
    assert [one.produced_kwh for one in looked_at(by_place).intervals] == kwh(looked_at(by_place))


def test_a_register_that_nets_is_parted() -> None:
    netted = [(start, used - 1.5) for start, used in MADE]
    found = looked_at(feed(reading_type(flowDirection="4"), block(netted)))
    assert kwh(found) == pytest.approx([max(used, 0) for _, used in netted])
    assert [one.produced_kwh for one in found.intervals] == pytest.approx([max(-used, 0) for _, used in netted])


@pytest.mark.parametrize("direction", ["", "0", "18"])
def test_a_direction_that_is_not_told_is_taken_as_drawn_and_said(direction: str) -> None:
    assert Found.UNKNOWN_DIRECTION in kinds(looked_at(feed(reading_type(flowDirection=direction), block(MADE))))


@pytest.mark.parametrize(
    ("more", "quality"),
    [
        ("<espi:ReadingQuality><espi:quality>8</espi:quality></espi:ReadingQuality>", Quality.ESTIMATED),
        ("<espi:ReadingQuality><espi:quality>10</espi:quality></espi:ReadingQuality>", Quality.DOUBTFUL),
        ("<espi:ReadingQuality><espi:quality>19</espi:quality></espi:ReadingQuality>", Quality.MEASURED),
        ("<espi:cost>907</espi:cost>", Quality.ESTIMATED),
    ],
)
def test_a_reading_has_its_quality_or_its_registers(more: str, quality: Quality) -> None:
    found = looked_at(feed(reading_type(defaultQuality="7"), block(MADE, more=more)))
    assert found.quality == {quality: 48}


def test_a_reading_without_a_length_has_its_registers_or_lasts_until_the_next_one() -> None:
    bare = block(MADE, step=0.0)
    assert {one.hours for one in looked_at(feed(reading_type(intervalLength="1800"), bare)).intervals} == {0.5}
    assert {one.hours for one in looked_at(feed(reading_type(intervalLength=""), bare)).intervals} == {1.0}


def test_a_reading_without_a_value_is_empty() -> None:
    holed = green_button(MADE).replace(f"<espi:value>{MADE[5][1] * 1000:.0f}</espi:value>".encode(), b"", 1)
    found = looked_at(holed)
    assert len(found.intervals) == 47
    assert kinds(found) >= {Found.EMPTY, Found.GAP}


def test_prefixes_and_namespaces_do_not_matter() -> None:
    body = green_button(MADE).replace(b"espi:", b"")
    assert kwh(looked_at(body)) == kwh(looked_at(green_button(MADE)))
    assert kwh(looked_at(body.decode().encode("utf-16"))) == kwh(looked_at(body)), "and expat reads UTF-16"


def test_readings_need_no_feed_around_them() -> None:
    body = green_button(MADE).replace(b"<entry>", b"").replace(b"</entry>", b"")
    assert kwh(looked_at(body)) == kwh(looked_at(green_button(MADE)))


@pytest.mark.parametrize(
    ("clock", "zone"),
    [
        (PACIFIC + RULES, "America/Los_Angeles"),
        (PACIFIC.replace("-28800", "-18000") + RULES.replace("E2000", "e2000"), "America/New_York"),
        ("<tzOffset>-25200</tzOffset>", "America/Phoenix"),
        ("<tzOffset>19800</tzOffset><dstOffset>0</dstOffset>", "Asia/Kolkata"),
        (PACIFIC, "UTC"),  # its summer time is not known
        ("<tzOffset>1234</tzOffset>", "UTC"),
        ("<tzOffset>soon</tzOffset>", "UTC"),
        ("", "UTC"),
    ],
)
def test_a_feeds_clock_tells_the_zone_where_none_is_given(clock: str, zone: str) -> None:
    assert looked_at(green_button(MADE, clock=clock)).zone.key == zone


@pytest.mark.parametrize(
    ("zone", "other"),
    [("America/Los_Angeles", False), ("America/Denver", True), ("Australia/Sydney", True)],
)
def test_a_zone_that_keeps_another_clock_than_the_feed_is_said(zone: str, other: bool) -> None:  # noqa: FBT001 -- a column
    found = looked_at(green_button(MADE), ZoneInfo(zone))
    assert found.zone.key == zone
    assert (Found.OTHER_ZONE in kinds(found)) is other
    assert Found.OTHER_ZONE not in kinds(looked_at(green_button(MADE, clock=""), ZoneInfo(zone)))


@pytest.mark.parametrize(
    "changed",
    [
        {"uom": "169"},
        {"uom": "38"},
        {"uom": ""},
        {"commodity": "7"},
        {"accumulationBehaviour": "3"},
    ],
)
def test_what_is_no_electric_energy_by_the_interval_is_left_out(changed: dict[str, str]) -> None:
    both = feed(reading_type(), block(MADE), reading_type(**changed), block(MADE))
    found = looked_at(both)
    assert kwh(found) == kwh(looked_at(green_button(MADE)))
    assert Found.LEFT_OUT in kinds(found)
    assert "uom 72" in refused(feed(reading_type(**changed), block(MADE)))


def test_registers_of_hours_and_of_days_of_one_meter_do_not_count_twice() -> None:
    days = [(MADE[0][0], sum(used for _, used in MADE[:24])), (MADE[24][0], sum(used for _, used in MADE[24:]))]
    found = looked_at(feed(reading_type(), block(MADE), reading_type(intervalLength="86400"), block(days, step=24)))
    assert kwh(found) == pytest.approx([used for _, used in MADE])
    assert Found.OVERLAPPING in kinds(found)


BROKEN = {
    "no well-formed XML": (green_button(MADE)[:-300], "line"),
    "a document type": (b'<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed>&a;</feed>', "document type"),
    "a document type outside": (b'<!DOCTYPE feed SYSTEM "http://127.0.0.1/x.dtd"><feed/>', "document type"),
    "a web page": (b"<!doctype html><html><body>Sign in</body></html>", "line 1: no well-formed XML"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-klingon"?><feed/>', "encoding"),
    "an encoding of many bytes": (b'<?xml version="1.0" encoding="shift_jis"?><feed/>', "encoding"),
    "no readings": (feed(reading_type()), "no interval readings"),
    "another document": (b"<html><body>Sign in</body></html>", "no interval readings"),
    "no ReadingType": (feed(block(MADE)), "line 50: interval readings without a ReadingType"),
    "no number": (green_button(MADE).replace(b"<espi:value>", b"<espi:value>x", 1), "line 4: an IntervalReading whose"),
    "no start": (green_button(MADE).replace(b"espi:start>", b"espi:begin>"), "line 4: an IntervalReading without"),
    "no multiplier": (feed(reading_type(powerOfTenMultiplier="kilo"), block(MADE)), "ReadingType"),
    "too large a multiplier": (feed(reading_type(powerOfTenMultiplier="300"), block(MADE)), "beyond all measure"),
    "too large a value": (green_button(MADE).replace(b"<espi:value>", b"<espi:value>1e999", 1), "beyond all measure"),
    "too late a start": (green_button(MADE).replace(b"<espi:start>1772", b"<espi:start>1e9991772"), "beyond all"),
    "only what was fed in": (feed(reading_type(flowDirection="19"), block(MADE)), "drawn from the grid"),
    "two meters": (
        feed(
            reading_type(),
            block(MADE, links=linked("up", "/UsagePoint/1/MeterReading/1/IntervalBlock")),
            block(MADE, links=linked("up", "/UsagePoint/2/MeterReading/1/IntervalBlock")),
        ),
        "more than one meter",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_feed_is_refused_with_the_line_and_the_reason(what: str) -> None:
    body, reason = BROKEN[what]
    assert reason in refused(body)


def test_a_gas_meter_beside_the_electric_one_is_no_second_meter() -> None:
    both = feed(
        reading_type(),
        block(MADE, links=linked("up", "/UsagePoint/1/MeterReading/1/IntervalBlock")),
        reading_type(uom="169", commodity="7"),
        block(MADE, links=linked("up", "/UsagePoint/2/MeterReading/1/IntervalBlock")),
    )
    assert len(looked_at(both).intervals) == 48


def test_entities_are_refused_before_they_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    body = f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">{laughs}]><feed>&l9;</feed>'.encode()
    assert "document type" in refused(body)


def test_a_feed_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(green_button_feed, "MOST_READINGS", 47)
    assert refused(green_button(MADE)).endswith("there are more than 47 readings in it")


def test_comments_and_sections_within_a_value_do_not_change_it() -> None:
    body = green_button([(start, 1.25) for start, _ in MADE[:2]])
    for written in (b"1<!-- thousand -->250", b"<![CDATA[1250]]>", b"\n 1250 \n"):
        assert kwh(looked_at(body.replace(b"1250", written))) == [1.25, 1.25]


def test_a_year_may_be_of_any_length_of_interval() -> None:
    quarters = readings(START, hours=24, step=0.25)
    found = looked_at(feed(reading_type(intervalLength="900"), block(quarters, step=0.25)))
    assert {one.hours for one in found.intervals} == {0.25}
    assert found.intervals[-1].start == START + timedelta(hours=23.75)
