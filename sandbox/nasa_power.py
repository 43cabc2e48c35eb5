"""NASA POWER: GET /api/temporal/climatology/point, as JSON.

https://power.larc.nasa.gov/docs/services/api/temporal/climatology/
"""

from collections.abc import Mapping

from aiohttp import web

from sandbox import sunshine
from sandbox.shapes import Json, answer

_COMMUNITIES = {"RE": ("kW-hr/m^2/day", 1.0), "AG": ("MJ/m^2/day", 3.6), "SB": ("kW-hr/m^2/day", 1.0)}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NAMES = {
    "ALLSKY_SFC_SW_DWN": "All Sky Surface Shortwave Downward Irradiance",
    "T2M": "Temperature at 2 Meters",
}
_MOST_PARAMETERS = 20
_TITLE = "NASA/POWER Native Resolution Climatology: SIMULATION"


async def point(request: web.Request) -> web.Response:
    """GET /api/temporal/climatology/point?parameters=&community=&longitude=&latitude=&format=."""
    wrong = _wrong(request.query)
    if wrong:
        header = "The POWER Climatology API failed to complete your request: please review the messages."
        return answer({"header": header, "messages": wrong}, status=422)
    return answer(_found(request.query))


def _wrong(query: Mapping[str, str]) -> list[str]:
    names = query.get("parameters", "").split(",")
    checks = (
        (set(names) <= set(_NAMES) and len(names) <= _MOST_PARAMETERS, "One of your parameters is incorrect."),
        (query.get("community") in _COMMUNITIES, "Please provide a community: AG, RE or SB."),
        (_is_within(query, "longitude", 180), "Please provide a longitude between -180 and 180."),
        (_is_within(query, "latitude", 90), "Please provide a latitude between -90 and 90."),
        (query.get("format", "JSON").upper() == "JSON", "The simulation knows the format JSON alone."),
    )
    return [words for holds, words in checks if not holds]


def _is_within(query: Mapping[str, str], name: str, most: float) -> bool:
    try:
        return abs(float(query.get(name, ""))) <= most
    except ValueError:
        return False


def _found(query: Mapping[str, str]) -> Json:
    latitude, longitude = float(query["latitude"]), float(query["longitude"])
    unit, factor = _COMMUNITIES[query["community"]]
    sunny = [round(mean * factor, 2) for mean in sunshine.daily(latitude)]
    known = {"ALLSKY_SFC_SW_DWN": (unit, sunny), "T2M": ("C", sunshine.warmth(latitude))}
    asked = {name: known[name] for name in query["parameters"].split(",")}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude, 100.0]},
        "properties": {"parameter": {name: _year(months) for name, (_, months) in asked.items()}},
        "header": {
            "title": _TITLE,
            "api": {"version": "v2.5.9", "name": "POWER Climatology API"},
            "fill_value": -999.0,
            "range": "20-year Meteorological and Solar Monthly & Annual Climatologies (January 2001 - December 2020)",
        },
        "messages": [],
        "parameters": {name: {"units": unit, "longname": _NAMES[name]} for name, (unit, _) in asked.items()},
        "times": {"data": 0.1, "process": 0.01},
    }


def _year(months: list[float]) -> Json:
    return {**dict(zip(_MONTHS, months, strict=True)), "ANN": round(sum(months) / len(months), 2)}


ROUTES = (web.get("/api/temporal/climatology/point", point),)
