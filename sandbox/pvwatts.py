"""PVWatts 8: GET /api/pvwatts/v8.json, with a key in the query or in a header.

https://developer.nlr.gov/docs/solar/pvwatts/v8/ and https://developer.nlr.gov/docs/api-key/
"""

import hmac
from collections.abc import Mapping

from aiohttp import web

from sandbox import sunshine
from sandbox.shapes import Json, answer
from sandbox.world import WORLD

_NUMBERS = {
    "system_capacity": (0.05, 500_000.0, True),
    "losses": (-5.0, 99.0, True),
    "tilt": (0.0, 90.0, True),
    "azimuth": (0.0, 359.999, True),
    "lat": (-90.0, 90.0, True),
    "lon": (-180.0, 180.0, True),
    "dc_ac_ratio": (0.001, 1_000.0, False),
    "inv_eff": (90.0, 99.5, False),
    "gcr": (0.01, 0.99, False),
    "radius": (0.0, 1_000_000.0, False),
}
"""What may be asked: from, to, and whether it must be there."""
_WORDS = {
    "module_type": ("0", "1", "2"),
    "array_type": ("0", "1", "2", "3", "4"),
    "timeframe": ("monthly", "hourly"),
    "dataset": ("nsrdb", "tmy2", "tmy3", "intl"),
}
_NEEDED_WORDS = ("module_type", "array_type")
_PERFORMANCE = 0.91
_USUAL = {"inv_eff": 96.0}


async def v8(request: web.Request) -> web.Response:
    """GET /api/pvwatts/v8.json."""
    key = request.headers.get("X-Api-Key") or request.query.get("api_key", "")
    if not hmac.compare_digest(key.encode(), request.app[WORLD].config.pvwatts_key.encode()):
        return _keyless(key)
    inputs = {name: value for name, value in request.query.items() if name != "api_key"}
    wrong = [*_wrong_words(inputs), *_wrong_numbers(inputs)]
    body: Json = {"inputs": inputs, "errors": wrong, "warnings": [], "version": "8.4.0"}
    if wrong:
        return answer(body, status=422)
    info = {"version": 280, "build": "SIMULATION"}
    station = {"lat": float(inputs["lat"]), "lon": float(inputs["lon"]), "weather_data_source": "SIMULATION"}
    return answer({**body, "ssc_info": info, "station_info": station, "outputs": _outputs(inputs)})


def _keyless(key: str) -> web.Response:
    code, words = ("API_KEY_INVALID", "An invalid") if key else ("API_KEY_MISSING", "No")
    message = f"{words} api_key was supplied. Get one at https://developer.nlr.gov/signup/"
    return answer({"error": {"code": code, "message": message}}, status=403)


def _wrong_words(inputs: Mapping[str, str]) -> list[str]:
    missing = [f"{name} is required" for name in _NEEDED_WORDS if name not in inputs]
    unknown = [
        f"{name} must be one of: {', '.join(allowed)}"
        for name, allowed in _WORDS.items()
        if inputs.get(name, allowed[0]) not in allowed
    ]
    return [*missing, *unknown]


def _wrong_numbers(inputs: Mapping[str, str]) -> list[str]:
    found = []
    for name, (least, most, needed) in _NUMBERS.items():
        if name not in inputs:
            found += [f"{name} is required"] if needed else []
        elif not _is_within(inputs[name], least, most):
            found.append(f"{name} must be between {least:g} and {most:g}")
    return found


def _is_within(text: str, least: float, most: float) -> bool:
    try:
        return least <= float(text) <= most
    except ValueError:
        return False


def _outputs(inputs: Mapping[str, str]) -> Json:
    latitude, azimuth = float(inputs["lat"]), float(inputs["azimuth"])
    turned = abs(azimuth - 180) if latitude >= 0 else 180 - abs(azimuth - 180)
    plane = sunshine.on_plane(latitude, float(inputs["tilt"]), turned)
    capacity, losses = float(inputs["system_capacity"]), float(inputs["losses"])
    direct = [month * capacity * _PERFORMANCE * (1 - losses / 100) for month in plane]
    inverter = float(inputs.get("inv_eff", _USUAL["inv_eff"])) / 100
    energy = [month * inverter for month in direct]
    return {
        "ac_monthly": energy,
        "poa_monthly": plane,
        "solrad_monthly": [month / days for month, days in zip(plane, sunshine.DAYS, strict=True)],
        "dc_monthly": direct,
        "ac_annual": sum(energy),
        "solrad_annual": sum(plane) / 365,
        "capacity_factor": sum(energy) / (8760 * capacity) * 100,
    }


ROUTES = (web.get("/api/pvwatts/v8.json", v8),)
