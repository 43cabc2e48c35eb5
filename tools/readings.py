"""A household out of interval data: the meter registry's, or those of a file that its customer sent."""

import threading
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tools import interval_data
from tools.contract import Failure, ToolError
from tools.economics.comparison import Assumption
from tools.economics.household import Household, Lack, TooLittleData, household
from tools.intervals import Found, Interval, Unreadable
from tools.meters import MeterRegistry
from tools.sent_file import OpenFile, SentFile

TAKEN = {
    Found.UNIT_ASSUMED: Assumption.UNIT_TAKEN,
    Found.UNKNOWN_DIRECTION: Assumption.DIRECTION_TAKEN,
}
"""What is found in a file, and has to be said with every figure."""

_room = threading.Semaphore(2)
"""Files are read by so many threads at a time: a large one takes a hundred megabytes meanwhile."""


def _none(_file: SentFile) -> bytes:
    raise ToolError(Failure.NO_DATA, "no channel keeps files here", Lack.FILE_GONE)


@dataclass(frozen=True, slots=True)
class Readings:
    """Where a household's interval data come from."""

    registry: MeterRegistry
    open_file: OpenFile = _none


def measured(
    registry: MeterRegistry, meter: str, zone: ZoneInfo, *, now: datetime, connection_kw: float | None = None
) -> Household:
    """Return what a meter's data say. `connection_kw` is the load that the utility allows, where it is known.

    Raises ToolError: NO_DATA where they allow no honest number.
    """
    try:
        return _household(registry.intervals(meter), zone, now, connection_kw)
    except ToolError as error:
        if error.failure is Failure.NOT_FOUND:
            raise ToolError(Failure.NO_DATA, "the meter registry does not know the meter", Lack.NO_READINGS) from None
        raise


def sent(
    open_file: OpenFile, file: SentFile, zone: ZoneInfo, *, now: datetime, connection_kw: float | None = None
) -> tuple[Household, list[Assumption]]:
    """Return what a customer's own file says, and what had to be assumed of it. Raises ToolError, as `measured`."""
    with _room:
        try:
            data = interval_data.read(open_file(file), zone=zone, now=now)
        except Unreadable as reason:
            raise ToolError(Failure.NO_DATA, str(reason), Lack.NOT_READINGS) from None
        found = {finding.what for finding in data.findings}
        home = _household(data.intervals, zone, now, connection_kw)
        return home, [said for what, said in TAKEN.items() if what in found]


def _household(
    intervals: tuple[Interval, ...], zone: ZoneInfo, now: datetime, connection_kw: float | None
) -> Household:
    try:
        return household(intervals, zone, now=now, connection_kw=connection_kw)
    except TooLittleData as reason:
        raise ToolError(Failure.NO_DATA, str(reason), reason.lack) from None
