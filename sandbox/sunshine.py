"""Simulated sunshine for the services that compute yields: a smooth year for every place, no place's real climate."""

import math

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MEAN, _SWING = 4.4, 1.6
"""kWh/m2 in a day on the level: of the year, and how far summer and winter are from it at 45 degrees."""
_MIDSUMMER = 5.5


def daily(latitude: float) -> list[float]:
    """Return a place's mean kWh/m2 in a day, January to December."""
    swing = _SWING * max(-1.0, min(latitude / 45, 1.0))
    return [round(_MEAN + swing * math.cos(2 * math.pi * (month - _MIDSUMMER) / 12), 2) for month in range(12)]


def warmth(latitude: float) -> list[float]:
    """Return a place's mean degrees Celsius, January to December."""
    swing = 0.25 * latitude
    mean = 28 - abs(latitude) / 2.5
    return [round(mean + swing * math.cos(2 * math.pi * (month - _MIDSUMMER - 1) / 12), 2) for month in range(12)]


def on_plane(latitude: float, tilt: float, from_equator: float) -> list[float]:
    """Return kWh/m2 in each month on a plane that is turned away from the equator by that many degrees."""
    off = abs(tilt - abs(latitude) * math.cos(math.radians(from_equator)))
    share = max(1.15 - (off / 60) ** 2, 0.1)
    return [round(mean * days * share, 2) for mean, days in zip(daily(latitude), DAYS, strict=True)]
