"""Event months: what the events of a month came to, how many in a row, and how far the goal is."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import reaching
from bot.flows.draft import Draft
from bot.flows.visiting import clock_of
from bot.model.contact import Purpose
from bot.model.ids import TimerId
from bot.model.notice import Notice
from bot.model.participation import Participation, streak, total
from bot.model.reminder import Occasion, Reminder
from channels.messages import OutboundMessage
from tools.economics.baseline import about

A_MONTH = timedelta(days=31)
SUMMED_UP_ON, SUMMED_UP_AT = 3, 10
"""On the third of the next month, at ten: by then most readings of the last day are in."""
A_ROW = 2
WHOLE = 100


def note(draft: Draft, kept: Participation) -> Draft:
    """Let the month of an event be summed up, once, however many events it has."""
    zone = clock_of(draft.contact.identity)
    first = kept.event.start.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    due = (first + A_MONTH).replace(day=SUMMED_UP_ON, hour=SUMMED_UP_AT)
    month = f"{first:%Y-%m}"
    reminder = Reminder(TimerId(f"{draft.contact.id}.month.{month}"), due, Occasion.MONTH, month)
    return replace(draft, reminders=(*draft.reminders, reminder))


def sum_up(draft: Draft, month: str) -> Draft:
    """Tell what the events of a month came to."""
    zone, where = clock_of(draft.contact.identity), reaching.address(draft, Purpose.FLEXIBILITY)
    own = [one for one in draft.contact.participations if f"{one.event.start.astimezone(zone):%Y-%m}" == month]
    sums = total(own)
    if where is None or not sums.events:
        return draft
    lines = [draft.words("month.head", day=_first(month), events=sums.events, joined=sums.joined)]
    if sums.joined:
        lines.append(draft.words("month.sum", kwh=about(sums.kwh), paid=sums.paid))
    row, goal = streak(draft.contact.participations, draft.now), draft.contact.preferences.goal_kwh
    if row >= A_ROW:
        lines.append(draft.words("result.row", count=row))
    if goal:
        lines.append(draft.words("month.goal", goal=goal, share=round(sums.kwh / goal * WHOLE)))
    return reaching.write(draft, where, OutboundMessage(" ".join(lines)), Purpose.FLEXIBILITY, Notice())


def _first(month: str) -> datetime:
    return datetime.strptime(f"{month}-01 +0000", "%Y-%m-%d %z")
