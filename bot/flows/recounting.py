"""Recounting: why a turn says what it says, in names of ours; what a customer gave (a code, a meter) is never in it."""

from collections.abc import Iterator

from bot.flows.scene import Scene
from bot.model.command import Command, Rank, Say, SetLanguage, Unreadable
from bot.model.event import Event, OrderDue, ReminderDue, ToolFinished
from bot.model.session import Session
from bot.model.transcript import Why
from bot.model.turn import Turn
from tools.contract import Failed, Result


def why(scene: Scene, turn: Turn) -> Why:
    """Return what happened, what was understood of it, and where that led."""
    reading = scene.reading
    return Why(
        event=_happened(scene.event),
        came=_place(scene.session),
        went=_place(turn.session),
        meant=tuple(map(_named, reading.commands)) if reading else (),
        confidence=reading.confidence if reading else None,
        doubt=tuple(map(_named, reading.doubt)) if reading else (),
        language=reading.language if reading else None,
        calls=tuple(type(call.request).__name__ for call in turn.calls),
        acts=tuple(_acts(turn)),
    )


def _happened(event: Event) -> str:
    name = type(event).__name__
    match event:
        case ToolFinished(result=result):
            return f"{name}: {_ended(result)}"
        case ReminderDue(occasion=occasion):
            return f"{name}: {occasion}"
        case OrderDue(duty=duty):
            return f"{name}: {duty}"
    return name


def _ended(result: Result) -> str:
    return f"Failed, {result.failure}" if isinstance(result, Failed) else type(result).__name__


def _place(session: Session) -> str:
    return f"{session.flow}/{session.step}"


def _named(command: Command) -> str:
    match command:
        case Say(intent):
            return intent
        case Rank(trait):
            return f"rank: {trait}"
        case SetLanguage(locale):
            return f"language: {locale or 'which?'}"
        case Unreadable(what):
            return f"unreadable: {what}"
    return type(command).__name__


def _acts(turn: Turn) -> Iterator[str]:
    yield from (f"order: {order.state}" for order in turn.orders)
    yield from (f"case: {case.kind}" for case in turn.cases)
    yield from (f"code: {done.use}" for done in turn.codes)
