"""Reminders: what is done when a time has come, unless it was done, or undone, meanwhile."""

from collections.abc import Callable, Mapping

from bot.flows import event_months, event_results, event_times, events, handover, nudging
from bot.flows.draft import Draft
from bot.model.event import ReminderDue
from bot.model.participation import OFFERED, Participation
from bot.model.reminder import Occasion

OF_EVENTS: Mapping[Occasion, Callable[[Draft, Participation], Draft]] = {
    Occasion.ANSWER: lambda draft, kept: event_times.follow(events.ask_again(draft, kept), kept),
    Occasion.SOON: lambda draft, kept: event_times.follow(event_times.soon(draft, kept), kept),
    Occasion.BEGIN: event_times.begin,
    Occasion.END: event_times.end,
}
"""What is done about an event that stands as it did when the reminder was set."""

OTHERS: Mapping[Occasion, Callable[[Draft, str], Draft]] = {
    Occasion.MONTH: event_months.sum_up,
    Occasion.UNFINISHED: nudging.unfinished,
    Occasion.VISIT: nudging.visit,
    Occasion.HAND_BACK: handover.returned,
}
"""What is done about a month, a business, an order, or a person who answers."""


def due(draft: Draft, event: ReminderDue) -> Draft:
    """See to what the time has come for."""
    if event.occasion in OTHERS:
        return OTHERS[event.occasion](draft, event.about)
    kept = draft.contact.participation(event.about)
    if kept is None or kept.fate not in OFFERED:
        return draft
    if event.occasion is Occasion.RESULT:
        return event_results.measure(draft, kept, event.attempt)
    return OF_EVENTS[event.occasion](draft, kept) if event.attempt == kept.event.revision else draft
