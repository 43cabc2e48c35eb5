"""The oracle for bills: utilityrate5 of NREL's SAM Simulation Core (SSC), by way of PySAM, on its own calendar."""

from collections.abc import Sequence

import numpy as np
from PySAM import Utilityrate5

from tools.economics.clock import DAYS_A_MONTH, HOURS_A_DAY
from tools.economics.household import Figures, Places
from tools.economics.tariff import ExportRule, Schedule, Tariff

HOURS = 8760
ENDLESS = 1e38
PLACE: Places = np.repeat(np.arange(12), np.array(DAYS_A_MONTH) * HOURS_A_DAY) * HOURS_A_DAY + (
    np.arange(HOURS) % HOURS_A_DAY
)
WEEKDAY = np.arange(HOURS) // HOURS_A_DAY % 7 < 5
"""SSC's year has no leap day and begins on a Monday."""
EACH_HOUR = np.ones(HOURS)


def household_load() -> Figures:
    """SAM's own default household: 8,760 figures in kWh, about 10.8 MWh a year."""
    model = Utilityrate5.default("PVWattsResidential")  # its groups are of no use once it is gone
    return np.array(model.Load.load)


def panels(power_kw: float) -> Figures:
    """A year of panels whose days are bright or dull, from a seed."""
    chance = np.random.default_rng(2026)
    hour, day = np.arange(HOURS) % HOURS_A_DAY, np.arange(HOURS) // HOURS_A_DAY
    half_day = 6 - 1.8 * np.cos(2 * np.pi * (day + 10) / 365)
    height = np.cos(np.clip((hour + 0.5 - 12) / half_day, -1, 1) * np.pi / 2)
    return power_kw * height * chance.uniform(0.2, 0.9, 365)[day]


def bills(tariff: Tariff, load: Figures, generation: Figures) -> tuple[Sequence[float], Sequence[float]]:
    """Return SSC's monthly bills of the first year: without a system and with it."""
    model = Utilityrate5.default("PVWattsResidential")
    model.Lifetime.analysis_period = 1
    model.Lifetime.system_use_lifetime_output = 0
    model.Lifetime.inflation_rate = 0
    model.SystemOutput.degradation = [0]
    model.SystemOutput.gen = generation.tolist()
    model.Load.load = load.tolist()
    rates, export = model.ElectricityRates, tariff.export
    rates.ur_ec_tou_mat = [
        [place, block, min(tier.max, ENDLESS), 0, tier.price, tier.sell]
        for place, period in enumerate(tariff.periods, start=1)
        for block, tier in enumerate(period.tiers, start=1)
    ]
    rates.ur_ec_sched_weekday, rates.ur_ec_sched_weekend = _counted(tariff.weekday), _counted(tariff.weekend)
    rates.ur_monthly_fixed_charge, rates.ur_monthly_min_charge = tariff.fixed, tariff.minimum
    rates.ur_metering_option = _metering_option(tariff)
    rates.ur_nm_yearend_sell_rate = export.surplus_per_kwh
    rates.ur_nm_credit_month = (export.settled_in or 12) - 1
    rates.ur_nb_apply_credit_current_month = 1
    model.execute(0)
    return model.Outputs.utility_bill_wo_sys_ym[1], model.Outputs.utility_bill_w_sys_ym[1]


def _counted(schedule: Schedule) -> list[list[int]]:
    """SSC counts periods from 1."""
    return [[place + 1 for place in month] for month in schedule]


def _metering_option(tariff: Tariff) -> int:
    """Kilowatt hours carried over, net billing, net billing carried over, or all bought and all sold."""
    if tariff.export.rule is ExportRule.NET_METERING:
        return 0
    if tariff.export.rule is ExportRule.FEED_IN:
        return 4
    return 2 if tariff.export.settled_in is None else 3
