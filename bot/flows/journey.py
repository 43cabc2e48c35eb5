"""Journey: all that goes with solar, each part optional, in any order, over weeks."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import milestones
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command, Say
from bot.model.contact import Journey
from bot.model.order import Order, OrderState
from bot.model.session import Offered
from tools.offers import Kind

PARTS: Mapping[Kind, str] = {
    Kind.SOLAR: "choice.solar",
    Kind.SURVEY: "choice.survey",
    Kind.SUBSIDY: "choice.subsidy",
    Kind.CONNECTION: "choice.connection",
}
"""The parts in their usual order, and the words for each."""

OVER = frozenset({OrderState.REJECTED, OrderState.CANCELLED})
"""Orders that leave their part open."""


def took_up(draft: Draft, kind: Kind) -> Draft:
    """Note that a part was begun; one that was left out is so no more."""
    journey = draft.contact.journey
    if kind not in PARTS:
        return draft
    begun = (*(one for one in journey.begun if one is not kind), kind)
    return _kept(draft, Journey(begun, tuple(one for one in journey.skipped if one is not kind)))


def onward(draft: Draft) -> Draft:
    """Ask what could come next, after a part that was ordered; nobody who is not proven here is asked."""
    return draft.go("journey", "next") if draft.proven else draft


def _kept(draft: Draft, journey: Journey) -> Draft:
    return replace(draft, contact=replace(draft.contact, journey=journey))


def _done(draft: Draft) -> dict[Kind, Order]:
    """Return the newest order of each part that has one which is not over."""
    return {order.kind: order for order in draft.own_orders if order.kind in PARTS and order.state not in OVER}


def _open(draft: Draft) -> list[Kind]:
    done, skipped = _done(draft), draft.contact.journey.skipped
    return [kind for kind in PARTS if kind not in done and kind not in skipped]


def _choices(draft: Draft, kinds: list[Kind]) -> tuple[Offered, ...]:
    return tuple(draft.label(f"start_{kind}", PARTS[kind]) for kind in kinds)


def _next(draft: Draft) -> Draft:
    """Say what could come next; nothing where all is done or left out.

    The question is open for days, so it may be answered, or left for something else, without another proof.
    """
    if not draft.proven:
        return draft.on("start")
    kinds = _open(draft)
    if not kinds:
        return draft.rest()
    return draft.ask(draft.words("journey.next"), (*_choices(draft, kinds), draft.label("later", "choice.later")))


def _show(draft: Draft) -> Draft:
    """Say how far each part is."""
    done = _done(draft)
    lines = [
        draft.words("journey.line", part=draft.words(PARTS[kind]), state=_state(draft, kind, done)) for kind in PARTS
    ]
    text = "\n".join((draft.words("journey.head"), *lines, draft.words("journey.which")))
    orders = (draft.label("order_status", "choice.orders"),) if done else ()
    missing = _choices(draft, [kind for kind in PARTS if kind not in done])
    return draft.ask(text, (*missing, *orders, draft.label("later", "choice.later")))


def _state(draft: Draft, kind: Kind, done: Mapping[Kind, Order]) -> str:
    journey = draft.contact.journey
    if kind in done:
        order = done[kind]
        return draft.words("journey.done", name=order.name, state=milestones.state(draft, order))
    if kind in journey.skipped:
        return draft.words("journey.skipped")
    return draft.words("journey.begun" if kind in journey.begun else "journey.open")


def _hear(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("later") | Say("deny" | "event_skip"):
            journey = draft.contact.journey
            left = replace(journey, skipped=(*journey.skipped, *_open(draft))) if draft.proven else journey
            return _kept(draft.say("journey.later").rest(), left)
        case Say("thanks"):
            return draft.say("help.thanks").rest()
    return None


STEPS: Steps = {
    "start": Step(enter=_show, hear=_hear, private=True),
    "next": Step(enter=_next, hear=_hear),
}
