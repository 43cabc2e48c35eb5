"""What an event came to at a meter: the registry's readings, and the arithmetic of the programme."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import get_currency_precision

from tools.contract import Failure, ToolError
from tools.economics.baseline import Calendar, Window
from tools.economics.events import Agreement, settle
from tools.economics.flexibility import amounts
from tools.economics.territory import Territory
from tools.meters import MeterRegistry
from tools.readings import measured
from tools.reduction import MeasureReduction, ReductionMeasured

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measuring:
    """The tool, for one territory, whose clock counts where a customer's is not known."""

    registry: MeterRegistry
    territory: Territory
    now: Callable[[], datetime]

    def run(self, request: MeasureReduction) -> ReductionMeasured:
        """Return what it came to. Raises ToolError: NO_DATA where the readings allow no number, REJECTED."""
        zone = self._zone(request.time_zone)
        window = window_of(request, zone)
        days = measured(self.registry, request.meter, zone, now=self.now()).days
        currency = next((one.currency for one in amounts(request.terms)), self.territory.currency)
        agreement = Agreement(request.terms, currency, 10 ** get_currency_precision(currency), paid=request.paid)
        calendar = Calendar(events=frozenset(request.others))
        return ReductionMeasured(settle(days.dates, days.load, window, agreement, calendar=calendar))

    def _zone(self, name: str | None) -> ZoneInfo:
        try:
            return ZoneInfo(name) if name else self.territory.zone
        except (ZoneInfoNotFoundError, ValueError):
            return self.territory.zone


def window_of(request: MeasureReduction, zone: ZoneInfo) -> Window:
    """Return an event's hours by a zone's clock. Raises ToolError for one that does not lie within a day there."""
    start, end, announced = (at.astimezone(zone) for at in (request.start, request.end, request.announced_at))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    told = (announced - midnight) / HOUR if announced.date() == start.date() else None
    try:
        return Window(start.date(), (start - midnight) / HOUR, (end - midnight) / HOUR, told)
    except ValueError as error:
        raise ToolError(Failure.REJECTED, str(error)) from None
