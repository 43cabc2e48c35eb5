"""A process of its own that compares a home of the sandbox, draws the picture, and says in JSON what that cost."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from math import pi, sin
from pathlib import Path

from tools.economics.case import Case
from tools.economics.comparing import compare
from tools.economics.comparison import Comparison
from tools.economics.household import household
from tools.economics.solar_yield import embedded
from tools.economics.sunshine import facing_equator
from tools.grids import grid
from tools.intervals import Interval
from tools.offers import Kind, Money, Offer, ProgrammeTerms
from tools.picture import Bar, Chart, Curve
from tools.subsidies import schemes
from tools.tariffs import tariff
from tools.territories import territory

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HERE = territory()
SIZES = (0.8, 1.6, 2.4, 3.2, 4.8, 6.4, 7.2)


def intervals() -> tuple[Interval, ...]:
    """A year of hours, as the meter registry's client keeps them."""
    starts = (NOW - timedelta(days=365) + timedelta(hours=hour) for hour in range(365 * 24))
    return tuple(
        Interval(start, 1.0, 0.6 + 0.5 * sin(start.hour * pi / 12) ** 2 + 0.001 * start.day, 0.0) for start in starts
    )


def offers() -> tuple[Offer, ...]:
    """What a network has to offer: seven systems, a battery and two programmes."""
    systems = (
        Offer(f"s{size}", Kind.SOLAR, f"{size} kW", "Seller", "1", "", Money(int(230000 * size), "USD"), power_kw=size)
        for size in SIZES
    )
    battery = Offer("b", Kind.BATTERY, "Store", "Seller", "1", "", Money(745000, "USD"), storage_kwh=10.0)
    terms = ProgrammeTerms(Money(100, "USD"), Money(200, "USD"), events_a_year=15)
    programmes = (Offer(name, Kind.DFP, name, "Grid", "2", "", None, programme=terms) for name in ("Saver", "Peak"))
    return (*systems, battery, *programmes)


def chart(comparison: Comparison) -> Chart:
    """The picture of a comparison, with a curve for each option."""
    options = [option for option in comparison.options if option.balance]
    bars = (
        Bar(
            option.choice,
            str(option.expected.amount),
            "",
            *map(float, _lengths(option.low, option.expected, option.high)),
        )
        for option in options
    )
    curves = (Curve(option.choice, tuple(enumerate(map(float, option.balance)))) for option in options)
    return Chart("en", "Four choices", tuple(bars), "A note", "Over 25 years", tuple(curves))


def _lengths(*amounts: Money) -> tuple[int, ...]:
    return tuple(amount.amount for amount in amounts)


def _most_mb() -> float:
    """Return the most memory that this process held since it began; getrusage counts what its parent held as well."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main() -> None:
    """Compare once unmeasured, as a worker has before, then measured; the same with the picture."""
    readings, on_offer = intervals(), offers()
    sun = embedded(HERE, facing_equator(HERE.latitude), year=NOW.year)
    prices = (tariff(HERE.tariff), schemes(), grid(HERE.name))

    def once() -> Comparison:
        home = household(readings, HERE.zone, now=NOW)
        return compare(Case(home, HERE, prices[0], sun, NOW.date(), prices[1], prices[2]), on_offer)

    once()
    from tools import charts  # noqa: PLC0415 -- matplotlib is loaded with the first picture, as in a worker

    charts.draw(chart(once()))
    began = time.process_time()
    compared = once()
    ended = time.process_time()
    charts.draw(chart(compared))
    cost = {
        "compared": 1000 * (ended - began),
        "drawn": 1000 * (time.process_time() - ended),
        "memory": _most_mb(),
    }
    sys.stdout.write(json.dumps(cost))


if __name__ == "__main__":
    main()
