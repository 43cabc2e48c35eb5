"""Events: a home is asked to use less for some hours, joins or skips, and may think again until the deadline."""

from collections.abc import Iterator
from dataclasses import replace

from bot.flows import event_months, event_times, reaching
from bot.flows.draft import Draft
from bot.flows.event_times import until, when
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import take_up
from bot.model.command import Choose, Command, Say
from bot.model.contact import Identity, Purpose
from bot.model.event import EventCalled
from bot.model.notice import Cause, Notice, Urgency
from bot.model.order import Joining, Order, programme_of
from bot.model.participation import OFFERED, Fate, Participation
from bot.model.preferences import Often
from bot.model.session import Offered
from channels.messages import OutboundMessage
from tools.feed import FlexibilityEvent

JOIN, SKIP = "event-join-", "event-skip-"
"""A notice's choices, with the event's id: they count until its deadline, whatever was asked since."""

AT_REST = frozenset({"welcome", "events"})
"""The flows in which a notice may put its question: nobody is in the middle of anything there."""


def called(draft: Draft, event: EventCalled) -> Draft:
    """Ask an enrolled home about an event, or tell what became of it."""
    kept = draft.contact.participation(event.event.id)
    if kept is not None:
        return _changed(draft, kept, event.event)
    identity, order = draft.contact.identity, _enrolment(draft, event.event)
    if identity is None or order is None:
        return draft.outcome(event.event.id, Fate.NOT_ENROLLED)
    reason = next(_reasons(draft, event.event, identity, order), None)
    if reason is not None:
        return draft.outcome(event.event.id, reason)
    fate = Fate.AUTOMATIC if order.joining is Joining.AUTOMATIC else Fate.ASKED
    return _told(draft, Participation(event.event, fate, order.id, draft.now))


def join(draft: Draft) -> Draft:
    """Take part in the event that is to be answered, wherever that is said."""
    return _answer(draft, Fate.JOINED)


def skip(draft: Draft) -> Draft:
    """Take no part in it."""
    return _answer(draft, Fate.SKIPPED)


def is_answer(value: str) -> bool:
    """Whether a choice is one of a notice."""
    return value.startswith((JOIN, SKIP))


def pressed(draft: Draft, value: str) -> Draft:
    """Take a notice's choice, however old its message is."""
    fate = Fate.JOINED if value.startswith(JOIN) else Fate.SKIPPED
    kept = draft.contact.participation(value.removeprefix(JOIN).removeprefix(SKIP))
    return _answered(draft, kept, fate)


def ask_again(draft: Draft, kept: Participation) -> Draft:
    """Remind, once, of a question that is still open."""
    if kept.fate is not Fate.ASKED or draft.contact.preferences.often is Often.MONTHLY:
        return draft
    words = draft.words("events.answer_soon", when=when(draft, kept.event), until=until(draft, kept.event))
    return _put(draft, kept, words, Urgency.OWN)


def _enrolment(draft: Draft, event: FlexibilityEvent) -> Order | None:
    identity = draft.contact.identity
    own = (one for one in draft.known_orders if identity and one.account == identity.account)
    return next((one for one in own if programme_of(one) == event.programme), None)


def _reasons(draft: Draft, event: FlexibilityEvent, identity: Identity, order: Order) -> Iterator[Fate]:
    """Yield why an enrolled home is not asked."""
    if event.called_off:
        yield Fate.CALLED_OFF
    if identity.exempt:
        yield Fate.EXEMPT
    if event.areas and identity.area not in event.areas:
        yield Fate.ELSEWHERE
    if draft.now >= event.answer_by:
        yield Fate.LATE
    if reaching.address(draft, Purpose.FLEXIBILITY) is None:
        yield Fate.UNREACHABLE
    if draft.contact.preferences.often is Often.MONTHLY and order.joining is Joining.ASK:
        yield Fate.QUIET


def _told(draft: Draft, kept: Participation, *, changes: bool = False) -> Draft:
    """Put the question, or say that the home takes part; who hears of events once a month alone is told nothing."""
    draft = event_months.note(event_times.follow(draft.with_participation(kept), kept), kept)
    if draft.contact.preferences.often is Often.MONTHLY:
        return draft
    urgency = Urgency.URGENT if kept.event.emergency else Urgency.ROUTINE
    urgent = (draft.words("events.urgent"),) if kept.event.emergency else ()
    changed = (draft.words("events.changed"),) if changes else ()
    return _put(draft, kept, " ".join((*urgent, *changed, _question(draft, kept))), urgency)


def _question(draft: Draft, kept: Participation) -> str:
    name = "events.automatic" if kept.takes_part else "events.notice"
    return draft.words(name, when=when(draft, kept.event), until=until(draft, kept.event))


def _put(draft: Draft, kept: Participation, words: str, urgency: Urgency) -> Draft:
    """Write a question about an event where events are told of. It is the conversation's own where that rests."""
    where = reaching.address(draft, Purpose.FLEXIBILITY)
    if where is None:
        return draft
    notice = Notice(urgency, not_after=kept.event.answer_by, cause=Cause(f"event:{kept.event.id}", 0))
    session, offered = draft.session, _choices(draft, kept)
    if session.flow in AT_REST and not session.waiting and not session.with_operator:
        asked = replace(draft.with_session(replace(session, last_address=where)).go("events", "ask"), entering=False)
        draft = asked.note(event=kept.event.id).offer(offered)
        message = OutboundMessage(words, draft.choices)
        draft = replace(draft, choices=())
    else:
        message = OutboundMessage("\n\n".join((words, draft.words("events.in_words"))))
    return reaching.write(draft, where, message, Purpose.FLEXIBILITY, notice)


def _choices(draft: Draft, kept: Participation) -> tuple[Offered, ...]:
    skips = draft.label(f"{SKIP}{kept.event.id}", "events.skip")
    return (skips,) if kept.takes_part else (draft.label(f"{JOIN}{kept.event.id}", "events.join"), skips)


def _changed(draft: Draft, kept: Participation, event: FlexibilityEvent) -> Draft:
    """Tell of other times, and ask again; or that there is nothing to do any more."""
    if event.revision <= kept.event.revision or kept.fate not in OFFERED or kept.event.end <= draft.now:
        return draft
    now = replace(kept, event=event)
    if event.called_off:
        told = draft if kept.fate is Fate.SKIPPED else event_times.tell(draft, now, "events.called_off")
        return told.with_participation(replace(now, fate=Fate.CALLED_OFF))
    if (event.start, event.end) == (kept.event.start, kept.event.end):
        return event_times.follow(draft.with_participation(now), now)
    fate = Fate.AUTOMATIC if kept.fate is Fate.AUTOMATIC else Fate.ASKED
    return _told(draft, replace(now, fate=fate), changes=True)


def _answer(draft: Draft, fate: Fate) -> Draft:
    """Answer the event that was not answered yet, the next one first; else think again about the last one."""
    open_now = [one for one in draft.contact.participations if one.open(draft.now)]
    unanswered = [one for one in open_now if one.fate is Fate.ASKED]
    meant = min(unanswered, key=lambda one: one.event.answer_by) if unanswered else next(reversed(open_now), None)
    return _answered(draft, meant, fate)


def _answered(draft: Draft, kept: Participation | None, fate: Fate) -> Draft:
    theirs = draft.address is not None and reaching.is_theirs(draft, draft.address)
    if kept is None or not theirs:
        return take_up(draft.say("help.no_event"))
    if not kept.open(draft.now):
        return _on(draft.say("events.too_late", when=when(draft, kept.event)))
    name = "events.joined" if fate is Fate.JOINED else "events.skipped"
    taken = draft.with_participation(replace(kept, fate=fate))
    return _on(taken.say(name, when=when(draft, kept.event), until=until(draft, kept.event)))


def _on(draft: Draft) -> Draft:
    """Leave the question of an event; any other one is put once more."""
    return draft.rest() if draft.session.flow in AT_REST else take_up(draft)


def _ask(draft: Draft) -> Draft:
    kept = draft.contact.participation(draft.slot("event"))
    if kept is None or not kept.open(draft.now):
        return draft.rest()
    return draft.ask(_question(draft, kept), _choices(draft, kept))


def _hear(draft: Draft, command: Command) -> Draft | None:
    kept = draft.contact.participation(draft.slot("event"))
    match command:
        case Choose(value) if is_answer(value):
            return pressed(draft, value)
        case Say("affirm" | "event_join") if draft.alone:
            return _answered(draft, kept, Fate.JOINED)
        case Say("deny" | "event_skip"):
            return _answered(draft, kept, Fate.SKIPPED)
    return None


STEPS: Steps = {"ask": Step(enter=_ask, hear=_hear, why="events.why")}
