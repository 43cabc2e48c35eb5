"""Read the grids' factors in tools/economics/grids."""

from pathlib import Path

import numpy as np
import yaml

from tools.economics.carbon import Factor, Grid, HourlyFactor
from tools.economics.household import HOURS_A_DAY, MONTHS
from tools.reading import Json, mapping, number, sequence, words

FOLDER = Path(__file__).parent / "economics" / "grids"


def grid(territory: str, *, folder: Path = FOLDER) -> Grid | None:
    """Return the grid of a territory; None where no file knows it, so that nothing is claimed.

    A territory is called by its country, state and place (us-ca-san-francisco). Its grid's file has the longest part of
    that name that there is: `us-ca` serves all of California, `in` all of India. Raises ValueError naming what is wrong
    with the file.
    """
    parts = territory.split("-")
    names = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    name = next((name for name in names if (folder / f"{name}.yaml").is_file()), None)
    if name is None:
        return None
    loaded: Json = yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return grid_of(name, loaded)


def grid_of(name: str, loaded: Json) -> Grid:
    """Return the grid that a file's content describes. Raises ValueError."""
    fields = mapping(loaded)
    return Grid(
        name=name,
        average=_factor(name, "average", fields.get("average")),
        marginal=_factor(name, "marginal", fields["marginal"]) if "marginal" in fields else None,
        hourly=_hourly(name, fields["hourly"]) if "hourly" in fields else None,
    )


def _factor(name: str, field: str, loaded: Json) -> Factor:
    kg = number(mapping(loaded).get("kg_per_kwh"))
    if kg is None:
        raise ValueError(f"grid {name}: {field} has no number of kg_per_kwh")
    return Factor(kg, *_published(name, field, loaded))


def _hourly(name: str, loaded: Json) -> HourlyFactor:
    rows = [[number(kg) for kg in sequence(row)] for row in sequence(mapping(loaded).get("kg_per_kwh"))]
    known = [kg for row in rows if len(row) == HOURS_A_DAY for kg in row if kg is not None]
    if len(rows) != MONTHS or len(known) != MONTHS * HOURS_A_DAY:
        raise ValueError(f"grid {name}: hourly does not hold twelve months of 24 numbers")
    return HourlyFactor(np.array(known), *_published(name, "hourly", loaded))


def _published(name: str, field: str, loaded: Json) -> tuple[str, int]:
    fields = mapping(loaded)
    source, year = words(fields.get("source")), number(fields.get("year"))
    if source is None or year is None:
        raise ValueError(f"grid {name}: {field} does not say its source and year")
    return source, int(year)
