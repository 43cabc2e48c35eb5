"""Who computes a yield, what is kept of the answer, and what a customer gets where none comes."""

import dataclasses
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import orjson
import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.tools.economics.homes import HERE, HOURLY
from tests.tools.playing import Played, Said
from tools.contract import Failure, ToolError
from tools.economics.roof import Roof, Shading
from tools.economics.solar_yield import Reported, Source
from tools.economics.sunshine import System, annual_yield, facing_equator, monthly_yield
from tools.nasa_power import NasaPower
from tools.pvgis import Pvgis, aspect
from tools.pvwatts import PvWatts
from tools.yields import KeptYields, Yields, key

SYSTEM = Roof().system(HERE.latitude)
PVCALC, V8, POINT = "/api/v5_3/PVcalc", "/api/pvwatts/v8.json", "/api/temporal/climatology/point"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(pvwatts_key="a-key-of-the-tests")) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _calm(world: Sandbox) -> None:
    world.wire.reset()


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


def asked_of(world: Sandbox, target: str) -> dict[str, str]:
    (entry,) = world.wire.requests(target)
    query: dict[str, str] = entry["query"]
    return query


def test_pvgis_is_asked_for_our_system_in_its_own_terms(world: Sandbox) -> None:
    with closing(Pvgis(world.url)) as service:
        told = service.monthly(HERE.latitude, HERE.longitude, System(30, 250, shading=0.2))
    assert asked_of(world, "pvgis") == {
        "lat": "37.62",
        "lon": "-122.38",
        "peakpower": "1",
        "pvtechchoice": "crystSi",
        "mountingplace": "building",
        "loss": "31.97",
        "angle": "30",
        "aspect": "70",
        "outputformat": "json",
    }
    assert len(told.monthly) == 12
    assert told.deviation == pytest.approx(0.03, abs=1e-4)


@pytest.mark.parametrize(("azimuth", "expected"), [(180, 0), (270, 90), (90, -90), (0, -180), (359, 179)])
def test_an_azimuth_is_turned_into_pvgis_aspect(azimuth: float, expected: float) -> None:
    assert aspect(azimuth) == expected


def test_pvwatts_is_asked_for_our_system_with_its_key_in_a_header(world: Sandbox) -> None:
    with closing(PvWatts("a-key-of-the-tests", world.url)) as service:
        told = service.monthly(HERE.latitude, HERE.longitude, SYSTEM)
    assert asked_of(world, "pvwatts") == {
        "lat": "37.62",
        "lon": "-122.38",
        "system_capacity": "1",
        "module_type": "0",
        "array_type": "1",
        "tilt": "20",
        "azimuth": "180",
        "losses": "14.08",
        "dc_ac_ratio": "1.2",
        "inv_eff": "96",
        "timeframe": "monthly",
    }
    assert len(told.monthly) == 12
    assert told.deviation == 0.0


def test_nasa_power_is_asked_for_a_places_means(world: Sandbox) -> None:
    with closing(NasaPower(world.url)) as service:
        found = service.climatology(HERE.latitude, HERE.longitude)
    assert (found.latitude, found.longitude) == (HERE.latitude, HERE.longitude)
    assert found.irradiation[6] > found.irradiation[0]
    assert found.source.startswith("NASA POWER")


@pytest.mark.parametrize("roof", [Roof(), Roof(shading=Shading.HEAVY), Roof(tilt=45, azimuth=90)])
@pytest.mark.parametrize("source", [Source.PVGIS, Source.PVWATTS])
def test_a_services_year_comes_in_the_hours_of_our_days(world: Sandbox, source: Source, roof: Roof) -> None:
    system = roof.system(HERE.latitude)
    asked = Pvgis(world.url) if source is Source.PVGIS else PvWatts("a-key-of-the-tests", world.url)
    with closing(asked) as service:
        told = Yields(HERE, service).of(system, year=2026)
        months = service.monthly(HERE.latitude, HERE.longitude, system).monthly
    assert (told.source, told.instead_of) == (source, None)
    assert monthly_yield(told.hourly) == pytest.approx(months)
    assert told.hourly.reshape(12, 24)[:, :4].sum() == 0


FAILING: dict[str, tuple[Said, Failure]] = {
    "500": (Said(status=500), Failure.UNAVAILABLE),
    "529": (Said(status=529), Failure.UNAVAILABLE),
    "429": (Said(status=429), Failure.UNAVAILABLE),
    "400": (Said.json({"message": "Location over the sea", "status": 400}, 400), Failure.REJECTED),
    "no JSON": (Said(b"<html>"), Failure.GARBLED),
    "another JSON": (Said.json([1, 2]), Failure.GARBLED),
    "cut": (Said(cut=True), Failure.UNAVAILABLE),
    "silent": (Said(hang=True), Failure.SILENT),
    "endless": (Said(endless=True), Failure.GARBLED),
}


@pytest.mark.parametrize("how", FAILING)
def test_each_failure_of_a_service_has_its_name(how: str, server: Played) -> None:
    said, failure = FAILING[how]
    for path in (PVCALC, V8, POINT):
        server.say(path, said)
    with (
        closing(Pvgis(server.url, deadline=0.3)) as pvgis,
        closing(PvWatts("key", server.url, deadline=0.3)) as pvwatts,
        closing(NasaPower(server.url, deadline=0.3)) as power,
    ):
        for ask in (
            lambda: pvgis.monthly(HERE.latitude, HERE.longitude, SYSTEM),
            lambda: pvwatts.monthly(HERE.latitude, HERE.longitude, SYSTEM),
            lambda: power.climatology(HERE.latitude, HERE.longitude),
        ):
            with pytest.raises(ToolError) as raised:
                ask()
            assert raised.value.failure is failure
            assert "37.62" not in str(raised.value)


def months(*, energy: object = 100.0, count: int = 12, total: object = 1200.0, deviation: object = 30.0) -> Said:
    fixed = [{"month": month, "E_m": energy} for month in range(1, count + 1)]
    return Said.json({"outputs": {"monthly": {"fixed": fixed}, "totals": {"fixed": {"E_y": total, "SD_y": deviation}}}})


@pytest.mark.parametrize(
    "said",
    [
        months(count=11),
        months(energy=-1.0),
        months(energy=500.0),
        months(energy=None),
        months(total=0),
        months(deviation=None),
        months(deviation=-1),
        months(deviation=2000.0),
    ],
)
def test_what_is_no_yield_is_not_taken_for_one(said: Said, server: Played) -> None:
    server.say(PVCALC, said)
    with closing(Pvgis(server.url)) as service, pytest.raises(ToolError) as raised:
        service.monthly(HERE.latitude, HERE.longitude, SYSTEM)
    assert raised.value.failure is Failure.GARBLED


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"errors": ["tilt must be between 0 and 90"], "outputs": {}}, Failure.REJECTED),
        ({"errors": [], "outputs": {"ac_monthly": [100.0] * 11}}, Failure.GARBLED),
        ({"errors": [], "outputs": {"ac_monthly": [100.0] * 11 + ["?"]}}, Failure.GARBLED),
    ],
)
def test_what_pvwatts_refuses_or_lacks_has_its_name(answer: object, failure: Failure, server: Played) -> None:
    server.say(V8, Said.json(answer))
    with closing(PvWatts("key", server.url)) as service, pytest.raises(ToolError) as raised:
        service.monthly(HERE.latitude, HERE.longitude, SYSTEM)
    assert raised.value.failure is failure


def test_a_wrong_key_is_refused_and_named_nowhere(world: Sandbox) -> None:
    with closing(PvWatts("another-key", world.url)) as service, pytest.raises(ToolError) as raised:
        service.monthly(HERE.latitude, HERE.longitude, SYSTEM)
    assert raised.value.failure is Failure.REJECTED
    assert "another-key" not in str(raised.value)


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
    assert key(Source.PVGIS, dataclasses.replace(HERE, retail_per_kwh=1.0), SYSTEM) in names


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
