"""Read the tariff files of tools/economics/tariffs, strictly: what is wrong is named with its file and its field."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from math import inf, isfinite
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from tools.economics.household import HOURS_A_DAY, MONTHS
from tools.economics.tariff import Export, ExportRule, Label, Period, Schedule, Spread, Tariff, Tier
from tools.reading import Json

FOLDER = Path(__file__).parent / "economics" / "tariffs"
MONTHLY = "monthly"

Named = TypeVar("Named", bound=StrEnum)


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all tariffs there are."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


def tariff(name: str, folder: Path = FOLDER) -> Tariff:
    """Return a tariff by its file's name. Raises ValueError naming what is wrong."""
    if name not in names(folder):
        raise ValueError(f"there is no tariff {name}; there are {', '.join(names(folder))}")
    try:
        loaded: Json = yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"tariff {name} cannot be read: {type(error).__name__}") from None
    return tariff_of(name, loaded)


def tariff_of(name: str, loaded: Json) -> Tariff:
    """Return the tariff that a file's content describes. Raises ValueError."""
    fields = _Fields(f"tariff {name}", loaded)
    periods = tuple(_period(each) for each in fields.members("periods"))
    weekday, weekend = (_schedule(fields, day, len(periods)) for day in ("weekday", "weekend"))
    unused = set(range(len(periods))) - {place for month in weekday + weekend for place in month}
    if unused:
        raise fields.wrong("periods", f"has periods of no hour: {sorted(unused)}")
    found = Tariff(
        name=name,
        currency=fields.words("currency", r"[A-Z]{3}"),
        zone=_zone(fields),
        valid_from=_day(fields, "valid_from"),
        source=fields.words("source", r"https://\S+"),
        periods=periods,
        weekday=weekday,
        weekend=weekend,
        export=_export(_Fields(f"{fields.where}: export", fields.take("export"))),
        fixed=fields.number("fixed"),
        minimum=fields.number("minimum", default=0.0),
        escalation=_spread(fields, "escalation"),
    )
    fields.close()
    if found.export.rule is ExportRule.NET_METERING and any(each.sell for one in periods for each in one.tiers):
        raise fields.wrong("periods", "sells, but with net_metering a kWh fed in takes off a kWh drawn")
    return found


class _Fields:
    """The fields of one object in a file; each is taken once, and in the end none may be left."""

    def __init__(self, where: str, loaded: Json) -> None:
        if not isinstance(loaded, dict):
            raise ValueError(f"{where} holds no fields")  # noqa: TRY004 - the content is wrong
        self.where = where
        self.left: dict[str, Json] = {str(name): value for name, value in loaded.items()}

    def wrong(self, field: str, why: str) -> ValueError:
        return ValueError(f"{self.where}: {field} {why}")

    def take(self, field: str) -> Json:
        if field not in self.left:
            raise self.wrong(field, "is missing")
        return self.left.pop(field)

    def number(self, field: str, *, least: float = 0.0, most: float = inf, default: float | None = None) -> float:
        if default is not None and field not in self.left:
            return default
        return self.figure(field, self.take(field), least=least, most=most)

    def figure(self, field: str, value: Json, *, least: float, most: float = inf) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(field, "is no number")
        if not least <= value <= most:
            raise self.wrong(field, f"should be {least:g} or more" + (f" and at most {most:g}" if most < inf else ""))
        return float(value)

    def words(self, field: str, form: str) -> str:
        value = self.take(field)
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise self.wrong(field, f"does not read {form}")
        return value

    def one_of(self, field: str, kind: type[Named]) -> Named:
        value = self.take(field)
        if not isinstance(value, str) or value not in set(kind):
            raise self.wrong(field, f"should be one of {', '.join(kind)}")
        return kind(value)

    def members(self, field: str) -> Iterator["_Fields"]:
        value = self.take(field)
        if not isinstance(value, list) or not value:
            raise self.wrong(field, "is no list with members")
        for place, member in enumerate(value):
            yield _Fields(f"{self.where}: {field}[{place}]", member)

    def close(self) -> None:
        if self.left:
            raise ValueError(f"{self.where}: {', '.join(sorted(self.left))} not known")


def _period(fields: _Fields) -> Period:
    found = Period(fields.one_of("label", Label), tuple(_tier(each) for each in fields.members("tiers")))
    fields.close()
    tops = [tier.max for tier in found.tiers]
    if tops[-1] != inf or tops != sorted(set(tops)):
        raise fields.wrong("tiers", "should each have a greater max than the one before, and the last none")
    return found


def _tier(fields: _Fields) -> Tier:
    found = Tier(
        rate=fields.number("rate"),
        adj=fields.number("adj", least=-inf, default=0.0),
        sell=fields.number("sell", default=0.0),
        max=fields.number("max", default=inf),
    )
    fields.close()
    if found.price < 0:
        raise fields.wrong("adj", "makes the price less than nothing")
    return found


def _schedule(fields: _Fields, field: str, periods: int) -> Schedule:
    months = fields.take(field)
    rows = months if isinstance(months, list) and len(months) == MONTHS else ()
    found = tuple(tuple(row) for row in rows if isinstance(row, list) and len(row) == HOURS_A_DAY)
    if len(found) != MONTHS:
        raise fields.wrong(field, f"is no table of {MONTHS} months with {HOURS_A_DAY} hours each")
    if any(type(place) is not int or not 0 <= place < periods for row in found for place in row):
        raise fields.wrong(field, f"should hold the numbers of periods, 0 to {periods - 1}")
    return found


def _export(fields: _Fields) -> Export:
    rule = fields.one_of("rule", ExportRule)
    settled_in = None if rule is ExportRule.FEED_IN else _settled_in(fields)
    found = Export(
        rule=rule,
        settled_in=settled_in,
        surplus_per_kwh=fields.number("surplus_per_kwh") if rule is ExportRule.NET_METERING else 0.0,
        surplus_paid=fields.number("surplus_paid", most=1.0) if rule is ExportRule.NET_BILLING else 0.0,
    )
    fields.close()
    return found


def _settled_in(fields: _Fields) -> int | None:
    value = fields.take("settled_in")
    if value == MONTHLY:
        return None
    if type(value) is not int or not 1 <= value <= MONTHS:
        raise fields.wrong("settled_in", f"should be {MONTHLY}, or a month from 1 to {MONTHS}")
    return value


def _zone(fields: _Fields) -> ZoneInfo:
    name = fields.words("time_zone", r"[A-Za-z_]+(/[A-Za-z_]+)*")
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise fields.wrong("time_zone", "is not known") from None


def _day(fields: _Fields, field: str) -> date:
    value = fields.take(field)
    if type(value) is not date:
        raise fields.wrong(field, "is no date")
    return value


def _spread(fields: _Fields, field: str) -> Spread:
    value = fields.take(field)
    if not isinstance(value, list) or len(value) != len(Spread.__slots__):
        raise fields.wrong(field, "should be low, expected and high")
    low, expected, high = (fields.figure(field, each, least=-1.0) for each in value)
    if not low <= expected <= high:
        raise fields.wrong(field, "should rise from low to high")
    return Spread(low, expected, high)
