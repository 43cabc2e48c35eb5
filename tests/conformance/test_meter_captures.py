"""What the real meter registry answered: its list, and rows that must never be compared on."""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pytest

from tests.tools.playing import Said, playing
from tests.tools.rules import OF_REGISTRIES
from tools.economics.baseline import TooFewDays, Window, baseline
from tools.economics.household import TooLittleData, household
from tools.interval_data import read
from tools.intervals import Found
from tools.meters import MeterRegistry
from tools.world_engine import WorldEngine

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "world_engine"
REQUIRED = os.environ.get("WATTLINE_CONFORMANCE") == "required"
ABSENT = "captures of the real registry lie beside the project (../shared/data) and are absent here"

pytestmark = pytest.mark.skipif(not DATA.is_dir() and not REQUIRED, reason=ABSENT)


def test_the_captured_list_of_150_meters_resolves_codes() -> None:
    listed = (DATA / "meters_list_150.json").read_bytes()
    meters = orjson.loads(listed)
    codes = {row["code"]: row["id"] for row in meters}
    with playing() as server:
        server.say("/meters", Said(listed))
        for number in codes.values():
            server.say(f"/meter-datasets/{number}", Said.json({"data": []}))
        registry = WorldEngine(server.url)
        for code in codes:
            assert registry.intervals(code) == ()
        registry.close()
    assert len(codes) == 150
    assert sum(asked.path.startswith("/meters?") for asked in server.asked) == 1


@pytest.mark.parametrize("rule", OF_REGISTRIES, ids=lambda rule: rule.__name__)
def test_a_registry_of_captured_rows_keeps_the_rules_of_all(rule: Callable[[MeterRegistry], None]) -> None:
    listed = (DATA / "meters_list_150.json").read_bytes()
    number = next(row["id"] for row in orjson.loads(listed) if row["code"] == "MTR-0013")
    with playing() as server:
        server.say("/meters", Said(listed))
        server.say(f"/meter-datasets/{number}", Said((DATA / "meter_datasets_24.json").read_bytes()))
        server.say("/meters/add-subscription", Said.json({"data": {}}))
        with closing(WorldEngine(server.url)) as registry:
            rule(registry)


NOW = datetime(2026, 11, 23, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")


def test_the_captured_rows_are_read_and_what_is_wrong_with_them_is_named() -> None:
    body = (DATA / "meter_datasets_24.json").read_bytes()
    found = read(body, zone=ZONE, now=NOW)
    assert len(found.intervals) == len(orjson.loads(body)["data"])
    assert {round(interval.consumed_kwh, 5) for interval in found.intervals} == {0.02824}
    assert {interval.hours for interval in found.intervals} == {1.0}
    assert {finding.what for finding in found.findings} >= {Found.CONSTANT, Found.FUTURE}


@pytest.mark.parametrize("year", [2026, 2040])
def test_the_captured_rows_are_never_compared_on(year: int) -> None:
    found = read((DATA / "meter_datasets_24.json").read_bytes(), zone=ZONE, now=NOW)
    with pytest.raises(TooLittleData):
        household(found.intervals, ZONE, now=NOW.replace(year=year))


def test_the_captured_rows_give_no_baseline() -> None:
    found = read((DATA / "meter_datasets_24.json").read_bytes(), zone=ZONE, now=NOW)
    used = {one.start.astimezone(ZONE): one.consumed_kwh for one in found.intervals}
    dates = tuple(sorted({moment.date() for moment in used}))
    load = np.full((len(dates), 24), np.nan)
    for moment, kwh in used.items():
        load[dates.index(moment.date()), moment.hour] = kwh
    days = baseline(dates, load, Window(dates[-1] + timedelta(days=1), 17, 21))
    assert isinstance(days, TooFewDays)
    assert days.found <= len(dates)
