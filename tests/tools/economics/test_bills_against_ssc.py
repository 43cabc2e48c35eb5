"""Bills against NREL's utilityrate5, month by month."""

import dataclasses

import numpy as np
import pytest

from tests.evidence.economics_tariff import rows
from tests.tools.economics.cases import TIERED, TIME_OF_USE, WITH_SOLAR
from tests.tools.economics.rates import FED_IN, PAID_MONTHLY, flat
from tests.tools.economics.ssc import EACH_HOUR, PLACE, WEEKDAY, bills, household_load, panels
from tools.economics.billing import Bill, bill
from tools.economics.household import Figures
from tools.economics.tariff import ExportRule, Tariff
from tools.tariffs import names, tariff

LOAD = household_load()
NOTHING = np.zeros_like(LOAD)


def test_every_reference_bill_is_met_within_its_tolerance() -> None:
    references = tuple(rows())
    assert [one.reference for one in references[:2]] == [771.8, -150.02]
    assert [one.what for one in references if abs(one.ours - one.reference) > one.tolerance] == []


@pytest.mark.parametrize("name", WITH_SOLAR)
@pytest.mark.parametrize("power_kw", [0.0, 3.0, 8.0, 12.0])
def test_a_bill_is_that_of_ssc_in_each_month(name: str, power_kw: float) -> None:
    rate, generation = WITH_SOLAR[name], panels(power_kw)
    without, with_system = bills(rate, LOAD, generation)
    drawn, fed_in = np.maximum(LOAD - generation, 0.0), np.maximum(generation - LOAD, 0.0)
    assert ours(rate, LOAD, NOTHING).months == pytest.approx(without, abs=1e-6)
    assert ours(rate, drawn, fed_in).months == pytest.approx(with_system, abs=1e-6)


@pytest.mark.parametrize("rate", [flat(0.3, 0.08, fixed=5.0), TIME_OF_USE, TIERED], ids=["flat", "time", "tiers"])
def test_a_feed_in_of_all_that_is_made_is_that_of_ssc(rate: Tariff) -> None:
    rate, generation = dataclasses.replace(rate, export=FED_IN), panels(6.0)
    _, with_system = bills(rate, LOAD, generation)
    assert ours(rate, LOAD, generation).months == pytest.approx(with_system, abs=1e-6)


@pytest.mark.parametrize("name", names())
def test_a_household_without_solar_pays_under_each_tariff_file_what_ssc_says(name: str) -> None:
    rate = tariff(name)
    without, _ = bills(rate, LOAD, NOTHING)
    assert ours(rate, LOAD, NOTHING).months == pytest.approx(without, abs=1e-6)


def test_panels_in_sacramento_and_delhi_come_to_what_ssc_says() -> None:
    generation = panels(5.0)
    drawn, fed_in = np.maximum(LOAD - generation, 0.0), np.maximum(generation - LOAD, 0.0)
    for name in ("us-ca-sacramento-tod", "us-ca-san-francisco-flat"):
        rate = dataclasses.replace(tariff(name), export=PAID_MONTHLY)
        assert ours(rate, drawn, fed_in).months == pytest.approx(bills(rate, LOAD, generation)[1], abs=1e-6)
    delhi = tariff("in-delhi-domestic")
    assert delhi.export.rule is ExportRule.NET_METERING
    delhi = dataclasses.replace(delhi, export=dataclasses.replace(delhi.export, settled_in=12))
    assert ours(delhi, drawn, fed_in).months == pytest.approx(bills(delhi, LOAD, generation)[1], abs=1e-6)


def ours(rate: Tariff, imported: Figures, exported: Figures) -> Bill:
    return bill(rate, imported, exported, PLACE, WEEKDAY, EACH_HOUR)
