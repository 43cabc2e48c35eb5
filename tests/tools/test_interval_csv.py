"""CSV files of interval data: the ways of the field are read, and what cannot be read is named by its row."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from tests.tools.field_files import FIELD, FieldFile
from tests.tools.meter_files import NOW, ZONE, by_the_wall, readings
from tools import interval_csv
from tools.interval_data import Format, IntervalData, read
from tools.intervals import Direction, Found, Quality, Unit, Unreadable

HEAD = "timestamp,consumption (kWh)"


def looked_at(text: str | bytes, zone: ZoneInfo | None = ZONE) -> IntervalData:
    return read(text if isinstance(text, bytes) else text.encode(), zone=zone, now=NOW)


def kinds(found: IntervalData) -> set[Found]:
    return {finding.what for finding in found.findings}


def kwh(found: IntervalData) -> list[float]:
    return [one.consumed_kwh for one in found.intervals]


def refused(text: str | bytes, zone: ZoneInfo | None = ZONE) -> str:
    with pytest.raises(Unreadable) as raised:
        looked_at(text, zone)
    return str(raised.value)


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows))


@pytest.mark.parametrize("made", FIELD.values(), ids=FIELD)
def test_a_file_of_the_field_is_read(made: FieldFile) -> None:
    found = looked_at(made.body(), ZoneInfo(made.zone))
    assert found.format is Format.CSV
    assert [(one.start, one.hours) for one in found.intervals] == [
        (row.at.astimezone(UTC), made.step) for row in made.rows()
    ]
    assert kwh(found) == pytest.approx([row.kwh for row in made.rows()], abs=1e-3)
    harmless = {Found.SHORT_DAY, Found.LONG_DAY, Found.UNIT_ASSUMED, Found.EMPTY}
    assert kinds(found) <= harmless


def test_what_was_fed_in_stands_in_a_column_of_its_own() -> None:
    found = looked_at(FIELD["Opower, in and out"].body())
    assert found.directions == (Direction.DRAWN, Direction.FED_IN)
    assert [one.produced_kwh for one in found.intervals][:4] == [0, 1, 2, 0]


def test_or_a_column_says_it_row_by_row() -> None:
    body = FIELD["Smart Meter Texas"].body().decode()
    second = body.partition("\n")[2].replace("Consumption", "Surplus Generation").replace(",A,", ",E,")
    found = looked_at(body + second, ZoneInfo("America/Chicago"))
    assert [one.produced_kwh for one in found.intervals] == kwh(found)
    assert found.quality == {Quality.MEASURED: len(found.intervals)}


def test_or_a_part_of_the_file_with_a_header_of_its_own() -> None:
    delivered = FIELD["SCE, periods"].body().decode().replace("Energy consumption time", "Energy Delivered time")
    found = looked_at(delivered + "\n" + delivered.replace("Energy Delivered time", "Energy Received time"))
    assert [one.produced_kwh for one in found.intervals] == kwh(found)


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("E", Quality.ESTIMATED),
        ("Estimated", Quality.ESTIMATED),
        ("Estimada", Quality.ESTIMATED),
        ("Ersatzwert", Quality.ESTIMATED),
        ("Questionable", Quality.DOUBTFUL),
        ("A", Quality.MEASURED),
        ("Real", Quality.MEASURED),
        ("", Quality.MEASURED),
    ],
)
def test_a_column_says_what_was_estimated(said: str, quality: Quality) -> None:
    rows = (f"2026-03-0{day} 10:00,1.{day},{said}" for day in range(1, 9))
    assert looked_at(table(*rows, head=HEAD + ",Reading quality")).quality == {quality: 8}


@pytest.mark.parametrize(
    ("head", "unit", "factor"),
    [
        ("usage (kWh)", Unit.KWH, 1.0),
        ("usage_wh", Unit.WH, 0.001),
        ("Energy [Wh]", Unit.WH, 0.001),
        ("load (kW)", Unit.KW, 0.5),
        ("Leistung (W)", Unit.W, 0.0005),
        ("usage", Unit.KWH, 1.0),
    ],
)
def test_figures_become_kwh_whatever_their_unit(head: str, unit: Unit, factor: float) -> None:
    rows = (f"2026-03-01 {hour}:{minute:02},{hour + 1.5}" for hour in range(10) for minute in (0, 30))
    found = looked_at(table(*rows, head=f"time,{head}"))
    assert found.unit is unit
    assert kwh(found) == pytest.approx([(place // 2 + 1.5) * factor for place in range(20)])
    assert (Found.UNIT_ASSUMED in kinds(found)) is (head == "usage")


@pytest.mark.parametrize(
    ("delimiter", "figures", "value"),
    [
        (",", ("1.5", "0.25"), [1.5, 0.25]),
        (";", ("1,5", "0,25"), [1.5, 0.25]),
        (";", ("1,234", "2,345"), [1.234, 2.345]),
        (",", ("0.123", "2.345"), [0.123, 2.345]),
        (",", ('"1,234"', '"2,345"'), [1234.0, 2345.0]),
        (",", ('"1,234.5"', '"2,345.25"'), [1234.5, 2345.25]),
        (",", ('"0,123"', '"2,345"'), [0.123, 2.345]),
        ("\t", ("1.234,5", "12,25"), [1234.5, 12.25]),
        ("|", (".5", "+1e1"), [0.5, 10.0]),
    ],
)
def test_a_decimal_mark_is_found_out_from_all_figures(
    delimiter: str, figures: tuple[str, str], value: list[float]
) -> None:
    rows = (f"2026-03-01 0{hour}:00{delimiter}{figure}" for hour, figure in enumerate(figures))
    assert kwh(looked_at(table(*rows, head=f"timestamp{delimiter}usage (kWh)"))) == value


@pytest.mark.parametrize("blank", ["", "-", "N/A", "null"])
def test_an_empty_figure_is_a_reading_without_a_value(blank: str) -> None:
    found = looked_at(
        table("2026-03-01 00:00,1", f"2026-03-01 01:00,{blank}", "2026-03-01 02:00,2", "2026-03-01 03:00")
    )
    assert kwh(found) == [1, 2]
    assert {finding.what: finding.count for finding in found.findings} == {Found.EMPTY: 2, Found.GAP: 1}


def test_files_of_spreadsheets_are_read() -> None:
    text = table("2026-03-01 00:00\t1,5", "2026-03-01 01:00\t2,5", head="Zeit\tVerbrauch Wärme (kWh)")
    for body in (
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        text.encode("cp1252"),
        text.replace("\n", "\r\n").encode(),
    ):
        assert kwh(looked_at(body)) == [1.5, 2.5]


def test_a_night_in_autumn_has_an_hour_twice_by_the_end_of_intervals_too() -> None:
    ends = ["2026-11-01 01:00", "2026-11-01 01:00", "2026-11-01 02:00", "2026-11-01 03:00"]
    found = looked_at(table(*(f"{end},{place + 1}" for place, end in enumerate(ends)), head="interval end,usage (kWh)"))
    assert [one.start.hour for one in found.intervals] == [7, 8, 9, 10]
    assert kwh(found) == [1, 2, 3, 4]


def test_an_hour_that_the_clock_left_out_may_be_empty_but_not_used() -> None:
    rows = ["2026-03-08 01:00,1", "2026-03-08 02:00,0", "2026-03-08 03:00,3"]
    found = looked_at(table(*rows))
    assert kwh(found) == [1, 3]
    assert [one.start.hour for one in found.intervals] == [9, 10]
    assert "row 3: the clock went forward" in refused(table(*rows).replace("02:00,0", "02:00,2"))
    ends = table("2026-03-08 01:00,1", "2026-03-08 02:00,2", "2026-03-08 04:00,3", head="interval end,usage (kWh)")
    assert [one.start.hour for one in looked_at(ends).intervals] == [8, 9, 10], "two o'clock is when it moved"


@pytest.mark.parametrize(
    "stamps",
    [("2026-03-01T00:00:00Z", "2026-03-01 01:00:00+00:00"), ("2026-03-01T05:30+0530", "2026-03-01 06:30 +05:30")],
)
def test_times_with_a_zone_need_none(stamps: tuple[str, str]) -> None:
    found = looked_at(table(*(f"{stamp},{place + 1}" for place, stamp in enumerate(stamps))), zone=None)
    assert found.zone.key == "UTC"
    assert [one.start.isoformat() for one in found.intervals] == [
        "2026-03-01T00:00:00+00:00",
        "2026-03-01T01:00:00+00:00",
    ]


def test_days_may_be_read_but_have_no_hours() -> None:
    found = looked_at(table(*(f"{day}.3.26;{day},5" for day in range(1, 15)), head="Datum;Verbrauch kWh"))
    assert {one.hours for one in found.intervals} == {23, 24}


RISING = table(*(f"2026-03-{1 + hour // 24:02} {hour % 24}:00,{1000 + hour}" for hour in range(60)))
UNITLESS = table(*(f"2026-03-01 {hour}:00,{500 + hour % 3}" for hour in range(24)), head="Horodate,Valeur")

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "it is empty"),
    "only a header": (HEAD, "no readings below the header"),
    "no header": ("2026-03-01 00:00,1\n2026-03-01 01:00,2", "no row is a header"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no row is a header"),
    "no energy": (table("2026-03-01 00:00,230", head="timestamp,voltage"), "no row is a header"),
    "energy of another kind": (table("2026-03-01 00:00,230", head="timestamp,usage (therms)"), "no row is a header"),
    "no number": (table("2026-03-01 00:00,1", "2026-03-01 01:00,abc"), "row 3: 'abc' is no number"),
    "half a number": (table("2026-03-01 00:00,1.2.3"), "row 2: '1.2.3' is no number"),
    "too large a number": (table("2026-03-01 00:00,1", "2026-03-01 01:00,1e999"), "row 3: a number beyond all"),
    "no date": (table("2026-03-01 00:00,1", "Total,1"), "row 3: 'Total' is no date"),
    "a day that there is not": (table("2026-02-30 00:00,1"), "row 2: '2026-02-30' is no date"),
    "a month that there is not": (table("30-Foo-2026 00:00,1"), "row 2: '30-Foo-2026' is no date"),
    "a year of long ago": (table("0001-01-01 00:00,1"), "row 2: '0001-01-01' is no date"),
    "no time of day": (table("2026-03-01 soon,1"), "row 2: 'soon' is no time of day"),
    "an hour that there is not": (table("2026-03-01 25:00,1"), "row 2: '25:00' is no time of day"),
    "days or months": (table("03/04/2026 00:00,1", "03/05/2026 00:00,1"), "row 2: which part of a date is the day"),
    "another order of dates": (table("03/14/2026 00:00,1", "15/03/2026 00:00,1"), "row 3: '15-03-2026' is no date"),
    "two decimal marks": (
        table("2026-03-01 00:00;1,5", "2026-03-01 01:00;1.5", head="time;kWh"),
        "both a point and a comma",
    ),
    "two meters": (
        table("MTR-1,2026-03-01 00:00,1", "MTR-2,2026-03-01 01:00,1", head="Meter," + HEAD),
        "row 3: another meter",
    ),
    "another unit": (
        table("2026-03-01 00:00,1,therms", head="time,usage,units"),
        "row 2: the unit 'therms' is none of kWh",
    ),
    "two units": (
        table("2026-03-01 00:00,1,kWh", "2026-03-01 01:00,1,Wh", head="time,usage,units"),
        "row 3: another unit",
    ),
    "a register's stand": (RISING, "only ever rise"),
    "no unit that can be": (UNITLESS, "501 kW on average"),
    "no value at all": (table("2026-03-01 00:00,", "2026-03-01 01:00,"), "drawn from the grid"),
    "a cell without end": (f'{HEAD}\n"{"x" * 140_000}', "no CSV (field larger"),
    "a header cell without end": (f'"{"x" * 140_000}', "no row is a header"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_with_the_row_and_the_reason(what: str) -> None:
    text, reason = BROKEN[what]
    assert reason in refused(text)


def test_a_time_without_a_zone_is_refused_where_none_is_given() -> None:
    assert refused(by_the_wall(readings(NOW, hours=3)), zone=None).startswith("row 2: a time without a zone")


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval_csv, "MOST_ROWS", 3)
    assert "more than 3 rows" in refused(table(*(f"2026-03-01 0{hour}:00,1" for hour in range(5))))


def test_a_register_of_a_meter_that_draws_nothing_may_stand_still() -> None:
    still = table(*(f"2026-03-{1 + hour // 24:02} {hour % 24}:00,0" for hour in range(60)))
    assert Found.CONSTANT in kinds(looked_at(still))
