"""A photovoltaic system's mean day in each month, out of twelve means of sunshine and temperature.

Erbs' monthly diffuse share (Erbs, Klein & Duffie 1982), the hourly split of Collares-Pereira & Rabl (1979) and Liu &
Jordan (1960), Hay & Davies' transposition (1980), a cell temperature from a nominal of 45 C, -0.37 % per K, and
PVWatts' 14 % losses and 96 % inverter (Dobos 2014, NREL/TP-6A20-62641).
"""

from datetime import UTC, datetime, timedelta

import numpy as np

from tools.economics.household import DAYS_A_MONTH, HOURS_A_DAY, MONTHS, Figures
from tools.economics.territory import Territory

SOLAR_CONSTANT = 1367.0
MEAN_DAYS = (17, 47, 75, 105, 135, 162, 198, 228, 258, 288, 318, 344)
"""The day of the year whose declination is its month's mean (Klein 1977)."""
TILT = 20.0
ALBEDO = 0.2
LOSSES = 0.14
INVERTER = 0.96
NOMINAL_HEATING = 0.9 * 25.0 / 800.0
PER_KELVIN = -0.0037
EDGE = 1e-6


def hourly_yield(territory: Territory, *, year: int) -> Figures:
    """Return kWh from 1 kW of panels in each hour of each month's mean day: 12 x 24, by the clock, laid in one row.

    The panels face the equator at a tilt of 20 degrees. `year` decides when daylight saving time holds.
    """
    return np.concatenate([_mean_day(territory, month, year=year) for month in range(MONTHS)])


def annual_yield(hourly: Figures) -> float:
    """Return kWh from 1 kW in a year."""
    return float(hourly.reshape(MONTHS, HOURS_A_DAY).sum(axis=1) @ np.array(DAYS_A_MONTH))


def _mean_day(territory: Territory, month: int, *, year: int) -> Figures:
    midday = datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=MEAN_DAYS[month] - 1)
    shift = (midday.astimezone(territory.zone).utcoffset() or timedelta()).total_seconds() / 3600
    solar_hour = np.arange(HOURS_A_DAY) + 0.5 - shift + territory.longitude / 15
    angle = np.radians((solar_hour - 12) * 15)
    latitude = np.radians(territory.latitude)
    declination = np.radians(23.45) * np.sin(2 * np.pi * (284 + MEAN_DAYS[month]) / 365)
    sunset = float(np.arccos(np.clip(-np.tan(latitude) * np.tan(declination), -1, 1)))
    height = np.cos(latitude) * np.cos(declination) * np.cos(angle) + np.sin(latitude) * np.sin(declination)
    tilted = latitude - np.copysign(np.radians(TILT), latitude)
    incidence = np.cos(tilted) * np.cos(declination) * np.cos(angle) + np.sin(tilted) * np.sin(declination)
    outside = SOLAR_CONSTANT * (1 + 0.033 * np.cos(2 * np.pi * MEAN_DAYS[month] / 365))
    daily = territory.irradiation[month] * 1000
    split = _split(daily, outside, sunset, angle, latitude=latitude, declination=declination)
    plane = _on_plane(*split, height=height, incidence=incidence, outside=outside)
    return _power(plane, territory.temperature[month])


def _split(
    daily: float, outside: float, sunset: float, angle: Figures, *, latitude: float, declination: float
) -> tuple[Figures, Figures]:
    """Return mean global and diffuse W/m2 on the level in each hour of the mean day."""
    day_outside = (
        (24 / np.pi)
        * outside
        * (np.cos(latitude) * np.cos(declination) * np.sin(sunset) + sunset * np.sin(latitude) * np.sin(declination))
    )
    clearness = float(np.clip(daily / max(day_outside, EDGE), 0.3, 0.8))
    if sunset <= np.radians(81.4):
        diffuse = 1.391 - 3.560 * clearness + 4.189 * clearness**2 - 2.137 * clearness**3
    else:
        diffuse = 1.311 - 3.022 * clearness + 3.427 * clearness**2 - 1.821 * clearness**3
    wrapped = np.abs((angle + np.pi) % (2 * np.pi) - np.pi)
    shape = np.where(wrapped < sunset, np.cos(angle) - np.cos(sunset), 0.0)
    even = np.pi / 24 * shape / max(np.sin(sunset) - sunset * np.cos(sunset), EDGE)
    peaked = 0.409 + 0.5016 * np.sin(sunset - np.pi / 3)
    flatter = 0.6609 - 0.4767 * np.sin(sunset - np.pi / 3)
    total = np.clip((peaked + flatter * np.cos(angle)) * even, 0.0, None)
    return daily * total / max(float(total.sum()), EDGE), daily * diffuse * even / max(float(even.sum()), EDGE)


def _on_plane(total: Figures, diffuse: Figures, *, height: Figures, incidence: Figures, outside: float) -> Figures:
    """Return W/m2 on the tilted plane (Hay & Davies)."""
    scattered = np.minimum(diffuse, total)
    beam = total - scattered
    up = np.maximum(height, 0.087)
    ratio = np.maximum(incidence, 0.0) / up
    anisotropy = np.clip(beam / (outside * up), 0.0, 1.0)
    tilt = np.cos(np.radians(TILT))
    sky = scattered * (anisotropy * ratio + (1 - anisotropy) * (1 + tilt) / 2)
    return np.asarray(beam * ratio + sky + total * ALBEDO * (1 - tilt) / 2, dtype=np.float64)


def _power(plane: Figures, temperature: float) -> Figures:
    cell = temperature + NOMINAL_HEATING * plane
    direct = plane / 1000 * (1 + PER_KELVIN * (cell - 25)) * (1 - LOSSES)
    return np.asarray(np.minimum(direct * INVERTER, 1.0), dtype=np.float64)
