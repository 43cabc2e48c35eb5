"""Read the subsidies of tools/economics/subsidies: one YAML file each, named after the scheme."""

from collections.abc import Mapping
from datetime import date, datetime
from math import inf
from pathlib import Path

import yaml

from tools.economics.subsidy import Band, Payout, Scheme
from tools.offers import Category
from tools.reading import Json, mapping, members, number, words

FOLDER = Path(__file__).parent / "economics" / "subsidies"


def schemes(folder: Path = FOLDER) -> tuple[Scheme, ...]:
    """Return all schemes, in the order of their files' names. Raises ValueError naming what is wrong with a file."""
    return tuple(_read(path) for path in sorted(folder.glob("*.yaml")))


def scheme_of(name: str, loaded: Json) -> Scheme:
    """Return the scheme that a file's content describes. Raises ValueError."""
    try:
        scheme = _scheme(name, mapping(loaded))
    except ValueError as error:
        raise ValueError(f"subsidy {name}: {error}") from error
    if not (scheme.percent or scheme.bands or scheme.amount):
        raise ValueError(f"subsidy {name}: it gives neither percent nor bands nor an amount")
    return scheme


def _read(path: Path) -> Scheme:
    loaded: Json = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return scheme_of(path.stem, loaded)


def _scheme(name: str, fields: Mapping[str, Json]) -> Scheme:
    category = words(fields.get("category"))
    return Scheme(
        name=name,
        title=_words(fields, "title"),
        place=_words(fields, "place"),
        currency=_words(fields, "currency"),
        source=_words(fields, "source"),
        payout=Payout(_words(fields, "payout")),
        percent=_amount(fields, "percent", 0.0),
        bands=_bands(fields),
        amount=_amount(fields, "amount", 0.0),
        cap=_amount(fields, "cap", inf),
        starts=_day(fields, "starts"),
        ends=_day(fields, "ends"),
        category=Category(category) if category else None,
    )


def _bands(fields: Mapping[str, Json]) -> tuple[Band, ...]:
    found = tuple(Band(_amount(band, "per_kw"), _amount(band, "up_to_kw", inf)) for band in members(fields, "bands"))
    if list(found) != sorted(found, key=lambda band: band.up_to_kw):
        raise ValueError("bands do not rise")
    return found


def _words(fields: Mapping[str, Json], name: str) -> str:
    found = words(fields.get(name))
    if found is None:
        raise ValueError(f"{name} is missing")
    return found


def _amount(fields: Mapping[str, Json], name: str, default: float | None = None) -> float:
    found = number(fields.get(name)) if name in fields else default
    if found is None or found < 0:
        raise ValueError(f"{name} is no amount")
    return found


def _day(fields: Mapping[str, Json], name: str) -> date | None:
    found = fields.get(name)
    if found is not None and (not isinstance(found, date) or isinstance(found, datetime)):
        raise ValueError(f"{name} is no day")
    return found
