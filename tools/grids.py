"""Read the grids' factors in tools/economics/grids."""

from pathlib import Path

import numpy as np

from tools.economics.carbon import Factor, Grid, HourlyFactor
from tools.economics.clock import HOURS_A_DAY, MONTHS
from tools.fields import Fields, content
from tools.reading import Json, number, sequence

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
    return grid_of(name, content(folder / f"{name}.yaml", f"grid {name}"))


def grid_of(name: str, loaded: Json) -> Grid:
    """Return the grid that a file's content describes. Raises ValueError."""
    fields = Fields(f"grid {name}", loaded)
    found = Grid(
        name=name,
        average=_factor(fields.part("average")),
        marginal=_factor(fields.part("marginal")) if fields.has("marginal") else None,
        hourly=_hourly(fields.part("hourly")) if fields.has("hourly") else None,
    )
    fields.close()
    return found


def _factor(fields: Fields) -> Factor:
    found = Factor(fields.number("kg_per_kwh"), fields.words("source"), int(fields.number("year")))
    fields.close()
    return found


def _hourly(fields: Fields) -> HourlyFactor:
    rows = [[number(kg) for kg in sequence(row)] for row in sequence(fields.take("kg_per_kwh"))]
    known = [kg for row in rows if len(row) == HOURS_A_DAY for kg in row if kg is not None]
    if len(rows) != MONTHS or len(known) != MONTHS * HOURS_A_DAY:
        raise fields.wrong("kg_per_kwh", "does not hold twelve months of 24 numbers")
    found = HourlyFactor(np.array(known), fields.words("source"), int(fields.number("year")))
    fields.close()
    return found
