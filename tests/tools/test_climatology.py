"""Twelve means out of files and out of NASA POWER's answers, and what is none."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from tools import territories
from tools.climatology import Climatology, read

SUN = [4.29, 5.16, 6.02, 6.54, 6.67, 5.58, 3.99, 3.90, 4.72, 5.04, 4.40, 3.98]
WARMTH = [19.4, 22.8, 28.4, 31.9, 34.5, 32.6, 29.9, 28.7, 29.0, 28.9, 24.4, 20.7]
FIELDS: dict[str, object] = {"latitude": 23.0, "longitude": 72.6, "irradiation": SUN, "temperature": WARMTH}
HERE = Climatology(23.0, 72.6, tuple(SUN), tuple(WARMTH))
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
RANGE = "20-year Meteorological and Solar Monthly & Annual Climatologies (January 2001 - December 2020)"
POWER: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [72.6, 23.0, 55.1]},
    "properties": {
        "parameter": {
            "ALLSKY_SFC_SW_DWN": {**dict(zip(MONTHS, SUN, strict=True)), "ANN": 5.02},
            "T2M": {**dict(zip(MONTHS, WARMTH, strict=True)), "ANN": 27.6},
        }
    },
    "header": {"fill_value": -999.0, "range": RANGE},
    "parameters": {"ALLSKY_SFC_SW_DWN": {"units": "kW-hr/m^2/day"}, "T2M": {"units": "C"}},
}


def csv_of(*rows: object) -> str:
    return "\n".join(("month,irradiation,temperature", *(str(row) for row in rows)))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_a_csv_file_may_have_its_months_in_any_order(tmp_path: Path) -> None:
    rows = [f"{month},{SUN[month - 1]},{WARMTH[month - 1]}" for month in reversed(range(1, 13))]
    file = written(tmp_path, "means.csv", csv_of(*rows))
    assert read(file, latitude=23.0, longitude=72.6) == HERE


def test_a_csv_file_without_months_begins_with_january(tmp_path: Path) -> None:
    rows = [f"{sun},{warmth}" for sun, warmth in zip(SUN, WARMTH, strict=True)]
    file = written(tmp_path, "means.CSV", "\ufeff" + "\n".join(("irradiation,temperature", *rows)))
    assert read(file, latitude=23.0, longitude=72.6) == HERE


def test_a_json_file_may_know_all_of_it_and_what_is_said_beside_it_counts(tmp_path: Path) -> None:
    file = written(tmp_path, "means.json", orjson.dumps(FIELDS))
    assert read(file) == HERE
    assert read(file, latitude=24.0, source="IMD").latitude == 24.0
    assert read(file, source="IMD").source == "IMD"


def test_an_answer_of_nasa_power_is_read_as_it_came(tmp_path: Path) -> None:
    found = read(written(tmp_path, "power.json", orjson.dumps(POWER)))
    assert (found.latitude, found.longitude) == (23.0, 72.6)
    assert (found.irradiation, found.temperature) == (tuple(SUN), tuple(WARMTH))
    assert found.source == f"NASA POWER, {RANGE}"


def test_nasa_powers_agricultural_megajoules_become_kilowatt_hours(tmp_path: Path) -> None:
    answer = copy.deepcopy(POWER)
    answer["parameters"]["ALLSKY_SFC_SW_DWN"]["units"] = "MJ/m^2/day"
    answer["properties"]["parameter"]["ALLSKY_SFC_SW_DWN"] = dict(zip(MONTHS, (3.6 * sun for sun in SUN), strict=True))
    found = read(written(tmp_path, "power.json", orjson.dumps(answer)))
    assert found.irradiation == pytest.approx(SUN)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("parameters", "ALLSKY_SFC_SW_DWN", "units"), "W/m^2", "should give"),
        (("parameters", "T2M", "units"), "F", "should give"),
        (("properties", "parameter", "T2M", "MAY"), -999.0, "temperature does not hold twelve"),
        (("properties", "parameter", "ALLSKY_SFC_SW_DWN", "MAY"), None, "irradiation does not hold twelve"),
        (("geometry", "coordinates"), [], "latitude is not"),
        (("geometry", "coordinates"), [72.6], "latitude is not"),
    ],
)
def test_an_answer_of_nasa_power_that_lacks_something_is_none(
    path: tuple[str, ...], value: object, reason: str, tmp_path: Path
) -> None:
    answer = copy.deepcopy(POWER)
    inner = answer
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    with pytest.raises(ValueError, match=reason):
        read(written(tmp_path, "power.json", orjson.dumps(answer)))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"latitude": 91}, "latitude is not from -90 to 90 degrees"),
        ({"longitude": None}, "longitude is not"),
        ({"irradiation": SUN[:11]}, "irradiation does not hold twelve numbers"),
        ({"irradiation": [sun * 30 for sun in SUN]}, "irradiation is no mean of a day"),
        ({"irradiation": [-1.0, *SUN[1:]]}, "irradiation is no mean of a day"),
        ({"temperature": [300.0] * 12}, "temperature is no mean in degrees Celsius"),
        ({"temperature": ["warm"] * 12}, "temperature does not hold twelve numbers"),
    ],
)
def test_what_is_no_climate_is_named(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Climatology.of(FIELDS | fields)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("means.json", "{", "means.json cannot be read: JSONDecodeError"),
        ("means.csv", b"\xff\xfe\x00", "means.csv cannot be read: UnicodeDecodeError"),
        ("means.csv", csv_of("1,4,20", "1,4,20"), "month should hold each of 1 to 12 once"),
        ("means.csv", csv_of("May,4,20"), "month should hold each of 1 to 12 once"),
        ("means.csv", "", "irradiation does not hold twelve numbers"),
    ],
)
def test_a_file_that_holds_no_means_says_why(name: str, content: str | bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=reason):
        read(written(tmp_path, name, content), latitude=23.0, longitude=72.6)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: FileNotFoundError"):
        read(tmp_path / "nowhere.json")


def test_every_shipped_territory_reads_and_says_where_its_means_are_from() -> None:
    assert territories.shipped() == ("es-seville", "in-ahmedabad", "us-ca-san-francisco")
    for name in territories.shipped():
        here = territories.territory(name)
        assert here.name == name
        assert here.source


def test_a_territory_of_ones_own_is_written_once_and_read_before_a_shipped_one(tmp_path: Path) -> None:
    file = territories.write("es-seville", HERE, zone="Asia/Kolkata", currency="INR", folder=tmp_path / "own")
    ours = territories.territory("es-seville", (tmp_path / "own",))
    assert (ours.currency, ours.zone.key, ours.irradiation) == ("INR", "Asia/Kolkata", HERE.irradiation)
    assert (ours.tariff, ours.costs, ours.loan) == ("", None, None)
    assert territories.territory("es-seville", (tmp_path / "other",)).currency == "EUR"
    with pytest.raises(ValueError, match="is there already"):
        territories.write("es-seville", HERE, zone="Asia/Kolkata", currency="INR", folder=file.parent)


@pytest.mark.parametrize(
    ("name", "zone", "reason"),
    [("../escape", "UTC", "a name is"), ("here", "Mars/Olympus", "No time zone found")],
)
def test_what_is_no_territory_is_not_written(name: str, zone: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=reason):
        territories.write(name, HERE, zone=zone, currency="INR", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("latitude: [", "territory here cannot be read: "),
        ("latitude: 200", "territory here: latitude is not from -90 to 90 degrees"),
        (yaml.safe_dump({**FIELDS, "time_zone": "../../etc/passwd"}), "territory here: "),
    ],
)
def test_a_territory_that_cannot_be_is_named(content: str, reason: str, tmp_path: Path) -> None:
    written(tmp_path, "here.yaml", content)
    with pytest.raises(ValueError, match=reason):
        territories.territory("here", (tmp_path,))


@pytest.mark.parametrize("name", ["nowhere", "../us-ca-san-francisco", ""])
def test_a_territory_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ValueError, match="territory"):
        territories.territory(name)
