"""A photovoltaic system's mean day in each month, out of twelve means of sunshine and temperature.

Erbs' monthly diffuse share (Erbs, Klein & Duffie 1982), the hourly split of Collares-Pereira & Rabl (1979) and Liu &
Jordan (1960), Hay & Davies' transposition (1980), ASHRAE's reflection (standard 93), Erbs' daily course of the
temperature (1983), a cell temperature from a nominal of 45 C with -0.37 % per K, and PVWatts' losses and inverter
(Dobos 2014, NREL/TP-6A20-62641). Geometry as in Duffie & Beckman, Solar Engineering of Thermal Processes. What it was
held against, and how near it comes, is in docs/solar-yield.md.

All arrays are 12 x 24, a row a month; what is the same all day long is 12 x 1.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from tools.economics.clock import DAYS_A_MONTH, HOURS_A_DAY, MONTHS
from tools.economics.household import Figures
from tools.economics.territory import Territory

SOLAR_CONSTANT = 1367.0
MEAN_DAYS = (17, 47, 75, 105, 135, 162, 198, 228, 258, 288, 318, 344)
"""The day of the year whose declination is its month's mean (Klein 1977)."""
TILT = 20.0
"""Degrees at which panels stand where nobody said."""
ALBEDO = 0.2
NOMINAL_HEATING = 0.9 * 25.0 / 800.0
PER_KELVIN = -0.0037
REFLECTION = 0.05
"""What ASHRAE's incidence angle modifier takes from a beam at 60 degrees."""
REFERENCE_EFFICIENCY = 0.9637
"""Of the inverter from whose measurements PVWatts has its part-load curve."""
LOW_SUN = 0.087
"""The sine of 5 degrees; below it the ratio of a beam on two planes says nothing."""
WINTER = np.radians(81.4)
"""The sunset hour angle that parts Erbs' seasons."""
EDGE = 1e-6

_DAY = np.array(MEAN_DAYS, dtype=np.float64)[:, None]
_DECLINATION = np.radians(23.45) * np.sin(2 * np.pi * (284 + _DAY) / 365)
_OUTSIDE = SOLAR_CONSTANT * (1 + 0.033 * np.cos(2 * np.pi * _DAY / 365))
_SEASON = 2 * np.pi * (_DAY - 81) / 364
_EQUATION_OF_TIME = (9.87 * np.sin(2 * _SEASON) - 7.53 * np.cos(_SEASON) - 1.5 * np.sin(_SEASON)) / 60


@dataclass(frozen=True, slots=True)
class System:
    """How panels stand and what is lost behind them.

    `tilt` in degrees, `azimuth` in degrees clockwise from north. `shading` and `losses` are shares of the direct
    current, `inverter` is its nominal efficiency, `oversizing` the kW of panels on 1 kW of inverter. The defaults are
    PVWatts': its 14.08 % of losses are 3 % for shading and 11.42 % for all else.
    """

    tilt: float
    azimuth: float
    shading: float = 0.03
    losses: float = 0.1142
    inverter: float = 0.96
    oversizing: float = 1.2

    @property
    def kept(self) -> float:
        """The share of the direct current that is left after shading and all other losses before the inverter."""
        return (1 - self.shading) * (1 - self.losses)


def facing_equator(latitude: float) -> System:
    """Return the system that is assumed where nothing is known of a roof."""
    return System(TILT, towards_equator(latitude))


def towards_equator(latitude: float) -> float:
    """Return the azimuth of the equator: south, or north below it."""
    return 180.0 if latitude >= 0 else 0.0


def hourly_yield(territory: Territory, system: System | None = None, *, year: int) -> Figures:
    """Return kWh from 1 kW of panels in each hour of each month's mean day: 12 x 24, by the clock, laid in one row.

    `year` decides when daylight saving time holds.
    """
    of = system or facing_equator(territory.latitude)
    latitude = np.radians(territory.latitude)
    angle = _hour_angle(territory, year)
    daily = np.array(territory.irradiation)[:, None] * 1000
    clearness = daily / np.maximum(_day_outside(latitude), EDGE)
    total, diffuse = _split(daily, clearness, _sunset(latitude), angle)
    up = np.maximum(_incidence(latitude, System(0.0, 0.0), angle), LOW_SUN)
    plane = _on_plane(total, np.minimum(diffuse, total), up, _incidence(latitude, of, angle), of.tilt)
    air = np.array(territory.temperature)[:, None] + _daily_course(clearness, angle)
    return _power(plane, air, of).ravel()


def annual_yield(hourly: Figures) -> float:
    """Return kWh from 1 kW in a year."""
    return float(monthly_yield(hourly).sum())


def monthly_yield(hourly: Figures) -> Figures:
    """Return kWh from 1 kW in each month."""
    return np.asarray(hourly.reshape(MONTHS, HOURS_A_DAY).sum(axis=1) * np.array(DAYS_A_MONTH), dtype=np.float64)


def scaled(hourly: Figures, monthly: tuple[float, ...]) -> Figures:
    """Return the same course of the days with other kWh in each month; a month without any is spread evenly."""
    course = hourly.reshape(MONTHS, HOURS_A_DAY)
    total = course.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, course / np.maximum(total, EDGE), 1 / HOURS_A_DAY)
    days = (np.array(monthly) / np.array(DAYS_A_MONTH))[:, None]
    return np.asarray(shares * days, dtype=np.float64).ravel()


def most_irradiation(latitude: float) -> tuple[float, ...]:
    """Return the kWh/m2 that reach a level square metre outside of the atmosphere on each month's mean day."""
    return tuple(float(day) / 1000 for day in _day_outside(np.radians(latitude)).ravel())


def _hour_angle(territory: Territory, year: int) -> Figures:
    """Return the sun's hour angle in the middle of each hour of the clock."""
    shifts = []
    for day in MEAN_DAYS:
        midday = datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        shifts.append((midday.astimezone(territory.zone).utcoffset() or timedelta()).total_seconds() / 3600)
    clock = np.arange(HOURS_A_DAY) + 0.5 - np.array(shifts)[:, None]
    hours = clock + territory.longitude / 15 + _EQUATION_OF_TIME - 12
    return np.asarray((np.radians(hours * 15) + np.pi) % (2 * np.pi) - np.pi, dtype=np.float64)


def _sunset(latitude: float) -> Figures:
    return np.asarray(np.arccos(np.clip(-np.tan(latitude) * np.tan(_DECLINATION), -1, 1)), dtype=np.float64)


def _day_outside(latitude: float) -> Figures:
    """Return Wh/m2 on the level outside of the atmosphere in a day."""
    sunset = _sunset(latitude)
    course = np.cos(latitude) * np.cos(_DECLINATION) * np.sin(sunset)
    return np.asarray(24 / np.pi * _OUTSIDE * (course + sunset * np.sin(latitude) * np.sin(_DECLINATION)))


def _incidence(latitude: float, of: System, angle: Figures) -> Figures:
    """Return the cosine of the angle between the sun and the panels' normal."""
    tilt, aside = np.radians(of.tilt), np.radians(of.azimuth - 180)
    north = np.sin(latitude) * np.cos(tilt) - np.cos(latitude) * np.sin(tilt) * np.cos(aside)
    noon = np.cos(latitude) * np.cos(tilt) + np.sin(latitude) * np.sin(tilt) * np.cos(aside)
    west = np.sin(tilt) * np.sin(aside)
    course = noon * np.cos(angle) + west * np.sin(angle)
    return np.asarray(np.sin(_DECLINATION) * north + np.cos(_DECLINATION) * course)


def _split(daily: Figures, clearness: Figures, sunset: Figures, angle: Figures) -> tuple[Figures, Figures]:
    """Return mean global and diffuse W/m2 on the level in each hour of the mean day."""
    k = np.clip(clearness, 0.0, 0.8)
    diffuse = np.where(
        sunset <= WINTER,
        1.391 - 3.560 * k + 4.189 * k**2 - 2.137 * k**3,
        1.311 - 3.022 * k + 3.427 * k**2 - 1.821 * k**3,
    )
    even = np.where(np.abs(angle) < sunset, np.cos(angle) - np.cos(sunset), 0.0)
    peaked = 0.409 + 0.5016 * np.sin(sunset - np.pi / 3)
    flatter = 0.6609 - 0.4767 * np.sin(sunset - np.pi / 3)
    total = np.maximum(peaked + flatter * np.cos(angle), 0.0) * even
    return daily * _shares(total), daily * np.minimum(diffuse, 1.0) * _shares(even)


def _shares(course: Figures) -> Figures:
    return np.asarray(course / np.maximum(course.sum(axis=1, keepdims=True), EDGE))


def _on_plane(total: Figures, diffuse: Figures, up: Figures, incidence: Figures, tilt: float) -> Figures:
    """Return W/m2 that get through the glass of the tilted plane.

    The effective angles of what comes from sky and ground are Brandemuehl & Beckman's (1980).
    """
    beam = total - diffuse
    ratio = np.maximum(incidence, 0.0) / up * _through(incidence)
    anisotropy = np.clip(beam / (_OUTSIDE * up), 0.0, 1.0)
    sky = (1 + np.cos(np.radians(tilt))) / 2 * _through(np.cos(np.radians(59.7 - 0.1388 * tilt + 0.001497 * tilt**2)))
    soil = (1 - np.cos(np.radians(tilt))) / 2 * _through(np.cos(np.radians(90 - 0.5788 * tilt + 0.002693 * tilt**2)))
    return np.asarray((beam + diffuse * anisotropy) * ratio + diffuse * (1 - anisotropy) * sky + total * ALBEDO * soil)


def _through(cosine: Figures) -> Figures:
    """Return the share of light at an angle of incidence that is not reflected."""
    return np.asarray(np.clip(1 - REFLECTION * (1 / np.maximum(cosine, EDGE) - 1), 0.0, 1.0))


def _daily_course(clearness: Figures, angle: Figures) -> Figures:
    """Return by how many K the air is warmer in each hour than in the day's mean."""
    swing = np.maximum(25.8 * np.clip(clearness, 0.0, 0.8) - 5.21, 0.0)
    since = angle + np.pi - np.pi / 12
    waves = 0.4632 * np.cos(since - 3.805) + 0.0984 * np.cos(2 * since - 0.360)
    return np.asarray(swing * (waves + 0.0168 * np.cos(3 * since - 0.822) + 0.0138 * np.cos(4 * since - 3.513)))


def _power(plane: Figures, air: Figures, of: System) -> Figures:
    """Return kW of alternating current from 1 kW of panels, clipped at the inverter's size."""
    direct = plane / 1000 * (1 + PER_KELVIN * (air + NOMINAL_HEATING * plane - 25)) * of.kept
    rated = 1 / of.oversizing
    load = np.maximum(direct, EDGE) * of.inverter / rated
    efficiency = of.inverter / REFERENCE_EFFICIENCY * (-0.0162 * load - 0.0059 / load + 0.9858)
    return np.clip(efficiency * direct, 0.0, rated)
