"""Tariffs of each kind, for which there is an oracle."""

import dataclasses

from tests.tools.economics.rates import (
    ALWAYS,
    CARRIED,
    NET_METERED,
    NIGHT_AND_DAY,
    flat,
    made,
    period,
)
from tools.economics.tariff import Export, ExportRule, Tier

TIERS = (Tier(0.1, sell=0.04, max=300), Tier(0.18, sell=0.05, max=600), Tier(0.3, sell=0.06))
TIERED = made((period(*TIERS),))
ALLOWANCE = made(
    (
        period(Tier(0.2, adj=-0.05, sell=0.05, max=350), Tier(0.2, sell=0.05)),
        period(Tier(0.3, adj=-0.05, sell=0.07, max=350), Tier(0.3, sell=0.07)),
    ),
    NIGHT_AND_DAY,
)
TIME_OF_USE = made((period(Tier(0.1, sell=0.03)), period(Tier(0.3, sell=0.2))), NIGHT_AND_DAY, weekend=ALWAYS)

WITH_SOLAR = {
    "time of use, net billing": TIME_OF_USE,
    "time of use, net billing at nothing": made((period(Tier(0.1)), period(Tier(0.3))), NIGHT_AND_DAY),
    "tiers bought and sold": TIERED,
    "an allowance in two periods": ALLOWANCE,
    "net billing carried over": dataclasses.replace(TIME_OF_USE, export=CARRIED, fixed=7.0),
    "net billing carried over, with a minimum": dataclasses.replace(TIERED, export=CARRIED, fixed=4.0, minimum=15.0),
    "net metering": flat(export=NET_METERED, fixed=6.0),
    # None is paid: of kWh left over, utilityrate5 pays those alone that exceed what the other periods drew.
    "net metering in two periods": made(
        (period(Tier(0.1)), period(Tier(0.3))), NIGHT_AND_DAY, export=Export(ExportRule.NET_METERING, 12), fixed=6.0
    ),
    "net metering of tiers, with a minimum": made(
        (period(*(dataclasses.replace(tier, sell=0.0) for tier in TIERS)),),
        export=NET_METERED,
        fixed=3.0,
        minimum=20.0,
    ),
}
