"""Joining: whether an enrolled home is asked before each event, or takes part by itself; steps of the orders flow."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command
from bot.model.order import Joining, Order, OrderState
from bot.model.session import Offered
from tools.offers import Kind

NOW: Mapping[Joining, str] = {Joining.ASK: "joining.now_ask", Joining.AUTOMATIC: "joining.now_automatic"}
CHOICES: Mapping[Joining, str] = {Joining.ASK: "joining.ask", Joining.AUTOMATIC: "joining.automatic"}


def enrolled(order: Order) -> bool:
    """Tell whether an order is an enrolment that stands."""
    return order.kind is Kind.DFP and order.state is OrderState.CONFIRMED


def choice(draft: Draft, order: Order | None) -> tuple[Offered, ...]:
    """Return the choice that leads here, for an enrolment that stands."""
    return (draft.label("joining", "joining.change"),) if order and enrolled(order) else ()


def told(draft: Draft, order: Order) -> Draft:
    """Say how events are joined at an enrolment that stands."""
    return draft.say("joining.told", now=draft.words(NOW[order.joining])) if enrolled(order) else draft


def change(draft: Draft) -> Draft:
    """Change how events are joined, wherever that is said."""
    return draft.note(enrolment="joining").go("orders", "enrolment")


def leave(draft: Draft) -> Draft:
    """Leave a programme, wherever that is said: what it costs stands in the question that follows."""
    return draft.note(enrolment="cancel").go("orders", "enrolment")


def _which(draft: Draft) -> Draft:
    """Find the enrolment that is meant; ask where there are several."""
    standing = [order for order in draft.own_orders if enrolled(order)]
    if not standing:
        return draft.say("joining.not_enrolled").go("welcome", "menu")
    if len(standing) == 1:
        return draft.note(order=standing[0].id).on(draft.slot("enrolment"))
    choices = [draft.label(f"order-{order.id}", "orders.check", name=order.name) for order in standing]
    return draft.ask(draft.words("joining.which_programme"), choices)


def _hear_which(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value.startswith("order-"):
            return draft.note(order=value.removeprefix("order-")).on(draft.slot("enrolment"))
    return None


def _ask(draft: Draft) -> Draft:
    order = _in_view(draft)
    if order is None:
        return draft.on("start")
    text = draft.words("joining.which", name=order.name, now=draft.words(NOW[order.joining]))
    return draft.ask(text, [draft.label(mode, name) for mode, name in CHOICES.items()])


def _hear(draft: Draft, command: Command) -> Draft | None:
    order = _in_view(draft)
    match command:
        case Choose(Joining.AUTOMATIC) if not draft.alone:
            return draft.say("joining.say_clearly").again()
        case Choose(value) if order and value in CHOICES:
            mode = Joining(value)
            changed = draft.with_order(replace(order, joining=mode))
            return changed.say("joining.changed", name=order.name, now=draft.words(NOW[mode])).rest()
    return None


def _in_view(draft: Draft) -> Order | None:
    order = draft.order_in_view
    return order if order and enrolled(order) else None


STEPS: Steps = {
    "joining": Step(enter=_ask, hear=_hear, why="joining.why", private=True),
    "enrolment": Step(enter=_which, hear=_hear_which, private=True, browsing=True),
}
