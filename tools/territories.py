"""Read and write territory files: those of tools/economics/territories, and an installation's own."""

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from tools.climatology import Climatology
from tools.economics.loan import Loan
from tools.economics.territory import Costs, LoanTerms, Territory
from tools.reading import Json, mapping, number, words

SHIPPED = Path(__file__).parent / "economics" / "territories"
DEFAULT = "us-ca-san-francisco"
WHOLE = 100.0
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
    try:
        loaded: Json = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"territory {name}: its file cannot be read: {type(error).__name__}") from None
    return territory_of(name, loaded)


def shipped() -> tuple[str, ...]:
    """Return the names of the territories that come with Wattline."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


def territory_of(name: str, loaded: Json) -> Territory:
    """Return the territory that a file's content describes. Raises ValueError."""
    fields = mapping(loaded)
    try:
        climate = Climatology.of(fields)
        zone = ZoneInfo(words(fields.get("time_zone")) or "UTC")
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"territory {name}: {error}") from None
    return Territory(
        name=name,
        zone=zone,
        currency=words(fields.get("currency")) or "USD",
        latitude=climate.latitude,
        longitude=climate.longitude,
        irradiation=climate.irradiation,
        temperature=climate.temperature,
        source=climate.source,
        tariff=words(fields.get("tariff")) or "",
        costs=_costs(name, fields.get("costs")),
        loan=_loan(name, fields.get("loan")),
    )


def _costs(name: str, loaded: Json) -> Costs | None:
    """Return what panels cost once they stand; None where the file does not say."""
    if loaded is None:
        return None
    upkeep, inverter = (_number(name, "costs", loaded, field) for field in ("upkeep_per_kw", "inverter_per_kw"))
    return Costs(upkeep, inverter, _source(name, "costs", loaded))


def _loan(name: str, loaded: Json) -> LoanTerms | None:
    if loaded is None:
        return None
    percent, years, down = (_number(name, "loan", loaded, field) for field in ("percent", "years", "down_percent"))
    fee = _number(name, "loan", loaded, "fee_percent")
    if not (years >= 1 and years == int(years) and down < WHOLE):
        raise ValueError(f"territory {name}: loan should last whole years and pay for something")
    loan = Loan(percent / WHOLE, int(years), down_payment=down / WHOLE, fee=fee / WHOLE)
    return LoanTerms(loan, _source(name, "loan", loaded))


def _number(name: str, part: str, loaded: Json, field: str) -> float:
    found = number(mapping(loaded).get(field))
    if found is None or found < 0:
        raise ValueError(f"territory {name}: {part} has no {field}")
    return found


def _source(name: str, part: str, loaded: Json) -> str:
    found = words(mapping(loaded).get("source"))
    if found is None:
        raise ValueError(f"territory {name}: {part} does not say its source")
    return found


def write(name: str, climate: Climatology, *, zone: str, currency: str, folder: Path) -> Path:
    """Write an installation's own territory and return its file. Raises ValueError, also where there is one already."""
    if not re.fullmatch(NAME, name):
        raise ValueError(f"territory {name!r}: a name is small letters, digits and dashes")
    fields = {
        "name": name,
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
