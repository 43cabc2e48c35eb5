"""Interval data as the World Engine's rows: timestamp, consumptionKWh, productionKWh."""

from collections.abc import Sequence

import numpy as np

from tools.economics.quality import lengths
from tools.intervals import Channel, Direction
from tools.reading import Json, mapping, moment, number, sequence, within


def rows_in(answer: Json) -> tuple[Json, ...]:
    """Return the list in an answer: bare, under `data`, or under `data.results`."""
    listed = mapping(answer).get("data", answer)
    return sequence(within(listed, "results")) or sequence(listed)


def channels(rows: Sequence[Json]) -> tuple[Channel, ...]:
    """Return what the rows hold, drawn and fed in; those that cannot be read are left out.

    A row does not say how long it lasts; times without a zone are UTC.
    """
    read = [
        (when.timestamp(), used, number(within(row, "productionKWh")) or 0.0)
        for row in rows
        if (when := moment(within(row, "timestamp"))) and (used := number(within(row, "consumptionKWh"))) is not None
    ]
    start, used_kwh, made_kwh = np.array(read, dtype=np.float64).reshape(-1, 3).T
    hours, quality = lengths(start), np.zeros(start.size, dtype=np.int8)
    return (
        Channel(Direction.DRAWN, start, hours, used_kwh, quality),
        Channel(Direction.FED_IN, start, hours, made_kwh, quality),
    )
