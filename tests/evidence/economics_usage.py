"""What we promise about interval data: no energy is lost on the way, nothing broken gives a number, and it is quick."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.evidence.economics import Reference
from tests.measuring import Measure, Measurement, at_most
from tests.tools.meter_files import NOW, ZONE, Readings, by_the_wall, green_button, readings, world_engine
from tools.economics.household import FEWEST_DAYS, Household, TooLittleData, household
from tools.economics.quality import dated
from tools.interval_data import read
from tools.intervals import Found, Interval, Unreadable

_BEGIN = datetime(2027, 6, 1, 7, tzinfo=UTC)
_YEAR = readings(_BEGIN, hours=365 * 24)
"""With both changes of the clock and a leap day."""
_COST = "<espi:cost>907</espi:cost><espi:ReadingQuality><espi:quality>17</espi:quality></espi:ReadingQuality>"
_ROUNDS = 15
_FORMATS: dict[str, Callable[[Readings], bytes]] = {
    "World Engine rows": world_engine,
    "Green Button": green_button,
    "CSV by the clock on the wall": by_the_wall,
}


def rows() -> Iterator[Reference]:
    """Yield the values that others fix, and ours."""
    spring, autumn = (datetime(2026, month, number, 20, tzinfo=UTC) for month, number in ((3, 8), (11, 1)))
    hours = {finding.what: finding.hours for finding in dated(_single(spring, autumn), ZONE, now=NOW)}
    tz = "IANA tz, America/Los_Angeles"
    yield Reference("hours of 2026-03-08", tz, 23, hours[Found.SHORT_DAY], 0, "h")
    yield Reference("hours of 2026-11-01", tz, 25, hours[Found.LONG_DAY], 0, "h")
    yield Reference("similar days for a baseline", "10-in-10, California ISO", 10, FEWEST_DAYS, 0, "days")
    made = sum(kwh for _, kwh in _YEAR)
    for name, write in _FORMATS.items():
        what = f"use in the year of a leap day, {name}"
        yield Reference(what, "the sum of what was written", made, _home(write(_YEAR)).annual_kwh, 1e-6, "kWh")


def _single(*starts: datetime) -> tuple[Interval, ...]:
    return tuple(Interval(start, 1.0, 1.0, 0.0) for start in starts)


def _home(body: bytes, *, now: datetime = NOW) -> Household:
    return household(read(body, zone=ZONE, now=now).intervals, ZONE, now=now)


def _speed(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    bare, full = green_button(_YEAR), green_button(_YEAR, more=_COST)
    yield at_most("a year of hours as Green Button XML, read, CPU", _fastest(bare), 0.1, "s")
    yield at_most("the same with a cost and a quality in each reading", _fastest(full), 0.15, "s")


def _fastest(body: bytes) -> float:
    took = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        read(body, zone=ZONE, now=NOW)
        took.append(time.process_time() - begun)
    return min(took)


def _degenerate(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    """Data as they must not be: each is refused by name, and no number comes of any."""
    del long
    sound = _YEAR[: 24 * 60]
    broken: dict[str, bytes] = {
        "constant": by_the_wall([(start, 0.02824) for start, _ in sound]),
        "future": by_the_wall([(start + timedelta(days=5000), kwh) for start, kwh in sound]),
        "nine days": by_the_wall(sound[: 24 * 9]),
        "half missing": by_the_wall([one for one in sound if one[0].day % 2]),
        "days": by_the_wall(sound[::24]),
        "negative": by_the_wall([(start, -kwh) for start, kwh in sound]),
        "cut": green_button(sound)[:-100],
        "empty": b"",
    }
    numbers = sum(_gives_a_number(body) for body in broken.values())
    yield Measure(f"numbers given on {len(broken)} kinds of broken data", numbers, "numbers", "= 0", numbers == 0)


def _gives_a_number(body: bytes) -> bool:
    with suppress(TooLittleData, Unreadable):
        return _home(body).annual_kwh >= 0
    return False


def _conserved(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    worst = 0.0
    for zone in map(ZoneInfo, ("America/Los_Angeles", "Asia/Kolkata", "Australia/Sydney", "Europe/Madrid")):
        for month in range(1, 13, 1 if long else 6):
            begin = datetime.combine(date(2027, month, 1), datetime.min.time(), zone)
            made = readings(begin, hours=365 * 24, seed=month)
            found = read(by_the_wall(made, zone), zone=zone, now=NOW)
            total = sum(kwh for _, kwh in made)
            worst = max(worst, abs(household(found.intervals, zone, now=NOW).annual_kwh / total - 1))
    yield at_most("energy lost or made from a file to a year's use, over zones and a leap year", worst, 1e-9, "share")


MEASUREMENTS = (
    Measurement("a year of hours is read", _speed),
    Measurement("broken data", _degenerate),
    Measurement("clocks that change and leap years", _conserved),
)
