"""Yields by others and by us: PVWatts 8 in 26 weather files at three tilts, and PVWatts' published default."""

from collections.abc import Iterator, Mapping

import numpy as np

from tests import pvwatts, weather
from tests.evidence.economics import Reference
from tools.economics.household import Figures
from tools.economics.sunshine import System, hourly_yield, monthly_yield, towards_equator

UP_TO_30, AT_LATITUDE, A_MONTH, OTHER_CLIMATE = 0.05, 0.094, 0.08, 0.12
TILTS: tuple[float | None, ...] = (20.0, 30.0, None)
"""None: the latitude."""
OVERALL: Mapping[float | None, Mapping[str, float]] = {
    20.0: {"bias": 0.5, "mean of the deviations": 1.6, "largest deviation": 4.3},
    None: {"mean of the deviations": 3.0, "largest deviation": 9.4},
}
"""How far all places' years may be off together, in per cent."""
ORACLE = "NREL-PySAM, PVWatts 8, in the place's weather file"
PUBLISHED = "PVWatts calculator, its default system; ours with the place's typical year (TMY3)"
NOT_TOO_FAR = 40.0
"""Degrees of latitude up to which months are quoted."""


def rows(*, here: bool = weather.HERE) -> Iterator[Reference]:
    """Yield what is held against the weather files, after a row that does not hold where they are not `here`."""
    places = len(weather.FILES)
    what = "places with a year's weather on this machine"
    yield Reference(what, "fetched by .ci/weather", places, places if here else 0, 0.0, "places")
    if here:
        for tilt, bounds in OVERALL.items():
            yield from _overall(tilt, bounds)
        for tilt in TILTS:
            yield from _years(tilt)
        yield from (row for tilt in TILTS for row in _months(tilt))
        yield from _published()


def _overall(tilt: float | None, bounds: Mapping[str, float]) -> Iterator[Reference]:
    off = np.array(
        [100 * (ours.sum() / theirs.sum() - 1) for ours, theirs in (_both(place, tilt) for place in weather.FILES)]
    )
    found = {
        "bias": float(off.mean()),
        "mean of the deviations": float(np.abs(off).mean()),
        "largest deviation": float(np.abs(off).max()),
    }
    at = "the latitude" if tilt is None else f"{tilt:.0f} degrees"
    for what, most in bounds.items():
        yield Reference(f"1 kW in all places, tilted by {at}: {what}", ORACLE, 0.0, round(found[what], 2), most, "%")


def _years(tilt: float | None) -> Iterator[Reference]:
    for place in weather.FILES:
        ours, theirs = _both(place, tilt)
        latitude = abs(weather.weather(place).latitude)
        at = f"{latitude:.0f} degrees (the latitude)" if tilt is None else f"{tilt:.0f} degrees"
        yield Reference(
            what=f"1 kW in {place}, tilted by {at}: a year",
            source=ORACLE,
            reference=round(float(theirs.sum()), 1),
            ours=round(float(ours.sum()), 1),
            tolerance=AT_LATITUDE if tilt is None else UP_TO_30,
            unit="kWh",
            relative=True,
        )


def _months(tilt: float | None) -> Iterator[Reference]:
    """Yield each place's month that is furthest off."""
    for place in weather.FILES:
        if abs(weather.weather(place).latitude) <= NOT_TOO_FAR:
            ours, theirs = _both(place, tilt)
            worst = int(np.abs(ours / theirs - 1).argmax())
            at = "the latitude" if tilt is None else f"{tilt:.0f} degrees"
            yield Reference(
                what=f"1 kW in {place}, tilted by {at}: month {worst + 1}, the one that is furthest off",
                source=ORACLE,
                reference=round(float(theirs[worst]), 1),
                ours=round(float(ours[worst]), 1),
                tolerance=A_MONTH,
                unit="kWh",
                relative=True,
            )


def _published() -> Iterator[Reference]:
    """Our panels stand neither quite on a rack nor quite on a roof: PVWatts' two figures lie 1.4 % apart."""
    golden = weather.weather("Golden").territory
    ours = 4 * float(monthly_yield(hourly_yield(golden, System(20.0, 180.0), year=pvwatts.YEAR)).sum())
    for mounting, reference in (("on a rack", 6024.0), ("on a roof", 5938.0)):
        yield Reference(
            what=f"4 kW in Golden, Colorado, {mounting}: a year",
            source=PUBLISHED,
            reference=reference,
            ours=round(ours, 1),
            tolerance=OTHER_CLIMATE,
            unit="kWh",
            relative=True,
        )


def _both(place: str, tilt: float | None) -> tuple[Figures, Figures]:
    """Return kWh in each month by our model and by PVWatts."""
    here = weather.weather(place).territory
    system = System(abs(here.latitude) if tilt is None else tilt, towards_equator(here.latitude))
    return monthly_yield(hourly_yield(here, system, year=pvwatts.YEAR)), pvwatts.computed(place, system)
