"""The services that know about sunshine: what they are asked, what is taken of their answers, and how they fail."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from sandbox.config import Config
from sandbox.running import Sandbox, running
from tests.tools.economics.homes import HERE
from tests.tools.playing import Played, Said
from tools.contract import Failure, ToolError
from tools.economics.roof import Roof, Shading
from tools.economics.solar_yield import Source
from tools.economics.sunshine import System, monthly_yield
from tools.nasa_power import NasaPower
from tools.pvgis import Pvgis, aspect
from tools.pvwatts import PvWatts
from tools.yields import Yields

SYSTEM = Roof().system(HERE.latitude)
PVCALC, V8, POINT = "/api/v5_3/PVcalc", "/api/pvwatts/v8.json", "/api/temporal/climatology/point"


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with running(Config(pvwatts_key="a-key-of-the-tests")) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _calm(world: Sandbox) -> None:
    world.wire.reset()


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
    deadline = 0.3 if said.hang else 5.0
    for path in (PVCALC, V8, POINT):
        server.say(path, said)
    with (
        closing(Pvgis(server.url, deadline=deadline)) as pvgis,
        closing(PvWatts("key", server.url, deadline=deadline)) as pvwatts,
        closing(NasaPower(server.url, deadline=deadline)) as power,
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
