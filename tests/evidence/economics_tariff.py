"""Bills against those of NREL's SAM Simulation Core (SSC): published ones, and its utilityrate5 on SAM's household."""

from collections.abc import Iterator
from math import fsum

import numpy as np

from tests.evidence.economics import Reference
from tests.tools.economics import ssc
from tests.tools.economics.cases import WITH_SOLAR
from tests.tools.economics.rates import CARRIED, PAID_MONTHLY, every, made, period
from tools.economics.billing import bill
from tools.economics.clock import HOURS_A_DAY
from tools.economics.household import Figures
from tools.economics.tariff import Export, Tariff, Tier

SSC_TEST = "NREL SSC, cmod_utilityrate5_test, setup_residential_rates"
SSC_YEAR = np.array(
    [
        # month, hour of the period, kWh used, then with panels kWh drawn and fed in
        (0, 0, 252.75, 205.82, 160.74),
        (0, 12, 43.72, 0.14, 263.26),
        (0, 17, 78.62, 55.81, 45.67),
        (1, 0, 229.85, 180.50, 188.87),
        (1, 12, 36.92, 0.96, 251.28),
        (1, 17, 64.56, 38.15, 57.15),
        (2, 0, 233.92, 173.20, 255.70),
        (2, 12, 36.69, 0.18, 320.37),
        (2, 17, 63.60, 35.33, 79.75),
        (3, 0, 240.71, 167.91, 302.17),
        (3, 12, 43.71, 0.28, 306.82),
        (3, 17, 84.94, 39.20, 63.15),
        (4, 0, 356.27, 198.16, 599.72),
        (4, 17, 123.11, 53.96, 58.24),
        (5, 0, 526.48, 274.75, 477.62),
        (5, 17, 166.22, 74.34, 28.88),
        (6, 0, 654.26, 357.41, 389.67),
        (6, 17, 187.96, 92.14, 21.66),
        (7, 0, 588.70, 328.12, 403.85),
        (7, 17, 183.93, 94.76, 27.48),
        (8, 0, 486.41, 271.84, 445.95),
        (8, 17, 135.34, 76.12, 26.08),
        (9, 0, 374.45, 211.50, 474.59),
        (9, 17, 125.40, 80.59, 26.22),
        (10, 0, 219.05, 168.42, 189.39),
        (10, 12, 36.96, 0.00, 286.19),
        (10, 17, 68.80, 50.27, 34.35),
        (11, 0, 263.09, 212.52, 168.37),
        (11, 12, 40.02, 0.27, 239.31),
        (11, 17, 73.43, 54.71, 28.32),
    ]
)
"""The year of that test by month and period: its load, and its first year of hourly generation.

The hourly figures were read to three (load) and two (generation) decimals, and three overcast mornings were given their
hour by the days around them, which moves a bill by 0.05. The published bill of 441.4 (sell = 0) needs generation by the
quarter of an hour, which is not here: utilityrate5 itself, on the same rates, stands for it.
"""
PRICES = (0.1, 0.05, 0.2, 0.25)
COLD = (*[0] * 10, *[1] * 5, *[2] * 5, *[0] * 4)
WARM = (*[0] * 15, *[3] * 5, *[0] * 4)


def rows() -> Iterator[Reference]:
    """Yield the published bills, then utilityrate5's own for each kind of tariff."""
    _, _, used, drawn, fed_in = SSC_YEAR.T
    nothing = np.zeros_like(used)
    without = _of_ssc_year(_ssc_tariff((0.0,) * 4, PAID_MONTHLY), used, nothing)
    at_buy = _of_ssc_year(_ssc_tariff(PRICES, PAID_MONTHLY), drawn, fed_in)
    lower = _of_ssc_year(_ssc_tariff((0.05,) * 4, CARRIED), drawn, fed_in)
    yield Reference("SSC time-of-use bill, no solar", SSC_TEST, 771.8, without, 0.1, "USD")
    yield Reference("SSC time-of-use bill, net billing, sell = buy", SSC_TEST, -150.02, at_buy, 0.1, "USD")
    yield Reference("SSC time-of-use bill, net billing carried over, sell 0.05", SSC_TEST, 136.77, lower, 0.1, "USD")
    at_nothing = _ssc_tariff((0.0,) * 4, PAID_MONTHLY)
    for name, tariff in {"SSC's test rates, net billing, sell = 0": at_nothing, **WITH_SOLAR}.items():
        yield _of_utilityrate5(name, tariff)


def _ssc_tariff(sell: tuple[float, ...], export: Export) -> Tariff:
    periods = tuple(period(Tier(price, sell=sold)) for price, sold in zip(PRICES, sell, strict=True))
    return made(periods, (*[COLD] * 4, *[WARM] * 6, *[COLD] * 2), weekend=every(*[0] * 24), export=export)


def _of_ssc_year(tariff: Tariff, imported: Figures, exported: Figures) -> float:
    place = (SSC_YEAR[:, 0] * HOURS_A_DAY + SSC_YEAR[:, 1]).astype(np.intp)
    each = np.ones(place.size)
    return bill(tariff, imported, exported, place, each > 0, each).total


def _of_utilityrate5(name: str, tariff: Tariff) -> Reference:
    load, generation = ssc.household_load(), ssc.panels(8.0)
    _, theirs = ssc.bills(tariff, load, generation)
    drawn, fed_in = np.maximum(load - generation, 0.0), np.maximum(generation - load, 0.0)
    ours = bill(tariff, drawn, fed_in, ssc.PLACE, ssc.WEEKDAY, ssc.EACH_HOUR).total
    return Reference(f"Bill with 8 kW: {name}", "NREL utilityrate5 (PySAM)", fsum(theirs), ours, 0.01, "USD")
