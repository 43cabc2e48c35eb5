"""Read the tariff files of tools/economics/tariffs."""

from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tools.economics.clock import HOURS_A_DAY, MONTHS
from tools.economics.tariff import Export, ExportRule, Label, Period, Schedule, Spread, Tariff, Tier
from tools.fields import ADDRESS, CURRENCY, Fields, content
from tools.reading import Json

FOLDER = Path(__file__).parent / "economics" / "tariffs"
MONTHLY = "monthly"


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all tariffs there are."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


def tariff(name: str, folder: Path = FOLDER) -> Tariff:
    """Return a tariff by its file's name. Raises ValueError naming what is wrong."""
    if name not in names(folder):
        raise ValueError(f"there is no tariff {name}; there are {', '.join(names(folder))}")
    return tariff_of(name, content(folder / f"{name}.yaml", f"tariff {name}"))


def tariff_of(name: str, loaded: Json) -> Tariff:
    """Return the tariff that a file's content describes. Raises ValueError."""
    fields = Fields(f"tariff {name}", loaded)
    periods = tuple(_period(each) for each in fields.members("periods"))
    weekday, weekend = (_schedule(fields, day, len(periods)) for day in ("weekday", "weekend"))
    unused = set(range(len(periods))) - {place for month in weekday + weekend for place in month}
    if unused:
        raise fields.wrong("periods", f"has periods of no hour: {sorted(unused)}")
    found = Tariff(
        name=name,
        currency=fields.words("currency", CURRENCY),
        zone=_zone(fields),
        valid_from=fields.day("valid_from"),
        source=fields.words("source", ADDRESS),
        periods=periods,
        weekday=weekday,
        weekend=weekend,
        export=_export(fields.part("export")),
        fixed=fields.number("fixed"),
        minimum=fields.number("minimum", default=0.0),
        escalation=_spread(fields, "escalation"),
    )
    fields.close()
    if found.export.rule is ExportRule.NET_METERING and any(each.sell for one in periods for each in one.tiers):
        raise fields.wrong("periods", "sells, but with net_metering a kWh fed in takes off a kWh drawn")
    return found


def _period(fields: Fields) -> Period:
    found = Period(fields.one_of("label", Label), tuple(_tier(each) for each in fields.members("tiers")))
    fields.close()
    tops = [tier.max for tier in found.tiers]
    if tops[-1] != inf or tops != sorted(set(tops)):
        raise fields.wrong("tiers", "should each have a greater max than the one before, and the last none")
    return found


def _tier(fields: Fields) -> Tier:
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


def _schedule(fields: Fields, field: str, periods: int) -> Schedule:
    months = fields.take(field)
    rows = months if isinstance(months, list) and len(months) == MONTHS else ()
    found = tuple(tuple(row) for row in rows if isinstance(row, list) and len(row) == HOURS_A_DAY)
    if len(found) != MONTHS:
        raise fields.wrong(field, f"is no table of {MONTHS} months with {HOURS_A_DAY} hours each")
    if any(type(place) is not int or not 0 <= place < periods for row in found for place in row):
        raise fields.wrong(field, f"should hold the numbers of periods, 0 to {periods - 1}")
    return found


def _export(fields: Fields) -> Export:
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


def _settled_in(fields: Fields) -> int | None:
    value = fields.take("settled_in")
    if value == MONTHLY:
        return None
    if type(value) is not int or not 1 <= value <= MONTHS:
        raise fields.wrong("settled_in", f"should be {MONTHLY}, or a month from 1 to {MONTHS}")
    return value


def _zone(fields: Fields) -> ZoneInfo:
    name = fields.words("time_zone", r"[A-Za-z_]+(/[A-Za-z_]+)*")
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise fields.wrong("time_zone", "is not known") from None


def _spread(fields: Fields, field: str) -> Spread:
    value = fields.take(field)
    if not isinstance(value, list) or len(value) != len(Spread.__slots__):
        raise fields.wrong(field, "should be low, expected and high")
    low, expected, high = (fields.figure(field, each, least=-1.0) for each in value)
    if not low <= expected <= high:
        raise fields.wrong(field, "should rise from low to high")
    return Spread(low, expected, high)
