"""Following: what is done about an order by itself, and when, wherever the conversation stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.flows.draft import Draft
from bot.model.event import OrderDue
from bot.model.ids import CallId, CaseId, TimerId
from bot.model.order import Duty, Order, OrderState
from bot.model.turn import Case, CaseKind, ToolCall, Watch
from tools.contract import CheckOrder, Request, SettleOrder, TellRegistry

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TOLD_FOR_A_DAY = (MINUTE, 5 * MINUTE, 30 * MINUTE, *24 * (HOUR,))

SCHEDULES: Mapping[Duty, tuple[timedelta, ...]] = {
    Duty.FOLLOW: (HOUR, 6 * HOUR, *60 * (DAY,)),
    Duty.SETTLE: (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, *24 * (HOUR,)),
    Duty.TELL: (*TOLD_FOR_A_DAY, *30 * (DAY,)),
}
"""The pauses before each attempt; then it is let be. What is found out meanwhile makes the rest of them idle.

A registry that was not told for a day is a person's case; it is tried once a day for a month even so.
"""


def begin(draft: Draft, order: Order, duty: Duty) -> Draft:
    """Set the first attempt of a duty's schedule."""
    return _watch(draft, order, duty, 0)


def due(draft: Draft, event: OrderDue) -> Draft:
    """See to an order, if there still is something to see to, and set the next attempt."""
    order = draft.order(event.order)
    request = _request(order, event.duty) if order else None
    if order is None or request is None:
        return draft
    draft = _watch(draft, order, event.duty, event.attempt + 1)
    if event.duty is Duty.TELL and event.attempt == len(TOLD_FOR_A_DAY):
        draft = draft.open_case(Case(untold_case(order), CaseKind.REGISTRY_NOT_TOLD, draft.now, subject=order.id))
    return draft if event.duty in order.calls.values() else call(draft, order, request, event.duty)


def tell_registry(draft: Draft, order: Order) -> Draft:
    """Tell the meter registry of an enrolment, again and again until it is told."""
    if order.meter is None or order.number is None:
        return draft
    untold = replace(order, untold=True)
    told = call(draft, untold, TellRegistry(order.meter, order.number), Duty.TELL)
    return begin(told, untold, Duty.TELL)


def call(draft: Draft, order: Order, request: Request, duty: Duty) -> Draft:
    """Ask the outside world about an order; the conversation does not wait for it."""
    made = ToolCall(CallId(draft.scene.ids.make("call", f"{duty}-{order.id}")), request)
    asked = replace(order, calls={**order.calls, made.id: duty})
    return replace(draft, calls=(*draft.calls, made)).with_order(asked)


def check(order: Order) -> CheckOrder | None:
    """Return the question how far an order is; None where it has no number yet."""
    if order.number is None:
        return None
    return CheckOrder(order.kind, order.transaction, order.number, order.bpp_id, order.bpp_uri)


def untold_case(order: Order) -> CaseId:
    """Return the id of the case of an enrolment that the registry could not be told of."""
    return CaseId(f"{order.id}-{CaseKind.REGISTRY_NOT_TOLD}")


def _request(order: Order, duty: Duty) -> Request | None:
    """Return what is to be asked for a duty; None where there is nothing left to do."""
    match duty:
        case Duty.FOLLOW if order.state is OrderState.CONFIRMED:
            return check(order)
        case Duty.SETTLE if order.state is OrderState.UNKNOWN and order.offer and order.meter:
            return SettleOrder(order.transaction, order.offer, order.meter)
        case Duty.SETTLE if order.state is OrderState.CONFIRMED and order.cancelling_since:
            return check(order)
        case Duty.TELL if order.untold and order.meter and order.number:
            return TellRegistry(order.meter, order.number)
    return None


def _watch(draft: Draft, order: Order, duty: Duty, attempt: int) -> Draft:
    schedule = SCHEDULES[duty]
    if attempt >= len(schedule):
        return draft
    number = TimerId(draft.scene.ids.make("watch", f"{duty}-{order.id}"))
    watch = Watch(number, draft.now + schedule[attempt], order.id, duty, attempt)
    return replace(draft, watches=(*draft.watches, watch))
