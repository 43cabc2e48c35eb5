"""`wattline place add` and `show`: the climate of where one's customers live."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from bot import wiring
from bot.abilities import own_territories
from bot.settings import Settings
from tools import climatology, territories
from tools.climatology import MONTHS, Climatology
from tools.contract import ToolError
from tools.economics.roof import Roof
from tools.economics.sunshine import hourly_yield, monthly_yield
from tools.nasa_power import NasaPower


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to add, and where its means come from: a file, else NASA POWER."""

    name: str
    file: Path | None
    latitude: float | None
    longitude: float | None
    time_zone: str | None
    currency: str | None
    source: str | None


def add(settings: Settings, wanted: Wanted) -> None:
    """Write a territory of one's own and show it. Exits with a sentence where something of it cannot be."""
    try:
        file = territories.write(
            wanted.name,
            _climate(settings, wanted),
            zone=wanted.time_zone or settings.time_zone,
            currency=wanted.currency or settings.currency,
            folder=own_territories(settings),
        )
    except (ValueError, ToolError) as problem:
        sys.exit(f"wattline: {problem}")
    show(settings, wanted.name)
    Console().print(
        f"\nWritten to {file}. Name a tariff there and state its costs, then set TERRITORY={wanted.name}.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def _climate(settings: Settings, wanted: Wanted) -> Climatology:
    """Return the means that were asked for. Raises ValueError, ToolError."""
    latitude, longitude = wanted.latitude, wanted.longitude
    if wanted.file is not None:
        return climatology.read(wanted.file, latitude=latitude, longitude=longitude, source=wanted.source)
    if latitude is None or longitude is None:
        raise ValueError("say where it is with --latitude and --longitude, or name a file with --from")
    service = NasaPower(settings.nasa_power_url)
    try:
        return service.climatology(latitude, longitude)
    finally:
        service.close()


def show(settings: Settings, name: str | None) -> None:
    """Print a territory, and what 1 kW of panels would yield there."""
    try:
        here = territories.territory(name or settings.territory, (own_territories(settings),))
    except ValueError as problem:
        sys.exit(f"wattline: {problem}")
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{here.name}: {here.latitude:g}, {here.longitude:g}; {here.zone.key}; {here.currency}")
    console.print(f"Source: {here.source or 'not stated'}")
    monthly = monthly_yield(hourly_yield(here, Roof().system(here.latitude), year=wiring.now().year))
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("month", "kWh/m2 a day", "degrees C", "kWh from 1 kW"):
        table.add_column(heading, justify="right")
    for month, sun, warmth, energy in zip(MONTHS, here.irradiation, here.temperature, monthly, strict=True):
        table.add_row(month.capitalize(), f"{sun:.2f}", f"{warmth:.1f}", f"{energy:.0f}")
    console.print(table)
    console.print(f"A year: {monthly.sum():.0f} kWh from 1 kW of panels at 20 degrees that face the equator.")
