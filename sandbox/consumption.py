"""The meters and what they measured: a year of hours for each household, from a seeded generator.

Hours are UTC; the shapes follow the household's local day and season. MTR-0013 is broken as real test data were found
to be: one constant, stamps that wander, years in the future.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import orjson

from sandbox.customers import Customer, Directory
from sandbox.shapes import Json, stamp

BROKEN = "MTR-0013"
HOURS = 8760
_CONSTANT = 0.02824
_ZONE = ZoneInfo("America/Los_Angeles")
_FIRST_ID = 2311
_KEPT = 4
_SATURDAY = 5
_MIDSUMMER = 200
_MORNING = (0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.8, 1.3, 1.1, 0.7, 0.5, 0.5)
_EVENING = (0.6, 0.5, 0.5, 0.6, 0.9, 1.4, 1.9, 2.1, 2.0, 1.6, 1.0, 0.5)
_DAY = _MORNING + _EVENING


@dataclass(frozen=True, slots=True)
class Habits:
    """What shapes a household's load, in kW: base, activity, air conditioning, car charger, heating, panels."""

    base: float
    activity: float
    cooling: float
    car: float
    car_hour: int
    heating: float
    panels: float
    away_from: int


def habits(number: int, seed: int) -> Habits:
    """Draw a household's. Every third has air conditioning, every fourth a car, every eleventh panels already."""
    chance = random.Random(seed * 1_000 + number)  # noqa: S311 - a simulation, not a secret
    return Habits(
        base=chance.uniform(0.12, 0.45),
        activity=chance.uniform(0.25, 0.85),
        cooling=chance.uniform(1.6, 3.4) if number % 3 == 0 else 0.0,
        car=chance.choice((3.6, 7.2)) if number % 4 == 1 else 0.0,
        car_hour=chance.choice((18, 19, 23)),
        heating=chance.uniform(0.6, 2.2) if number % 5 == 2 else 0.0,  # noqa: PLR2004 - every fifth
        panels=chance.uniform(2.5, 4.0) if number % 11 == 7 else 0.0,  # noqa: PLR2004 - every eleventh
        away_from=chance.randrange(20, 340),
    )


def measured(home: Habits, *, seed: int, end: datetime, hours: int) -> Iterator[tuple[datetime, float, float]]:
    """Yield hour, kWh drawn and kWh fed in, for so many hours before `end`."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    heat, plugged = 0.0, False
    for back in range(hours, 0, -1):
        start = end - timedelta(hours=back)
        local = start.astimezone(_ZONE)
        day = local.timetuple().tm_yday
        if local.hour == 0:
            heat = _warmth(day) + chance.gauss(0, 0.35)
        if local.hour == home.car_hour:
            plugged = chance.random() < (0.35 if local.weekday() >= _SATURDAY else 0.6)
        load = _load(home, local, day, heat) * math.exp(chance.gauss(-0.02, 0.2))
        if home.car and plugged and (local.hour - home.car_hour) % 24 < 3:  # noqa: PLR2004 - three hours of charging
            load += home.car * chance.uniform(0.75, 1.0)
        sun = _sun(home, local, day) * chance.uniform(0.55, 1.0)
        yield start, round(max(load - sun, 0.0), 4), round(max(sun - load, 0.0), 4)


def _warmth(day: int) -> float:
    """How hot the season is: 1 in midsummer, -1 in midwinter."""
    return math.cos(2 * math.pi * (day - _MIDSUMMER) / 365)


def _load(home: Habits, local: datetime, day: int, heat: float) -> float:
    if home.away_from <= day < home.away_from + 8:
        return home.base
    active = _DAY[local.hour] * home.activity
    if local.weekday() >= _SATURDAY and 9 <= local.hour < 17:  # noqa: PLR2004 - at home by day
        active *= 1.5
    afternoon = max(0.0, math.sin(math.pi * (local.hour - 11) / 12)) if local.hour >= 11 else 0.0  # noqa: PLR2004 - an hour
    cold = 1.0 if local.hour in {5, 6, 7, 18, 19, 20, 21} else 0.3
    return home.base + active + home.cooling * max(0.0, heat - 0.25) * afternoon + home.heating * max(0.0, -heat) * cold


def _sun(home: Habits, local: datetime, day: int) -> float:
    length = 12 + 2.6 * _warmth(day - 28)
    along = (local.hour + 0.5 - (12.5 - length / 2)) / length
    return home.panels * math.sin(math.pi * along) * (0.72 + 0.13 * _warmth(day - 28)) if 0 < along < 1 else 0.0


def broken(end: datetime, seed: int) -> Iterator[tuple[datetime, float, float]]:
    """Yield what a meter without a meter sends."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    for hour in range(24 * 30):
        wander = timedelta(milliseconds=chance.randrange(-400, 400))
        yield end + timedelta(days=500, hours=hour, minutes=52, seconds=7) + wander, _CONSTANT, 0.0


class Registry:
    """The World Engine's meters. Strapi ids differ from codes and change when it is set up anew."""

    def __init__(self, directory: Directory, *, seed: int, now: datetime) -> None:
        self._customers = directory.customers
        self._seed = seed
        self._shift = 0
        self._end = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._years: dict[int, bytes] = {}
        self._later = 0
        self._saving = 0.0
        self.subscriptions: list[Json] = []

    def renumber(self) -> None:
        """Set the registry up anew: every id changes, codes stay."""
        self._shift += 100
        self._years.clear()

    def read_on(self, until: datetime, saving: float) -> None:
        """Read the meters until a time; since the last midnight homes used a share less than they would have."""
        self._later = math.ceil((until - self._end) / timedelta(hours=1))
        self._saving = saving
        self._years.clear()

    def forget_subscriptions(self) -> None:
        """Drop all subscriptions."""
        self.subscriptions.clear()

    def meters(self) -> list[Json]:
        """All meters as Strapi shows them."""
        return [self._meter(number, customer) for number, customer in enumerate(self._customers)]

    def _id(self, number: int) -> int:
        return _FIRST_ID + self._shift + number * 7 % 97

    def _meter(self, number: int, customer: Customer) -> Json:
        made = stamp(self._end - timedelta(days=400))
        dates = {"createdAt": made, "updatedAt": made, "publishedAt": made}
        place = customer.record["serviceLocation"]
        return {
            "id": self._id(number),
            "code": customer.meter,
            "consumptionLoadFactor": 1,
            "productionLoadFactor": 1 if habits(number, self._seed).panels else 0,
            "type": "SMART",
            "city": place["city"],
            "state": "CA",
            "latitude": place["lat"],
            "longitude": place["lon"],
            "pincode": "94103",
            "max_capacity_KW": customer.record["sanctionedLoadKW"],
            **dates,
            "parent": None,
            "energyResource": {
                "id": self._id(number) + 500,
                "name": customer.name,
                "type": "PROSUMER" if habits(number, self._seed).panels else "CONSUMER",
                **dates,
            },
            "children": [],
        }

    def intervals(self, meter: int) -> bytes | None:
        """Return a meter's rows as JSON, or None if there is no such meter."""
        number = next((n for n in range(len(self._customers)) if self._id(n) == meter), None)
        if number is None:
            return None
        if meter not in self._years:
            if len(self._years) >= _KEPT:
                del self._years[next(iter(self._years))]
            self._years[meter] = orjson.dumps(self._rows(number, meter))
        return self._years[meter]

    def _rows(self, number: int, meter: int) -> list[Json]:
        code, seed = self._customers[number].meter, self._seed * 10_000 + number
        home = habits(number, self._seed)
        until = self._end + timedelta(hours=self._later)
        year = measured(home, seed=seed, end=self._end, hours=HOURS)
        later = measured(home, seed=seed + 1, end=until, hours=self._later)
        saved = ((start, round(drawn * (1 - self._saving), 4), fed) for start, drawn, fed in later)
        hours = broken(self._end, seed) if code == BROKEN else chain(year, saved)
        return [
            {"id": meter * 10_000 + row, "timestamp": stamp(start), "consumptionKWh": drawn, "productionKWh": fed}
            for row, (start, drawn, fed) in enumerate(hours)
        ]
