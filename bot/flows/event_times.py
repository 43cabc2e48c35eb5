"""Event times: what happens by itself before, at and after an event, and how its hours are said."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import reaching, visiting
from bot.flows.draft import Draft
from bot.model.contact import Purpose
from bot.model.notice import Cause, Notice, Urgency
from bot.model.participation import Fate, Participation
from bot.model.preferences import Often
from bot.model.reminder import Occasion
from channels.messages import OutboundMessage
from tools.feed import FlexibilityEvent

ANSWER_BEFORE = timedelta(hours=2)
"""How long before the deadline one who has not answered is reminded."""
SOON_BEFORE = timedelta(hours=1)
"""How long before the start one who takes part is reminded."""
APART = timedelta(minutes=15)
"""Nobody is reminded of what they were told so shortly before, nor told of what happened longer ago."""


def follow(draft: Draft, kept: Participation) -> Draft:
    """Set the next of an event's reminders, and that its month is summed up."""
    event = kept.event
    times = (
        (Occasion.ANSWER, event.answer_by - ANSWER_BEFORE),
        (Occasion.SOON, event.start - SOON_BEFORE),
    )
    later = ((occasion, due) for occasion, due in times if due > draft.now + APART)
    occasion, due = min(later, key=lambda one: one[1], default=(Occasion.BEGIN, event.start))
    return draft.remind(occasion, event.id, due, event.revision)


def soon(draft: Draft, kept: Participation) -> Draft:
    """Remind who takes part shortly before the start."""
    wanted = kept.takes_part and draft.contact.preferences.often is not Often.MONTHLY
    return tell(draft, kept, "events.soon", kept.event.start) if wanted else draft


def begin(draft: Draft, kept: Participation) -> Draft:
    """The event begins: who did not say that they take part does not."""
    if kept.fate is Fate.ASKED:
        return draft.with_participation(replace(kept, fate=Fate.UNANSWERED))
    if not kept.takes_part:
        return draft
    told = _in_full(draft, kept, "events.begins")
    return told.remind(Occasion.END, kept.event.id, kept.event.end, kept.event.revision)


def end(draft: Draft, kept: Participation) -> Draft:
    """The event is over: what it came to is known when the readings are in."""
    told = _in_full(draft, kept, "events.ends")
    return told.remind(Occasion.RESULT, kept.event.id, kept.event.measured_from)


def tell(draft: Draft, kept: Participation, name: str, not_after: datetime | None = None) -> Draft:
    """Tell something of an event where events are told of."""
    where = reaching.address(draft, Purpose.FLEXIBILITY)
    if where is None:
        return draft
    zone = visiting.clock_of(draft.contact.identity)
    values = {"start": kept.event.start.astimezone(zone), "end": kept.event.end.astimezone(zone)}
    text = draft.words(name, when=when(draft, kept.event), **values)
    urgency = Urgency.URGENT if kept.event.emergency else Urgency.OWN
    notice = Notice(urgency, not_after=not_after, cause=Cause(f"event:{kept.event.id}", 0))
    return reaching.write(draft, where, OutboundMessage(text), Purpose.FLEXIBILITY, notice)


def when(draft: Draft, event: FlexibilityEvent) -> str:
    """Return an event's hours by the clock at home."""
    return visiting.between(draft, event.start, event.end, visiting.clock_of(draft.contact.identity))


def until(draft: Draft, event: FlexibilityEvent) -> str:
    """Return until when one may answer, by the same clock."""
    return draft.words("events.until", at=event.answer_by.astimezone(visiting.clock_of(draft.contact.identity)))


def _in_full(draft: Draft, kept: Participation, name: str) -> Draft:
    wanted = draft.contact.preferences.often is Often.ALL
    return tell(draft, kept, name, draft.now + APART) if wanted else draft
