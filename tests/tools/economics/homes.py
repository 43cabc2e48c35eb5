"""Households for the tests: a year of hours with a morning, an evening and a weekend."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tools.economics.case import Case
from tools.economics.household import Household, household
from tools.economics.solar_yield import embedded
from tools.economics.sunshine import facing_equator
from tools.economics.territory import Territory
from tools.grids import grid
from tools.intervals import Interval
from tools.offers import Kind, Money, Offer, ProgrammeTerms
from tools.subsidies import schemes
from tools.tariffs import tariff
from tools.territories import territory

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
HERE: Territory = territory()
SUN = embedded(HERE, facing_equator(HERE.latitude), year=2026)
HOURLY = SUN.hourly
FLAT = tariff(HERE.tariff)


def usual(start: datetime) -> float:
    local = start.astimezone(ZONE)
    evening = 1.5 if 17 <= local.hour < 21 else 0.4
    return evening + 0.1 * (local.weekday() >= 5) + 0.001 * local.day


def hours(days: int, use: Callable[[datetime], float] = usual, *, step: float = 1.0) -> tuple[Interval, ...]:
    starts = (NOW - timedelta(days=days) + timedelta(hours=step * place) for place in range(int(days * 24 / step)))
    return tuple(Interval(start, step, use(start) * step, 0.0) for start in starts)


def home(days: int = 365, *, scale: float = 1.0) -> Household:
    return household(hours(days, lambda start: usual(start) * scale), ZONE, now=NOW)


def case(days: int = 365, *, scale: float = 1.0, exempt: bool = False) -> Case:
    return Case(home(days, scale=scale), HERE, FLAT, SUN, NOW.date(), schemes(), grid(HERE.name), exempt=exempt)


def panels(name: str = "Set", price: int | None = 9000, power: float | None = 4.0, currency: str = "USD") -> Offer:
    money = None if price is None else Money(price * 100, currency)
    return Offer(name, Kind.SOLAR, name, "Seller", "1", "", money, power_kw=power)


def paying(low: int = 2, minimum: float | None = None, events: int | None = None) -> ProgrammeTerms:
    return ProgrammeTerms(
        Money(low * 100, "USD"), Money(low * 200, "USD"), minimum_load_kw=minimum, events_a_year=events
    )


def battery(name: str = "Keep", price: int = 7450, kwh: float | None = 10.0) -> Offer:
    return Offer(name, Kind.BATTERY, name, "Seller", "1", "", Money(price * 100, "USD"), storage_kwh=kwh)


def programme(name: str = "Saver", terms: ProgrammeTerms | None = None) -> Offer:
    return Offer(name, Kind.DFP, name, "Grid", "1", "", None, programme=terms or paying())
