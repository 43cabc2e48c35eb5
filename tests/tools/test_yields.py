"""Who computes a yield, what is kept of the answer, and what a customer gets where none comes."""

import dataclasses
import os
from contextlib import closing
from pathlib import Path

import numpy as np
import orjson
import pytest

from tests.tools.economics.homes import HERE, HOURLY
from tools.contract import Failure, ToolError
from tools.economics.roof import Roof
from tools.economics.solar_yield import Reported, Source
from tools.economics.sunshine import System, annual_yield, facing_equator
from tools.pvgis import Pvgis
from tools.yields import KeptYields, Yields, key

SYSTEM = Roof().system(HERE.latitude)
NOWHERE = "http://127.0.0.1:9"


@dataclasses.dataclass
class Counting:
    """A service that is asked, and how often."""

    source: Source = Source.PVGIS
    failing: Failure | None = None
    asked: int = 0

    def monthly(self, latitude: float, longitude: float, system: System) -> Reported:
        self.asked += 1
        if self.failing:
            raise ToolError(self.failing, "by arrangement")
        assert (latitude, longitude) == (HERE.latitude, HERE.longitude)
        return Reported((system.tilt,) * 12, 0.02)


def test_without_a_service_we_compute_it_ourselves() -> None:
    told = Yields(HERE).of(SYSTEM, year=2026)
    assert np.array_equal(told.hourly, HOURLY)
    assert (told.source, told.instead_of) == (Source.EMBEDDED, None)


@pytest.mark.parametrize("failure", [Failure.SILENT, Failure.UNAVAILABLE, Failure.GARBLED, Failure.REJECTED])
def test_where_no_answer_comes_we_compute_it_and_say_so(failure: Failure, tmp_path: Path) -> None:
    kept = KeptYields(tmp_path / "yields")
    told = Yields(HERE, Counting(Source.PVWATTS, failure), kept).of(SYSTEM, year=2026)
    assert np.array_equal(told.hourly, HOURLY)
    assert (told.source, told.instead_of) == (Source.EMBEDDED, Source.PVWATTS)
    assert not (tmp_path / "yields").exists()


def test_a_service_that_fails_again_and_again_is_left_alone() -> None:
    service = Counting(failing=Failure.SILENT)
    yields = Yields(HERE, service)
    answers = [yields.of(SYSTEM, year=2026) for _ in range(8)]
    assert service.asked == 5
    assert {told.instead_of for told in answers} == {Source.PVGIS}


def test_a_service_that_refuses_is_well_and_asked_again() -> None:
    service = Counting(failing=Failure.REJECTED)
    yields = Yields(HERE, service)
    for _ in range(8):
        yields.of(SYSTEM, year=2026)
    assert service.asked == 8


def test_an_answer_is_kept_by_place_and_system_for_every_process(tmp_path: Path) -> None:
    service = Counting()
    first = Yields(HERE, service, KeptYields(tmp_path)).of(SYSTEM, year=2026)
    again = Yields(HERE, service, KeptYields(tmp_path)).of(SYSTEM, year=2027)
    assert service.asked == 1
    assert annual_yield(again.hourly) == annual_yield(first.hourly) == pytest.approx(240)
    assert again.source is Source.PVGIS
    Yields(HERE, service, KeptYields(tmp_path)).of(facing_equator(-1), year=2026)
    assert service.asked == 2
    (file, _) = tmp_path.iterdir()
    assert not any(str(part) in file.name for part in (HERE.latitude, HERE.longitude, HERE.name))


def test_who_was_asked_for_what_makes_the_name_of_a_kept_answer() -> None:
    elsewhere = dataclasses.replace(HERE, latitude=1.0)
    names = {
        key(Source.PVGIS, HERE, SYSTEM),
        key(Source.PVWATTS, HERE, SYSTEM),
        key(Source.PVGIS, elsewhere, SYSTEM),
        key(Source.PVGIS, HERE, System(21, 180)),
        key(Source.PVGIS, HERE, System(20, 180, shading=0.0)),
    }
    assert len(names) == 5
    assert key(Source.PVGIS, dataclasses.replace(HERE, tariff="another"), SYSTEM) in names


def test_what_was_kept_for_too_long_is_asked_for_anew(tmp_path: Path) -> None:
    service = Counting()
    Yields(HERE, service, KeptYields(tmp_path)).of(SYSTEM, year=2026)
    (file,) = tmp_path.iterdir()
    later = file.stat().st_mtime + 181 * 24 * 3600
    Yields(HERE, service, KeptYields(tmp_path, now=lambda: later)).of(SYSTEM, year=2026)
    assert service.asked == 2


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", orjson.dumps({"monthly": [1.0] * 11})])
def test_what_was_kept_and_cannot_be_read_is_asked_for_anew(broken: bytes, tmp_path: Path) -> None:
    service = Counting()
    Yields(HERE, service, KeptYields(tmp_path)).of(SYSTEM, year=2026)
    (file,) = tmp_path.iterdir()
    file.write_bytes(broken)
    assert Yields(HERE, service, KeptYields(tmp_path)).of(SYSTEM, year=2026).annual_kwh == pytest.approx(240)
    assert service.asked == 2


def test_only_so_many_answers_are_kept_and_the_oldest_go(tmp_path: Path) -> None:
    kept = KeptYields(tmp_path, most=3)
    for place in range(5):
        kept.keep(f"{place}", Reported((float(place),) * 12))
        os.utime(tmp_path / f"{place}", (place, place))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2", "3", "4"]


def test_where_nothing_can_be_kept_the_answer_still_counts(tmp_path: Path) -> None:
    in_the_way = tmp_path / "yields"
    in_the_way.write_text("no folder")
    told = Yields(HERE, Counting(), KeptYields(in_the_way)).of(SYSTEM, year=2026)
    assert told.source is Source.PVGIS


def test_nobody_listens_and_we_compute_it() -> None:
    with closing(Pvgis(NOWHERE)) as service:
        assert Yields(HERE, service).of(SYSTEM, year=2026).instead_of is Source.PVGIS
