"""What a customer can say anywhere: side questions, another errand, leaving; what no step took as its own."""

from collections.abc import Callable, Mapping

from bot.flows import authenticate, doubting, events, handover, joining, linking, settings, supposing
from bot.flows.cancelling import may_cancel
from bot.flows.draft import Draft
from bot.flows.welcome import take_up
from bot.model.command import (
    ChooseStale,
    Command,
    GiveCode,
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

NOT_HERE: Mapping[type, str] = {Unreadable: "help.unreadable", Rank: "help.unclear"}
"""What is said to a command that nothing can be done with."""


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
            return INTENTS[intent](draft)
        case GiveMeter() | GiveCode() | GivePhone():
            return _give(draft, command)
        case SetLanguage(locale):
            return settings.speak(draft, locale)
        case ChooseStale(value) if events.is_answer(value):
            return events.pressed(draft, value)
        case Suppose():
            return supposing.reckon(draft, command)
        case _:
            return take_up(draft.say(NOT_HERE.get(type(command), "help.stale")))


def _give(draft: Draft, given: GiveMeter | GiveCode | GivePhone) -> Draft:
    match given:
        case GiveMeter(meter, mistyped):
            return authenticate.mistyped(draft) if mistyped else authenticate.give_meter(draft, meter)
        case GiveCode(code):
            return authenticate.give_code(draft, code)
    return authenticate.give_phone(draft, given.phone)


def _aside(name: str) -> Callable[[Draft], Draft]:
    """A short answer, then the question again."""
    return lambda draft: take_up(draft.say(name))


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
    "usage_or_bill": _aside("help.usage"),
    "resend_otp": authenticate.resend,
    "why_or_explain": _aside("help.why"),
    "opt_out": settings.stop,
    "opt_out_all": settings.stop_everywhere,
    "opt_in": settings.resume,
    "notifications": _starting("notifications"),
    "unlink": linking.unlink,
    "handover": handover.ask,
    "complaint_or_outage": _aside("help.outage"),
    "event_join": events.join,
    "event_skip": events.skip,
    "event_settings": joining.change,
    "leave_programme": joining.leave,
    "correction": _aside("help.once_more"),
    "out_of_scope": _aside("help.out_of_scope"),
    "unclear": doubting.unclear,
}
"""Every intent of Say."""
