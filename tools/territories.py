"""Read and write territory files: those of tools/economics/territories, and an installation's own."""

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from tools.climatology import Climatology
from tools.economics.loan import Loan
from tools.economics.territory import Costs, LoanTerms, Territory
from tools.fields import ADDRESS, CURRENCY, Fields, content
from tools.reading import Json

SHIPPED = Path(__file__).parent / "economics" / "territories"
DEFAULT = "us-ca-san-francisco"
WHOLE = 100.0
CLIMATE = ("latitude", "longitude", "irradiation", "temperature", "source")
NAME = r"[a-z0-9][a-z0-9-]{0,63}"


def territory(name: str = DEFAULT, folders: Sequence[Path] = ()) -> Territory:
    """Return a territory by its file's name, from the first folder that has it, else from the shipped ones.

    Raises ValueError naming what is wrong with the name or the file.
    """
    if not re.fullmatch(NAME, name):
        raise ValueError(f"territory {name!r}: a name is small letters, digits and dashes")
    file = next((file for folder in (*folders, SHIPPED) if (file := folder / f"{name}.yaml").is_file()), None)
    if file is None:
        raise ValueError(f"territory {name}: there is no such file; the shipped ones are {', '.join(shipped())}")
    return territory_of(name, content(file, f"territory {name}"))


def shipped() -> tuple[str, ...]:
    """Return the names of the territories that come with Wattline."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


def territory_of(name: str, loaded: Json) -> Territory:
    """Return the territory that a file's content describes. Raises ValueError."""
    fields = Fields(f"territory {name}", loaded)
    clock = fields.words("time_zone") if fields.has("time_zone") else "UTC"
    try:
        climate = Climatology.of({field: fields.left.pop(field, None) for field in CLIMATE})
        zone = ZoneInfo(clock)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"territory {name}: {error}") from None
    found = Territory(
        name=name,
        zone=zone,
        currency=fields.words("currency", CURRENCY) if fields.has("currency") else "USD",
        latitude=climate.latitude,
        longitude=climate.longitude,
        irradiation=climate.irradiation,
        temperature=climate.temperature,
        source=climate.source,
        tariff=fields.words("tariff") if fields.has("tariff") else "",
        costs=_costs(fields.part("costs")) if fields.has("costs") else None,
        loan=_loan(fields.part("loan")) if fields.has("loan") else None,
    )
    fields.close()
    return found


def _costs(fields: Fields) -> Costs:
    """Return what panels cost once they stand."""
    found = Costs(fields.number("upkeep_per_kw"), fields.number("inverter_per_kw"), fields.words("source"))
    fields.close()
    return found


def _loan(fields: Fields) -> LoanTerms:
    rate, down, fee = (fields.number(f"{share}percent") / WHOLE for share in ("", "down_", "fee_"))
    years = fields.number("years", least=1.0)
    if years != int(years):
        raise fields.wrong("years", "should be whole")
    if down >= 1:
        raise fields.wrong("down_percent", "leaves nothing to pay")
    page = fields.words("page", ADDRESS) if fields.has("page") else ""
    terms = LoanTerms(Loan(rate, int(years), down_payment=down, fee=fee), fields.words("source"), page)
    fields.close()
    return terms


def write(name: str, climate: Climatology, *, zone: str, currency: str, folder: Path) -> Path:
    """Write an installation's own territory and return its file. Raises ValueError, also where there is one already."""
    if not re.fullmatch(NAME, name):
        raise ValueError(f"territory {name!r}: a name is small letters, digits and dashes")
    fields = {
        "time_zone": zone,
        "currency": currency,
        "latitude": climate.latitude,
        "longitude": climate.longitude,
        "irradiation": list(climate.irradiation),
        "temperature": list(climate.temperature),
        "source": climate.source,
    }
    territory_of(name, fields)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8") as out:
            yaml.safe_dump(fields, out, sort_keys=False, allow_unicode=True, width=120)
    except FileExistsError:
        raise ValueError(f"territory {name}: {file} is there already; remove it first") from None
    return file
