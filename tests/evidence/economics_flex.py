"""Flexibility and CO2 against what utilities and authorities have published."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from tests.evidence.economics import Reference
from tests.tools.economics.homes import FLAT, HOURLY, home
from tools.economics.baseline import Window
from tools.economics.events import Agreement, EventResult, settle
from tools.economics.flexibility import Share, event_pay, rates, reward, usual_use
from tools.economics.solar import sunny_year
from tools.grids import grid
from tools.offers import Money, ProgrammeTerms

PORTLAND = "Portland General, how Peak Time Rebates are calculated"
PGE = "PG&E, 1 May 2023: Power Saver Rewards in 2022"
TATA = "Tata Power, 29 November 2025: INR 50,000 for 1,500 homes"
EGRID = "EPA, eGRID2023 revision 2, summary table 1"
CEA = "CEA, CO2 Baseline Database 21.0"
KG_A_POUND = 0.45359237


def rows() -> Iterator[Reference]:
    """Yield every value that this room is held against."""
    yield from _portland()
    yield from _scale()
    yield from _compliance()
    yield from _both()
    yield from _carbon()


def _portland() -> Iterator[Reference]:
    """(3.67 kWh typical + 1.1 kWh for the weather) - 2.21 kWh = 2.56 kWh, at one dollar: from 4 to 7 in the evening."""
    result = portland()
    yield Reference("Peak Time Rebates: reduction", PORTLAND, 2.56, result.kwh or 0.0, 1e-9, "kWh")
    paid = result.expected.amount / 100 if result.expected else 0.0
    yield Reference("Peak Time Rebates: rebate", PORTLAND, 2.56, paid, 0.0, "USD")


def portland() -> EventResult:
    """Settle the published example: ten weekdays around its typical use, and its event."""
    day = date(2025, 1, 30)
    weekdays = [past for back in range(1, 15) if (past := day - timedelta(days=back)).weekday() < 5]
    use = [3.67 + 0.1 * (place - 4.5) for place in range(10)]
    load = np.full((11, 24), 0.8)
    load[:, 16:19] = np.array([*use, 2.21])[:, None] / 3
    agreement = Agreement(ProgrammeTerms(Money(100, "USD")), "USD")
    return settle((*weekdays, day), load, Window(day, 16, 19), agreement, weather_kwh=1.1)


def _scale() -> Iterator[Reference]:
    """What households were paid on average: a year that our formula makes of as much, and a single event."""
    terms = ProgrammeTerms(Money(200, "USD"), events_a_year=10, window=(16, 21), event_hours=5.0)
    year = reward(rates(terms, 100), 1.75 / 0.25, Share(0.25, 0.5))
    yield Reference("Ten events of 1.75 kWh at USD 2", PGE, 35.0, year.expected, 0.005, "USD")
    yield Reference(
        "One event of an hour: what was paid by home (no formula of ours)", TATA, 33.0, 50_000 / 1_500, 0.5, "INR"
    )


def _compliance() -> Iterator[Reference]:
    """DDR = kWh * rate * (1.15 above 90 %, 0.85 below 75 %, else 1)."""
    terms = ProgrammeTerms(Money(300, "USD"), Money(450, "USD"), bonus_percent=15.0, penalty_percent=15.0)
    for done, paid in ((0.95, 13.11), (0.80, 9.60), (0.70, 7.14)):
        ours = event_pay(rates(terms, 100), 4.0 * done, 4.0).low
        what = f"Dynamic demand response, {done:.0%} of 4 kWh at USD 3-4.50"
        yield Reference(what, "the programme's terms, at the low rate", paid, ours, 1e-9, "USD")


def _both() -> Iterator[Reference]:
    """4 kW of panels cut what is drawn in events by 6-33 % in three real homes: the middle of that, and its half."""
    here, source = home(), "measured on three real homes: 6-33 %"
    for window in ((16, 21), (17, 21), (18, 21)):
        of = rates(ProgrammeTerms(window=window), 100)
        drawn = usual_use(of, sunny_year(here, FLAT, HOURLY * 4.0).drawn, here) / usual_use(of, here.load, here)
        what = f"4 kW of panels cut what is drawn from {window[0]} to {window[1]} o'clock"
        yield Reference(what, source, 19.5, 100 * (1 - drawn), 13.5, "%")


def _carbon() -> Iterator[Reference]:
    """The shipped factors, in the units in which they were published."""
    for what, source, reference, name in (
        ("California, all plants", EGRID, 429.983, "us-ca"),
        ("California, not baseload", EGRID, 961.234, "us-ca"),
        ("India, all plants", CEA, 711.7, "in"),
        ("India, combined margin of solar", CEA, 851.425, "in"),
    ):
        found = grid(name)
        factor = None if found is None else found.average if "all plants" in what else found.marginal
        unit, kg = ("lb/MWh", KG_A_POUND) if source == EGRID else ("kg/MWh", 1.0)
        ours = factor.kg_per_kwh * 1000 / kg if factor else 0.0
        yield Reference(f"CO2: {what}", source, reference, ours, 0.05, unit)
