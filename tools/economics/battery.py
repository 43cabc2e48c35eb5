"""What a battery does with a roof's surplus, hour by hour: stored by day, used when electricity is dear."""

from dataclasses import dataclass

import numpy as np

from tools.economics.clock import HOURS_A_DAY
from tools.economics.household import Figures, Places

STEADY = 1e-9
"""kWh by which a day may end with another charge than it began with, and still be called the same."""


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery at home.

    `usable_kwh` is what it gives from full to empty, as a mean over its life, and `power_kw` how fast it takes and
    gives. `efficiency` is of a round trip; 85 % and 15 years are those of NREL's Annual Technology Baseline (2024,
    residential battery storage).
    """

    usable_kwh: float
    power_kw: float
    efficiency: float = 0.85
    replacement_year: int = 15


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Rows in the order of time, one an hour: kWh used and produced, what a kWh drawn costs and one fed in earns.

    `hour` is the hour of the day. A new day begins where it does not go up; a day's rows stand for equally many hours.
    """

    hour: Places
    load: Figures
    produced: Figures
    buy: Figures
    sell: Figures


@dataclass(frozen=True, slots=True, eq=False)
class Dispatch:
    """kWh in each row's hour: drawn from and fed into the grid, into the battery (before its losses) and out of it."""

    drawn: Figures
    fed_in: Figures
    charged: Figures
    discharged: Figures


def dispatch(battery: Battery, hours: Hours) -> Dispatch:
    """Return what a battery makes of a household's hours.

    It is charged with what the roof produces beyond the household's use, never from the grid, and discharged for that
    use alone. In each day it is discharged only in hours that cost at least as much as a price of the tariff, or not at
    all: whichever leaves the day's bill lowest. So it waits for dear hours, and stands still where feeding in earns
    more than storing. Each day ends with the charge it began with, as though it came again and again; so days may stand
    for months, and nothing is won or lost between them.
    """
    day = np.concatenate([[0], np.cumsum(np.diff(hours.hour) <= 0)])
    rows = (hours.produced - hours.load, hours.buy, hours.sell)
    net, buy, sell = (_by_day(day, hours.hour, row) for row in rows)
    surplus, need = (np.clip(part, 0.0, battery.power_kw) for part in (net, -net))
    best, lowest = np.zeros((2, *net.shape)), np.full(len(net), np.inf)
    for price in (*np.unique(hours.buy), np.inf):
        flows = _cycle(battery, surplus, np.where(buy >= price, need, 0.0))
        left = net - flows[0] + flows[1]
        cost = np.where(left < 0, -left * buy, -left * sell).sum(axis=1)
        better = cost < lowest
        best[:, better], lowest[better] = flows[:, better], cost[better]
    charged, discharged = (flow[day, hours.hour] for flow in best)
    left = rows[0] - charged + discharged
    return Dispatch(np.maximum(-left, 0.0), np.maximum(left, 0.0), charged, discharged)


def _by_day(day: Places, hour: Places, row: Figures) -> Figures:
    """Lay rows into a table of days times hours; an hour that a day does not have is nothing."""
    table = np.zeros((int(day[-1]) + 1, HOURS_A_DAY))
    table[day, hour] = row
    return table


def _cycle(battery: Battery, surplus: Figures, need: Figures) -> Figures:
    """Return kWh charged and discharged in days that each end as they began.

    An hour moves the charge by a fixed amount between empty and full, so a day does too, within bounds of its own: a
    day that leaves more than it takes comes to rest at the upper bound, which is where it ends after a full start, and
    any other at the lower one, after an empty start.
    """
    empty = np.zeros(len(surplus))
    upper, lower = (_run(battery, surplus, need, start)[1] for start in (empty + battery.usable_kwh, empty))
    rests = _run(battery, surplus, need, upper)[1] >= upper - STEADY
    return _run(battery, surplus, need, np.where(rests, upper, lower))[0]


def _run(battery: Battery, surplus: Figures, need: Figures, start: Figures) -> tuple[Figures, Figures]:
    """Return kWh charged and discharged in each hour, and the charge in the end."""
    flows, charge = np.zeros((2, *surplus.shape)), start
    for hour in range(HOURS_A_DAY):
        stored = np.minimum(surplus[:, hour] * battery.efficiency, battery.usable_kwh - charge)
        given = np.minimum(need[:, hour], charge)
        flows[0, :, hour], flows[1, :, hour] = stored / battery.efficiency, given
        charge = charge + stored - given
    return flows, charge
