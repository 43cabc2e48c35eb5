"""Files of interval data as utilities hand them out, made from readings: Green Button, CSV, World Engine rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import orjson

Readings = Sequence[tuple[datetime, float]]

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2030, 1, 1, tzinfo=UTC)
PACIFIC = "<tzOffset>-28800</tzOffset><dstOffset>3600</dstOffset>"
RULES = "<dstStartRule>360E2000</dstStartRule><dstEndRule>B40E2000</dstEndRule>"
ENERGY = {"uom": "72", "flowDirection": "1", "powerOfTenMultiplier": "0", "intervalLength": "3600", "commodity": "1"}


def readings(start: datetime, *, hours: float, step: float = 1.0, seed: int = 1) -> Readings:
    """Whole watt-hours from `start` on, every `step` hours."""
    chance = np.random.default_rng(seed)
    starts = [start.astimezone(UTC) + timedelta(hours=step * place) for place in range(int(hours / step))]
    return list(zip(starts, (chance.integers(1, 3000, len(starts)) / 1000).tolist(), strict=True))


def feed(*entries: str, clock: str = PACIFIC + RULES) -> bytes:
    """A Green Button feed of entries."""
    local = f"<entry><content><LocalTimeParameters>{clock}</LocalTimeParameters></content></entry>" if clock else ""
    head = '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">\n'
    return (head + local + "\n".join(entries) + "</feed>").encode()


def reading_type(own: str = "", **changed: str) -> str:
    """The entry that says what a register's readings are; a field changed to nothing is left out."""
    fields = "".join(f"<espi:{name}>{text}</espi:{name}>" for name, text in (ENERGY | changed).items() if text)
    link = f'<link rel="self" href="{own}"/>' if own else ""
    return f"<entry>{link}<content><espi:ReadingType>{fields}</espi:ReadingType></content></entry>"


def block(of: Iterable[tuple[datetime, float]], *, step: float = 1.0, links: str = "", more: str = "") -> str:
    """The entry of an interval block, in watt-hours; `more` is what every reading has besides."""
    inner = "\n".join(
        f"<espi:IntervalReading>{more}<espi:timePeriod><espi:duration>{step * 3600:.0f}</espi:duration>"
        f"<espi:start>{start.timestamp():.0f}</espi:start></espi:timePeriod>"
        f"<espi:value>{kwh * 1000:.0f}</espi:value></espi:IntervalReading>"
        for start, kwh in of
    )
    period = "<espi:interval><espi:duration>86400</espi:duration><espi:start>1</espi:start></espi:interval>"
    return f"<entry>{links}<content><espi:IntervalBlock>{period}{inner}</espi:IntervalBlock></content></entry>"


def green_button(of: Readings, *, step: float = 1.0, more: str = "", clock: str = PACIFIC + RULES) -> bytes:
    """A file with one register of energy that was drawn."""
    return feed(reading_type(), block(of, step=step, more=more), clock=clock)


def by_the_wall(of: Readings, zone: ZoneInfo = ZONE) -> bytes:
    """A CSV file by the clock on the wall, which has one hour twice in autumn and one never in spring."""
    rows = (f"{start.astimezone(zone):%Y-%m-%d,%H:%M},{kwh:.3f}" for start, kwh in of)
    return "\n".join(("DATE,START TIME,USAGE (kWh)", *rows)).encode()


def world_engine(of: Readings) -> bytes:
    """The rows of the World Engine."""
    rows: list[Mapping[str, object]] = [
        {"timestamp": start.isoformat(), "consumptionKWh": kwh, "productionKWh": 0} for start, kwh in of
    ]
    return orjson.dumps({"data": rows})
