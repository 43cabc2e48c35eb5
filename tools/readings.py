"""A household out of the meter registry's interval data."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tools.contract import Failure, ToolError
from tools.economics.household import Household, Lack, TooLittleData, household
from tools.meters import MeterRegistry


def measured(registry: MeterRegistry, meter: str, zone: ZoneInfo, *, now: datetime) -> Household:
    """Return what a meter's data say. Raises ToolError: NO_DATA where they allow no honest number."""
    try:
        return household(registry.intervals(meter), zone, now=now)
    except TooLittleData as reason:
        raise ToolError(Failure.NO_DATA, str(reason), reason.lack) from None
    except ToolError as error:
        if error.failure is Failure.NOT_FOUND:
            raise ToolError(Failure.NO_DATA, "the meter registry does not know the meter", Lack.NO_READINGS) from None
        raise
