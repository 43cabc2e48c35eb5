"""Cancelling an order that stands: what it costs, an explicit yes to exactly this order, and one call."""

from dataclasses import dataclass, replace

from bot.flows import following, terms
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.welcome import to_menu
from bot.model.command import Choose, Command, Say
from bot.model.order import Duty, Order, OrderState
from bot.model.session import Expecting, Offered
from tools.contract import CancelOrder
from tools.offers import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """The names of the words for one kind of order: the choice that leads here, the question and its two answers."""

    choice: str
    sure: str
    do: str
    keep: str


PURCHASE = Words("orders.cancel", "cancelling.sure", "cancelling.do", "cancelling.keep")
ENROLMENT = Words("leaving.choice", "leaving.sure", "leaving.do", "leaving.keep")


def _words(order: Order) -> Words:
    return ENROLMENT if order.kind is Kind.DFP else PURCHASE


def choice(draft: Draft, order: Order | None) -> tuple[Offered, ...]:
    """Return the choice that leads here, for an order that can be cancelled or a programme that can be left."""
    return (draft.label("cancel", _words(order).choice),) if order and may_cancel(order) else ()


def may_cancel(order: Order) -> bool:
    """Tell whether a cancellation can be asked for: the order stands, and none is under way."""
    return order.state is OrderState.CONFIRMED and order.number is not None and order.cancelling_since is None


def _in_view(draft: Draft) -> Order | None:
    """Return the order that the customer looks at, if it can be cancelled."""
    order = draft.order_in_view
    return order if order and may_cancel(order) else None


def _value(order: Order) -> str:
    return f"cancel-{order.id}"


def _ask(draft: Draft) -> Draft:
    order = _in_view(draft)
    if order is None:
        return draft.on("start")
    cost = terms.cost(draft, order.cancellation)
    text = draft.words(_words(order).sure, name=order.name, number=order.number, cost=cost)
    choices = (draft.label(_value(order), _words(order).do), draft.label("keep", _words(order).keep))
    return draft.ask(text, choices, Expecting.APPROVAL)


def _hear(draft: Draft, command: Command) -> Draft | None:
    order = _in_view(draft)
    asked = draft.session.expecting is Expecting.APPROVAL
    match command:
        case _ if order and asked and command in (Choose(_value(order)), Say("affirm")):
            return _cancel(draft, order) if draft.alone else draft.say("cancelling.say_clearly").again()
        case Choose("keep") | Say("deny" | "back" | "cancel_flow"):
            return draft.say("cancelling.kept").rest()
    return None


def _cancel(draft: Draft, order: Order) -> Draft:
    request = CancelOrder(order.kind, order.transaction, order.number or "", order.bpp_id, order.bpp_uri)
    asked = replace(order, cancelling_since=draft.now)
    called = following.call(draft.on("cancelling"), asked, request, Duty.CANCEL)
    return called.awaiting(called.calls[-1].id).say("cancelling.asking", name=order.name)


def _hear_cancelling(draft: Draft, command: Command) -> Draft | None:
    return draft.say("progress.working") if command in (Say("cancel_flow"), Say("back")) else None


STEPS: Steps = {
    "cancel": Step(enter=_ask, hear=_hear, why="cancelling.why", private=True),
    "cancelling": Step(enter=to_menu, hear=_hear_cancelling),
}
"""Steps of the orders flow."""
