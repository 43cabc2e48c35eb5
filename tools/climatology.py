"""Twelve means of sunshine and temperature: out of a file, or out of an answer of NASA POWER."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import orjson

from tools.economics.sunshine import most_irradiation
from tools.reading import Json, mapping, number, sequence, within, words

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SUNSHINE, WARMTH = "ALLSKY_SFC_SW_DWN", "T2M"
"""NASA POWER's names: all sky surface shortwave downward irradiance, temperature at 2 meters."""
IN_KWH = {"kW-hr/m^2/day": 1.0, "MJ/m^2/day": 1 / 3.6}
"""Its units of sunshine: the one for renewable energy and the one for agriculture."""
CELSIUS = "C"
LEEWAY = 1.02
"""A climatology's months may lie this much above the mean day's sunshine outside of the atmosphere, for rounding."""
WARMEST = 60.0
"""Degrees Celsius, above or below zero, that no month's mean reaches."""


@dataclass(frozen=True, slots=True)
class Climatology:
    """A place's means, January to December: daily global horizontal irradiation in kWh/m2, degrees Celsius."""

    latitude: float
    longitude: float
    irradiation: tuple[float, ...]
    temperature: tuple[float, ...]
    source: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, Json]) -> Self:
        """Return what an object's fields of these names say. Raises ValueError naming the one that cannot be."""
        found = cls(
            latitude=_degrees(fields, "latitude", 90.0),
            longitude=_degrees(fields, "longitude", 180.0),
            irradiation=_months(fields, "irradiation"),
            temperature=_months(fields, "temperature"),
            source=words(fields.get("source")) or "",
        )
        most = most_irradiation(found.latitude)
        if any(not 0 <= mean <= top * LEEWAY for mean, top in zip(found.irradiation, most, strict=True)):
            raise ValueError(
                "irradiation is no mean of a day in kWh/m2: a month is negative, or has more than the sun sends"
            )
        if any(abs(mean) > WARMEST for mean in found.temperature):
            raise ValueError("temperature is no mean in degrees Celsius")
        return found


def read(file: Path, **known: float | str | None) -> Climatology:
    """Read a file: CSV with a line for each month, JSON with the fields of Climatology, or NASA POWER's JSON.

    `known` are fields that the file need not have; they count where they are not None. Raises ValueError.
    """
    try:
        content = file.read_bytes()
        fields = _from_csv(content.decode("utf-8-sig")) if file.suffix.lower() == ".csv" else _from_json(content)
    except (OSError, UnicodeDecodeError, csv.Error, orjson.JSONDecodeError) as error:
        raise ValueError(f"{file.name} cannot be read: {type(error).__name__}") from None
    return Climatology.of({**fields, **{name: value for name, value in known.items() if value is not None}})


def from_nasa_power(answer: Json) -> Mapping[str, Json]:
    """Return the fields of Climatology in an answer of NASA POWER's climatology interface. Raises ValueError."""
    place = sequence(within(answer, "geometry", "coordinates"))
    in_kwh = IN_KWH.get(words(within(answer, "parameters", SUNSHINE, "units")) or "")
    if in_kwh is None or words(within(answer, "parameters", WARMTH, "units")) != CELSIUS:
        units = " or ".join(IN_KWH)
        raise ValueError(f"NASA POWER's answer should give {SUNSHINE} in {units} and {WARMTH} in {CELSIUS}")
    fill = number(within(answer, "header", "fill_value"))
    return {
        "longitude": place[0] if place else None,
        "latitude": place[1] if len(place) > 1 else None,
        "irradiation": [mean * in_kwh for mean in _of_parameter(answer, SUNSHINE, fill)],
        "temperature": list(_of_parameter(answer, WARMTH, fill)),
        "source": ", ".join(filter(None, ("NASA POWER", words(within(answer, "header", "range"))))),
    }


def _of_parameter(answer: Json, name: str, fill: float | None) -> tuple[float, ...]:
    """Return a parameter's months; what the data set has no value for is left out."""
    found = (number(within(answer, "properties", "parameter", name, month)) for month in MONTHS)
    return tuple(value for value in found if value is not None and value != fill)


def _from_json(content: bytes) -> Mapping[str, Json]:
    loaded: Json = orjson.loads(content)
    return from_nasa_power(loaded) if "properties" in mapping(loaded) else mapping(loaded)


def _from_csv(text: str) -> Mapping[str, Json]:
    """Read columns `irradiation` and `temperature`; with a column `month` (1 to 12) in any order, else from January."""
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    if rows and "month" in rows[0]:
        months = [number(row["month"]) for row in rows]
        if sorted(month or 0.0 for month in months) != list(range(1, len(MONTHS) + 1)):
            raise ValueError("month should hold each of 1 to 12 once")
        rows.sort(key=lambda row: number(row["month"]) or 0.0)
    return {name: [row.get(name) for row in rows] for name in ("irradiation", "temperature")}


def _degrees(fields: Mapping[str, Json], name: str, most: float) -> float:
    found = number(fields.get(name))
    if found is None or abs(found) > most:
        raise ValueError(f"{name} is not from -{most:g} to {most:g} degrees")
    return found


def _months(fields: Mapping[str, Json], name: str) -> tuple[float, ...]:
    found = tuple(value for entry in sequence(fields.get(name)) if (value := number(entry)) is not None)
    if len(found) != len(MONTHS):
        raise ValueError(f"{name} does not hold twelve numbers")
    return found
