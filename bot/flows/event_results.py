"""Event results: what a home used less than usual, once its readings are in, in words and as a picture."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.flows import event_times, reaching
from bot.flows.draft import Draft
from bot.flows.visiting import clock_of
from bot.model.contact import Contact, Purpose
from bot.model.drawing import Drawing
from bot.model.event import ToolFinished
from bot.model.ids import CallId
from bot.model.notice import Cause, Notice, Urgency
from bot.model.participation import Participation, streak
from bot.model.preferences import Often
from bot.model.reminder import Occasion
from bot.model.turn import ToolCall
from channels.messages import Address, OutboundMessage, Picture
from tools.contract import Failed, Failure, Result
from tools.economics.baseline import about
from tools.economics.events import EventResult, Nothing
from tools.offers import ProgrammeTerms
from tools.picture import Bar, Chart, DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured

HOUR = timedelta(hours=1)
PAUSES = (3 * HOUR, 6 * HOUR, 12 * HOUR, *6 * (24 * HOUR,))
"""After each look that finds no readings yet; after the last, none are expected any more."""

NO_NUMBER = frozenset({Failure.NO_DATA, Failure.REJECTED, Failure.NOT_FOUND})
"""After these of the readings no number will come."""

A_ROW = 2
"""So many events are a row worth a word."""

REASONS: Mapping[Nothing, str] = {
    Nothing.OUTAGE: "result.outage",
    Nothing.TOO_FEW_DAYS: "result.too_few_days",
    Nothing.NOT_MEASURED: "result.not_measured",
    Nothing.NOT_LESS: "result.not_less",
    Nothing.NO_RATE: "result.no_rate",
    Nothing.CAP_REACHED: "result.cap_reached",
}


def concerned(contact: Contact, call: CallId) -> Participation | None:
    """Return the event that a call was for."""
    found = ((one, one.call, one.drawing.call if one.drawing else None) for one in contact.participations)
    return next((one for one, measures, draws in found if call in {measures, draws}), None)


def measure(draft: Draft, kept: Participation, attempt: int) -> Draft:
    """Have an event measured, in the hours in which its result may be told: its picture is kept for an hour."""
    order, identity = draft.order(kept.order), draft.contact.identity
    if order is None or order.offer is None or identity is None or not kept.takes_part or _is_known(kept):
        return draft
    opens = draft.scene.hours.opening(draft.now, clock_of(identity))
    if opens > draft.now:
        return draft.remind(Occasion.RESULT, kept.event.id, opens, attempt)
    others = [one for one in draft.contact.participations if one.takes_part and one is not kept]
    year = [one.paid for one in others if one.paid and one.event.start.year == kept.event.start.year]
    zone, event = clock_of(identity), kept.event
    request = MeasureReduction(
        meter=order.meter or identity.meter,
        start=event.start,
        end=event.end,
        announced_at=kept.told_at,
        terms=order.offer.programme or ProgrammeTerms(),
        time_zone=identity.time_zone,
        others=tuple(sorted({one.event.start.astimezone(zone).date() for one in others})),
        paid=replace(year[0], amount=sum(one.amount for one in year)) if year else None,
    )
    call = ToolCall(CallId(draft.scene.ids.make("call", "measure")), request)
    asked = draft.with_participation(replace(kept, call=call.id, tries=attempt))
    return replace(asked, calls=(*asked.calls, call))


def finished(draft: Draft, kept: Participation, event: ToolFinished) -> Draft:
    """Take what was measured, or the picture of it."""
    if kept.drawing and kept.drawing.call == event.call:
        return _drawn(draft, kept, kept.drawing, event.result)
    return _measured(draft, replace(kept, call=None), event.result)


def _is_known(kept: Participation) -> bool:
    return kept.kwh is not None or kept.nothing is not None


def _measured(draft: Draft, kept: Participation, result: Result) -> Draft:
    match result:
        case ReductionMeasured(found) if found.nothing is not Nothing.NOT_MEASURED:
            paid = found.expected if found.nothing in {None, Nothing.CAP_REACHED} else None
            known = replace(kept, kwh=found.kwh, paid=paid, nothing=found.nothing)
            return _told(draft.with_participation(known), known, found)
        case Failed(failure) if failure in NO_NUMBER:
            pass
        case _ if kept.tries < len(PAUSES):
            again = draft.with_participation(kept)
            return again.remind(Occasion.RESULT, kept.event.id, draft.now + PAUSES[kept.tries], kept.tries + 1)
    unknown = replace(kept, nothing=Nothing.NOT_MEASURED)
    return _write(draft.with_participation(unknown), unknown, "", " ".join(_words(draft, unknown, None)))


def _told(draft: Draft, kept: Participation, found: EventResult) -> Draft:
    """Tell what it came to, once there is a picture of it; where there is nothing to draw, in words alone."""
    text = " ".join(_words(draft, kept, found))
    where, chart = _where(draft), _chart(draft, kept, found)
    if where is None or chart is None:
        return _write(draft, kept, "", text)
    call = CallId(draft.scene.ids.make("call", "picture"))
    drawing = Drawing(call, where, text, chart.described)
    asked = draft.with_participation(replace(kept, drawing=drawing))
    return replace(asked, calls=(*draft.calls, ToolCall(call, DrawPicture(call, chart))))


def _drawn(draft: Draft, kept: Participation, drawing: Drawing, result: Result) -> Draft:
    url = result.url if isinstance(result, PictureDrawn) else ""
    return _write(draft.with_participation(replace(kept, drawing=None)), kept, url, drawing.caption)


def _write(draft: Draft, kept: Participation, url: str, text: str) -> Draft:
    """Write it where events are told of now, under its picture if there is one."""
    where, drawing = _where(draft), kept.drawing
    if where is None:
        return draft
    picture = Picture(url, text, drawing.described) if url and drawing else None
    message = OutboundMessage("" if picture else text, picture=picture)
    notice = Notice(Urgency.OWN, cause=Cause(f"event:{kept.event.id}", 0))
    return reaching.write(draft, where, message, Purpose.FLEXIBILITY, notice)


def _where(draft: Draft) -> Address | None:
    monthly = draft.contact.preferences.often is Often.MONTHLY
    return None if monthly else reaching.address(draft, Purpose.FLEXIBILITY)


def _words(draft: Draft, kept: Participation, found: EventResult | None) -> Iterator[str]:
    yield draft.words("result.event", when=event_times.when(draft, kept.event))
    if found is not None and found.actual_kwh is not None and found.baseline_kwh is not None:
        yield draft.words("result.used", actual=about(found.actual_kwh), usual=about(found.baseline_kwh))
    less = about(found.kwh) if found is not None and found.kwh is not None else 0.0
    if found is not None and found.nothing is None and not less:
        yield draft.words("result.same")
    if less > 0:
        yield draft.words("result.less", kwh=less)
    if found is not None and found.nothing is None and less and found.low and found.expected:
        yield draft.words("result.worth", low=found.low, expected=found.expected)
    if kept.nothing is not None:
        yield draft.words(REASONS[kept.nothing])
    row = streak(draft.contact.participations, draft.now)
    if row >= A_ROW:
        yield draft.words("result.row", count=row)


def _chart(draft: Draft, kept: Participation, found: EventResult) -> Chart | None:
    """What was used beside what is usual; every number of it stands in the words."""
    if found.actual_kwh is None or found.baseline_kwh is None or found.baseline_kwh <= 0:
        return None
    bars = (("result.usual", found.baseline_kwh), ("result.actual", max(found.actual_kwh, 0.0)))
    return Chart(
        language=draft.locale.replace("_", "-"),
        title=draft.words("result.title", day=kept.event.start.astimezone(clock_of(draft.contact.identity))),
        bars=tuple(Bar(draft.words(name), _kwh(draft, kwh), "", kwh, kwh, kwh) for name, kwh in bars),
    )


def _kwh(draft: Draft, kwh: float) -> str:
    return draft.words("result.about", kwh=about(kwh))
