"""What a customer can say anywhere: side questions, another errand, leaving; what no step took as its own."""

from collections.abc import Callable, Mapping

from bot.flows import (
    answering,
    authenticate,
    doubting,
    events,
    files,
    handover,
    joining,
    linking,
    settings,
    supposing,
)
from bot.flows.cancelling import may_cancel
from bot.flows.draft import Draft
from bot.flows.welcome import take_up
from bot.model.command import (
    ChooseStale,
    Command,
    GiveCode,
    GiveFile,
    GiveMeter,
    GivePhone,
    Rank,
    Say,
    SetLanguage,
    Suppose,
    Unreadable,
)

FREE = frozenset(
    {"cancel_flow", "back", "handover", "opt_out", "opt_out_all", "opt_in", "unlink", "event_join", "event_skip"}
)
"""What counts even while a call is waited for, or before it is known who it is."""

UNREADABLE: Mapping[str, str] = {
    "audio": "help.voice",
    "image": "help.picture",
    "edit": "help.edit",
}
"""What is said to a message that cannot be read; of any other kind that it was not read."""

MISTAKABLE = frozenset(
    {
        *("start_solar", "start_dfp", "start_survey", "start_connection", "start_subsidy", "journey"),
        *("order_status", "help", "deny", "cancel_flow", "event_join", "event_skip", "out_of_scope"),
    }
)
"""What a question may be taken for. A wish for a person, an end or a beginning of messages is never put off;
a comparison is wished for as a question ("solar or flexibility?"), so that the form tells nothing."""

OUTAGES = "outage/"
"""The page that is quoted to whoever speaks of an outage, asking or not."""


def free(command: Command) -> bool:
    """Whether a command counts at any moment."""
    match command:
        case Say(intent):
            return intent in FREE
        case ChooseStale(value):
            return events.is_answer(value)
    return isinstance(command, SetLanguage)


def answer(draft: Draft, command: Command) -> Draft:
    """Do what a command means wherever the conversation stands."""
    match command:
        case Say(intent):
            return _said(draft, intent)
        case GiveMeter() | GiveCode() | GivePhone() | GiveFile():
            return _give(draft, command)
        case SetLanguage(locale):
            return settings.speak(draft, locale)
        case Suppose():
            return supposing.reckon(draft, command)
        case Unreadable(what):
            return _unread(draft, what)
        case _:
            return _stale(draft, command)


def _stale(draft: Draft, command: Command) -> Draft:
    """Carry nothing out that belongs to an earlier question, but the answer to an event that may still be answered."""
    if isinstance(command, ChooseStale) and events.is_answer(command.value):
        return events.pressed(draft, command.value)
    return take_up(draft.say("help.unclear" if isinstance(command, Rank) else "help.stale"))


def _said(draft: Draft, intent: str) -> Draft:
    """Do what was said; a single question that a page answers is answered instead."""
    answered = answering.asked(draft) if draft.scene.single and intent in MISTAKABLE else None
    return take_up(answered) if answered else INTENTS[intent](draft)


def _unread(draft: Draft, what: str) -> Draft:
    """Say that a message was not read; in a group that business is for a private chat, and nothing else."""
    if what == "group":
        return draft.say("help.group")
    return take_up(draft.say(UNREADABLE.get(what, "help.unreadable")))


def meanwhile(draft: Draft, command: Command) -> Draft:
    """Answer what is said while a call is waited for and changes nothing about it; a file is kept for later."""
    return files.keep(draft, command.reference) if isinstance(command, GiveFile) else draft.say("progress.working")


def _give(draft: Draft, given: GiveMeter | GiveCode | GivePhone | GiveFile) -> Draft:
    match given:
        case GiveFile(reference):
            return files.take(draft, reference)
        case GiveMeter(meter, mistyped):
            return authenticate.mistyped(draft) if mistyped else authenticate.give_meter(draft, meter)
        case GiveCode(code):
            return authenticate.give_code(draft, code)
    return authenticate.give_phone(draft, given.phone)


def _aside(name: str) -> Callable[[Draft], Draft]:
    """A short answer, then the question again."""
    return lambda draft: take_up(draft.say(name))


def _known_or(name: str) -> Callable[[Draft], Draft]:
    """What is known about it, else a short answer; then the question again."""
    return lambda draft: take_up(answering.quoted(draft) or draft.say(name))


def _unclear(draft: Draft) -> Draft:
    """What a page says to a question, else which of the likeliest meanings it was."""
    answered = answering.asked(draft, answering.ANY)
    return take_up(answered) if answered else doubting.unclear(draft)


def _in_danger(draft: Draft) -> Draft:
    """Whom to call comes first, whatever else is known."""
    told = draft.say("help.outage")
    return take_up(answering.quoted(told, OUTAGES) or answering.asked(told) or told)


def _starting(flow: str) -> Callable[[Draft], Draft]:
    return lambda draft: draft.go(flow, "start")


def _parting(name: str) -> Callable[[Draft], Draft]:
    """A short answer, and no question after it where none is open."""
    return lambda draft: draft.say(name).rest() if draft.session.flow == "welcome" else take_up(draft.say(name))


def _cancel(draft: Draft) -> Draft:
    if draft.session.flow == "welcome":
        ordered = any(may_cancel(order) for order in draft.own_orders)
        return draft.go("orders", "start") if ordered else take_up(draft.say("help.nothing_open"))
    business = draft.session.business
    left = draft.rest().with_business(None).say("help.left")
    return (left.say("ordering.not_ordered") if business else left).go("welcome", "menu")


def _back(draft: Draft) -> Draft:
    return draft.rest().go("welcome", "menu")


def _goodbye(draft: Draft) -> Draft:
    return draft.say("help.goodbye")


INTENTS: Mapping[str, Callable[[Draft], Draft]] = {
    "greet": _aside("help.hello_again"),
    "help": _aside("help.what"),
    "thanks": _parting("help.thanks"),
    "goodbye": _goodbye,
    "affirm": _aside("help.unclear"),
    "deny": _parting("help.fine"),
    "cancel_flow": _cancel,
    "back": _back,
    "start_solar": _starting("solar"),
    "start_dfp": _starting("dfp"),
    "start_survey": _starting("survey"),
    "start_connection": _starting("connection"),
    "start_subsidy": _starting("subsidy"),
    "journey": _starting("journey"),
    "compare": _starting("compare"),
    "order_status": _starting("orders"),
    "usage_or_bill": _known_or("help.usage"),
    "resend_otp": authenticate.resend,
    "why_or_explain": lambda draft: take_up(answering.explained(draft)),
    "opt_out": settings.stop,
    "opt_out_all": settings.stop_everywhere,
    "opt_in": settings.resume,
    "notifications": _starting("notifications"),
    "unlink": linking.unlink,
    "handover": handover.ask,
    "complaint_or_outage": _in_danger,
    "event_join": events.join,
    "event_skip": events.skip,
    "event_settings": joining.change,
    "leave_programme": joining.leave,
    "correction": _aside("help.once_more"),
    "out_of_scope": _aside("help.out_of_scope"),
    "unclear": _unclear,
}
"""Every intent of Say."""
