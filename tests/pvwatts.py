"""PVWatts 8 itself, as NREL-PySAM has it: the oracle that our yields are held against."""

import functools

import numpy as np
from PySAM import Pvwattsv8

from tests.weather import Weather, weather
from tools.economics.household import Figures
from tools.economics.sunshine import System

ROOF = 1
YEAR = 2019
"""Any year of 365 days."""


def computed(place: str, system: System) -> Figures:
    """Return kWh in each month from 1 kW of standard modules on a roof, in a place's weather file."""
    return np.array(_computed(place, system))


@functools.cache
def _computed(place: str, system: System) -> tuple[float, ...]:
    model = Pvwattsv8.new()
    model.assign(
        {
            "SolarResource": {"solar_resource_data": _resource(weather(place))},
            "SystemDesign": {
                "system_capacity": 1.0,
                "module_type": 0,
                "array_type": ROOF,
                "tilt": system.tilt,
                "azimuth": system.azimuth,
                "losses": 100 * (1 - system.kept),
                "inv_eff": 100 * system.inverter,
                "dc_ac_ratio": system.oversizing,
                "gcr": 0.4,
            },
            "AdjustmentFactors": {"adjust_constant": 0.0},
        }
    )
    model.execute(0)
    return tuple(model.Outputs.ac_monthly)


@functools.cache
def _resource(given: Weather) -> dict[str, object]:
    hours = given.hour.size
    return {
        "lat": given.latitude,
        "lon": given.longitude,
        "tz": given.zone,
        "elev": given.elevation,
        "year": [YEAR] * hours,
        "month": given.month.tolist(),
        "day": given.day.tolist(),
        "hour": (given.hour - 1).tolist(),
        "minute": [30] * hours,
        "gh": given.level.tolist(),
        "dn": given.beam.tolist(),
        "df": given.sky.tolist(),
        "tdry": given.warmth.tolist(),
        "wspd": given.wind.tolist(),
    }
