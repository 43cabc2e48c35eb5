"""The services that know about sunshine: what they are asked for, and what they refuse as the originals do."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.running import Sandbox

Json = dict[str, Any]
PVCALC, V8, POINT = "/api/v5_3/PVcalc", "/api/pvwatts/v8.json", "/api/temporal/climatology/point"
PVGIS: Json = {"lat": 45, "lon": 8, "peakpower": 1, "loss": 14, "angle": 35, "aspect": 0, "outputformat": "json"}
PVWATTS: Json = {
    "lat": 40,
    "lon": -105,
    "system_capacity": 4,
    "azimuth": 180,
    "tilt": 40,
    "array_type": 1,
    "module_type": 0,
    "losses": 14,
}
POWER: Json = {
    "parameters": "ALLSKY_SFC_SW_DWN,T2M",
    "community": "RE",
    "longitude": 7.9,
    "latitude": 48.1,
    "format": "JSON",
}


def pvgis(sandbox: Sandbox, **other: object) -> httpx.Response:
    return httpx.get(f"{sandbox.url}{PVCALC}", params=PVGIS | other)


def pvwatts(sandbox: Sandbox, key: str | None = None, **other: object) -> httpx.Response:
    headers = {"X-Api-Key": sandbox.config.pvwatts_key if key is None else key}
    return httpx.get(f"{sandbox.url}{V8}", params=PVWATTS | other, headers=headers)


def power(sandbox: Sandbox, **other: object) -> httpx.Response:
    return httpx.get(f"{sandbox.url}{POINT}", params=POWER | other)


def test_pvgis_tells_months_that_add_up_to_its_year(sandbox: Sandbox) -> None:
    outputs = pvgis(sandbox).json()["outputs"]
    months, year = outputs["monthly"]["fixed"], outputs["totals"]["fixed"]
    assert [month["month"] for month in months] == list(range(1, 13))
    assert sum(month["E_m"] for month in months) == pytest.approx(year["E_y"], abs=0.1)
    assert 800 < year["E_y"] < 2000
    assert 0.02 < year["SD_y"] / year["E_y"] < 0.045


def test_more_losses_and_a_roof_that_faces_away_yield_less_at_pvgis(sandbox: Sandbox) -> None:
    def year(**other: object) -> float:
        return float(pvgis(sandbox, **other).json()["outputs"]["totals"]["fixed"]["E_y"])

    assert year(loss=28) < year()
    assert year(aspect=180) < year()
    assert year(lat=-45, aspect=180) > year(lat=-45, aspect=0)
    assert year(peakpower=2) == pytest.approx(2 * year(), abs=0.1)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"lat": 91}, "lat: Incorrect value"),
        ({"lon": "west"}, "lon: Incorrect value"),
        ({"peakpower": 0}, "peakpower: Incorrect value"),
        ({"loss": 101}, "loss: Incorrect value"),
        ({"angle": 91}, "angle: Incorrect value"),
        ({"aspect": 200}, "aspect: Incorrect value"),
        ({"mountingplace": "sea"}, "mountingplace: Incorrect value"),
        ({"pvtechchoice": "paper"}, "pvtechchoice: Incorrect value"),
        ({"outputformat": "xml"}, "outputformat: Incorrect value"),
        ({"lat": 0, "lon": -30}, "Location over the sea"),
    ],
)
def test_pvgis_refuses_in_one_sentence(sandbox: Sandbox, other: Json, words: str) -> None:
    answer = pvgis(sandbox, **other)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert answer.json()["message"].startswith(words)


@pytest.mark.parametrize("missing", ["lat", "lon", "peakpower", "loss"])
def test_pvgis_needs_place_power_and_losses(sandbox: Sandbox, missing: str) -> None:
    query = {name: value for name, value in PVGIS.items() if name != missing}
    answer = httpx.get(f"{sandbox.url}{PVCALC}", params=query)
    assert (answer.status_code, answer.json()["message"][: len(missing)]) == (400, missing)


def test_pvgis_lies_level_and_tells_csv_where_nothing_else_is_said(sandbox: Sandbox) -> None:
    query = {name: PVGIS[name] for name in ("lat", "lon", "peakpower", "loss")}
    answer = httpx.get(f"{sandbox.url}{PVCALC}", params=query)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert len(answer.text.splitlines()) == 13
    assert httpx.post(f"{sandbox.url}{PVCALC}").status_code == 405


def test_pvwatts_tells_months_that_add_up_to_its_year(sandbox: Sandbox) -> None:
    told = pvwatts(sandbox).json()
    outputs = told["outputs"]
    assert (told["errors"], len(outputs["ac_monthly"])) == ([], 12)
    assert sum(outputs["ac_monthly"]) == pytest.approx(outputs["ac_annual"])
    assert 4 * 800 < outputs["ac_annual"] < 4 * 2000
    assert told["inputs"]["tilt"] == "40"
    assert pvwatts(sandbox, losses=50).json()["outputs"]["ac_annual"] < outputs["ac_annual"]
    assert pvwatts(sandbox, lat=-40, azimuth=0).json()["outputs"]["ac_annual"] > 0


def test_pvwatts_takes_its_key_in_the_query_too_and_tells_it_to_nobody(sandbox: Sandbox) -> None:
    key = sandbox.config.pvwatts_key
    answer = httpx.get(f"{sandbox.url}{V8}", params=PVWATTS | {"api_key": key})
    assert answer.status_code == 200
    assert key not in answer.text


@pytest.mark.parametrize(("key", "code"), [("", "API_KEY_MISSING"), ("stranger", "API_KEY_INVALID")])
def test_pvwatts_serves_no_stranger(sandbox: Sandbox, key: str, code: str) -> None:
    answer = pvwatts(sandbox, key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)


@pytest.mark.parametrize(
    "other",
    [
        {"tilt": 91},
        {"azimuth": 360},
        {"azimuth": -90},
        {"losses": 100},
        {"lat": "north"},
        {"system_capacity": 0},
        {"inv_eff": 80},
        {"array_type": 9},
        {"timeframe": "daily"},
        {"dataset": "moon"},
    ],
)
def test_pvwatts_says_which_value_cannot_be(sandbox: Sandbox, other: Json) -> None:
    answer = pvwatts(sandbox, **other)
    (name,) = other
    assert answer.status_code == 422
    assert "outputs" not in answer.json()
    assert [error.partition(" ")[0] for error in answer.json()["errors"]] == [name]


@pytest.mark.parametrize("missing", sorted(PVWATTS))
def test_pvwatts_needs_all_of_a_system(sandbox: Sandbox, missing: str) -> None:
    query = {name: value for name, value in PVWATTS.items() if name != missing}
    answer = httpx.get(f"{sandbox.url}{V8}", params=query, headers={"X-Api-Key": sandbox.config.pvwatts_key})
    assert (answer.status_code, answer.json()["errors"]) == (422, [f"{missing} is required"])


def test_nasa_power_tells_means_in_the_units_of_each_community(sandbox: Sandbox) -> None:
    energy, farming = power(sandbox).json(), power(sandbox, community="AG").json()
    sunny = [told["properties"]["parameter"]["ALLSKY_SFC_SW_DWN"]["ANN"] for told in (energy, farming)]
    assert sunny[1] == pytest.approx(3.6 * sunny[0], rel=0.01)
    assert energy["parameters"]["ALLSKY_SFC_SW_DWN"]["units"] == "kW-hr/m^2/day"
    assert farming["parameters"]["ALLSKY_SFC_SW_DWN"]["units"] == "MJ/m^2/day"
    assert energy["geometry"]["coordinates"][:2] == [7.9, 48.1]
    assert set(power(sandbox, parameters="T2M").json()["properties"]["parameter"]) == {"T2M"}


@pytest.mark.parametrize(
    "other",
    [
        {"parameters": "HOROSCOPE"},
        {"community": "XX"},
        {"longitude": 181},
        {"latitude": "north"},
        {"format": "NETCDF"},
    ],
)
def test_nasa_power_says_what_it_cannot_do(sandbox: Sandbox, other: Json) -> None:
    answer = power(sandbox, **other)
    assert answer.status_code == 422
    assert len(answer.json()["messages"]) == 1


@pytest.mark.parametrize("target", ["pvgis", "pvwatts", "nasa_power"])
@pytest.mark.parametrize(("mode", "status"), [("500", 500), ("429", 429), ("garbage", 200)])
def test_arranged_faults(sandbox: Sandbox, target: str, mode: str, status: int) -> None:
    asks: dict[str, Callable[[Sandbox], httpx.Response]] = {
        "pvgis": pvgis,
        "pvwatts": pvwatts,
        "nasa_power": power,
    }
    ask = asks[target]
    sandbox.wire.fault(target, mode)
    assert ask(sandbox).status_code == status
    assert ask(sandbox).status_code == 200
    assert sandbox.wire.requests(target)[-1]["status"] == 200
