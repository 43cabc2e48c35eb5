"""Read the territory files of tools/economics/territories."""

from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from tools.economics.territory import Territory
from tools.reading import Json, mapping, number, sequence, words

FOLDER = Path(__file__).parent / "economics" / "territories"
DEFAULT = "us-ca-san-francisco"
MONTHS = 12


def territory(name: str = DEFAULT) -> Territory:
    """Return a territory by its file's name. Raises ValueError naming what is wrong with the file."""
    loaded: Json = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return territory_of(name, loaded)


def territory_of(name: str, loaded: Json) -> Territory:
    """Return the territory that a file's content describes. Raises ValueError."""
    fields = mapping(loaded)

    def figure(field: str) -> float:
        found = number(fields.get(field))
        if found is None:
            raise ValueError(f"territory {name}: {field} is no number")
        return found

    def months(field: str) -> tuple[float, ...]:
        found = tuple(value for entry in sequence(fields.get(field)) if (value := number(entry)) is not None)
        if len(found) != MONTHS:
            raise ValueError(f"territory {name}: {field} does not hold twelve numbers")
        return found

    return Territory(
        name=name,
        zone=ZoneInfo(words(fields.get("time_zone")) or "UTC"),
        currency=words(fields.get("currency")) or "USD",
        retail_per_kwh=figure("retail_per_kwh"),
        export_per_kwh=figure("export_per_kwh"),
        latitude=figure("latitude"),
        longitude=figure("longitude"),
        irradiation=months("irradiation"),
        temperature=months("temperature"),
    )
