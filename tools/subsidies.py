"""Read the subsidies of tools/economics/subsidies: one YAML file each, named after the scheme."""

from math import inf
from pathlib import Path

from tools.economics.subsidy import WHOLE, Band, Payout, Scheme
from tools.fields import ADDRESS, CURRENCY, Fields, content
from tools.offers import Category
from tools.reading import Json

FOLDER = Path(__file__).parent / "economics" / "subsidies"
PLACE = r"[a-z0-9]+(-[a-z0-9]+)*"


def schemes(folder: Path = FOLDER) -> tuple[Scheme, ...]:
    """Return all schemes, in the order of their files' names. Raises ValueError naming what is wrong with a file."""
    files = sorted(folder.glob("*.yaml"))
    return tuple(scheme_of(file.stem, content(file, f"subsidy {file.stem}")) for file in files)


def scheme_of(name: str, loaded: Json) -> Scheme:
    """Return the scheme that a file's content describes. Raises ValueError."""
    fields = Fields(f"subsidy {name}", loaded)
    found = Scheme(
        name=name,
        title=fields.words("title"),
        place=fields.words("place", PLACE),
        currency=fields.words("currency", CURRENCY),
        source=fields.words("source", ADDRESS),
        payout=fields.one_of("payout", Payout),
        percent=fields.number("percent", most=WHOLE, default=0.0),
        bands=_bands(fields) if fields.has("bands") else (),
        amount=fields.number("amount", default=0.0),
        cap=fields.number("cap", default=inf),
        starts=fields.day("starts") if fields.has("starts") else None,
        ends=fields.day("ends") if fields.has("ends") else None,
        category=fields.one_of("category", Category) if fields.has("category") else None,
    )
    fields.close()
    if not (found.percent or found.bands or found.amount):
        raise ValueError(f"{fields.where}: it gives neither percent nor bands nor an amount")
    return found


def _bands(fields: Fields) -> tuple[Band, ...]:
    found = tuple(_band(each) for each in fields.members("bands"))
    if list(found) != sorted(found, key=lambda band: band.up_to_kw):
        raise fields.wrong("bands", "do not rise")
    return found


def _band(fields: Fields) -> Band:
    found = Band(fields.number("per_kw"), fields.number("up_to_kw", default=inf))
    fields.close()
    return found
