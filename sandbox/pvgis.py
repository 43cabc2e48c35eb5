"""PVGIS 5.3: GET /api/v5_3/PVcalc, for a fixed system, as JSON or CSV.

https://joint-research-centre.ec.europa.eu/photovoltaic-geographical-information-system-pvgis/getting-started-pvgis/api-non-interactive-service_en
"""

from collections.abc import Mapping

from aiohttp import web

from sandbox import sunshine
from sandbox.shapes import HEADERS, Json, answer

_NUMBERS = {
    "lat": (-90.0, 90.0, True),
    "lon": (-180.0, 180.0, True),
    "peakpower": (0.0, 100_000_000.0, True),
    "loss": (0.0, 100.0, True),
    "angle": (0.0, 90.0, False),
    "aspect": (-180.0, 180.0, False),
}
"""What may be asked: from, to, and whether it must be there."""
_WORDS = {
    "pvtechchoice": ("crystSi", "CIS", "CdTe", "Unknown"),
    "mountingplace": ("free", "building"),
    "outputformat": ("csv", "basic", "json"),
}
_PERFORMANCE = 0.93
"""What heat, dim light and reflection leave, in the simulation."""
_DEVIATION = 0.03


class _Refused(Exception):
    """PVGIS says why in one sentence."""


async def pvcalc(request: web.Request) -> web.Response:
    """GET /api/v5_3/PVcalc."""
    try:
        asked = _asked(request.query)
        _require_land(asked["lat"], asked["lon"])
    except _Refused as refused:
        return answer({"message": str(refused), "status": 400}, status=400)
    body = _computed(asked)
    if request.query.get("outputformat", "csv") == "json":
        return answer(body)
    lines = [f"{month['month']}\t{month['E_m']}" for month in body["outputs"]["monthly"]["fixed"]]
    return web.Response(text="\n".join(("Month\tE_m", *lines)), content_type="text/csv", headers=HEADERS)


def _asked(query: Mapping[str, str]) -> dict[str, float]:
    for name, allowed in _WORDS.items():
        if query.get(name, allowed[0]) not in allowed:
            raise _Refused(f"{name}: Incorrect value. Please, select one of {', '.join(allowed)}.")
    return {name: _number(query, name, *bounds) for name, bounds in _NUMBERS.items()}


def _number(query: Mapping[str, str], name: str, least: float, most: float, needed: bool) -> float:  # noqa: FBT001 - a row of the table
    if name not in query:
        if needed:
            raise _Refused(f"{name}: It is a mandatory parameter.")
        return 0.0
    try:
        value = float(query[name])
    except ValueError:
        value = float("nan")
    if not least <= value <= most or (name == "peakpower" and value == 0):
        raise _Refused(f"{name}: Incorrect value. Please, enter a number between {least:g} and {most:g}.")
    return value


def _require_land(latitude: float, longitude: float) -> None:
    """The middle of the Atlantic is sea, all else is land in the simulation."""
    if abs(latitude) < 30 and -40 < longitude < -25:  # noqa: PLR2004 - the corners of that sea
        raise _Refused("Location over the sea. Please, select another location")


def _computed(asked: Mapping[str, float]) -> Json:
    turned = abs(asked["aspect"]) if asked["lat"] >= 0 else 180 - abs(asked["aspect"])
    plane = sunshine.on_plane(asked["lat"], asked["angle"], turned)
    kept = asked["peakpower"] * _PERFORMANCE * (1 - asked["loss"] / 100)
    months = [
        {
            "month": number,
            "E_d": round(month * kept / days, 2),
            "E_m": round(month * kept, 2),
            "H(i)_d": round(month / days, 2),
            "H(i)_m": month,
            "SD_m": round(month * kept * 3 * _DEVIATION, 2),
        }
        for number, (month, days) in enumerate(zip(plane, sunshine.DAYS, strict=True), 1)
    ]
    return {
        "inputs": {
            "location": {"latitude": asked["lat"], "longitude": asked["lon"], "elevation": 100.0},
            "meteo_data": {"radiation_db": "SIMULATION", "year_min": 2005, "year_max": 2023},
            "pv_module": {"technology": "c-Si", "peak_power": asked["peakpower"], "system_loss": asked["loss"]},
        },
        "outputs": {"monthly": {"fixed": months}, "totals": {"fixed": _totals(sum(plane), kept, asked["loss"])}},
        "meta": {"inputs": {}, "outputs": {}},
    }


def _totals(year: float, kept: float, loss: float) -> Json:
    return {
        "E_d": round(year * kept / 365, 2),
        "E_m": round(year * kept / 12, 2),
        "E_y": round(year * kept, 2),
        "H(i)_d": round(year / 365, 2),
        "H(i)_m": round(year / 12, 2),
        "H(i)_y": round(year, 2),
        "SD_m": round(year * kept * _DEVIATION / 12, 2),
        "SD_y": round(year * kept * _DEVIATION, 2),
        "l_aoi": -2.7,
        "l_spec": "1.2",
        "l_tg": -5.5,
        "l_total": round(-100 * (1 - _PERFORMANCE * (1 - loss / 100)), 2),
    }


ROUTES = (web.get("/api/v5_3/PVcalc", pvcalc),)
