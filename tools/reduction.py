"""What a household used less in an event: asked for by its meter and window, and answered."""

from dataclasses import dataclass
from datetime import date, datetime

from tools.economics.events import EventResult
from tools.offers import Money, ProgrammeTerms


@dataclass(frozen=True, slots=True)
class MeasureReduction:
    """What did an event come to at this meter? `announced_at`: when its household was told.

    `others` are the days of other events, which are no ordinary days; `paid` is what this year's events paid so far.
    """

    meter: str
    start: datetime
    end: datetime
    announced_at: datetime
    terms: ProgrammeTerms
    time_zone: str | None = None
    others: tuple[date, ...] = ()
    paid: Money | None = None


@dataclass(frozen=True, slots=True)
class ReductionMeasured:
    """What it came to."""

    result: EventResult
