"""Orders: what was ordered at this account, and how far the network says it is."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import trouble
from bot.flows.draft import Draft, Step, Steps
from bot.model.command import Choose, Command
from bot.model.order import Order, OrderState
from tools.contract import CheckOrder, OrderChecked, Result

MOST = 5
"""Orders listed, newest first."""

STATES: Mapping[OrderState, str] = {
    OrderState.CONFIRMING: "orders.confirming",
    OrderState.CONFIRMED: "orders.confirmed",
    OrderState.REJECTED: "orders.rejected",
    OrderState.UNKNOWN: "orders.unknown",
}

MILESTONES: Mapping[str, str] = {
    "ORDER_RECEIVED": "milestone.received",
    "ORDER_PLACED": "milestone.received",
    "ORDER_ACCEPTED": "milestone.accepted",
    "ORDER_CONFIRMED": "milestone.accepted",
    "ACCEPTED": "milestone.accepted",
    "ACTIVE": "milestone.active",
    "ENROLLED": "milestone.active",
    "IN_PROGRESS": "milestone.in_progress",
    "ORDER_SHIPPED": "milestone.on_its_way",
    "SHIPPED": "milestone.on_its_way",
    "OUT_FOR_DELIVERY": "milestone.on_its_way",
    "IN_TRANSIT": "milestone.on_its_way",
    "ORDER_DELIVERED": "milestone.delivered",
    "DELIVERED": "milestone.delivered",
    "INSTALLATION_SCHEDULED": "milestone.installing",
    "INSTALLED": "milestone.completed",
    "INSTALLATION_COMPLETED": "milestone.completed",
    "ORDER_COMPLETED": "milestone.completed",
    "COMPLETED": "milestone.completed",
    "ORDER_CANCELLED": "milestone.cancelled",
    "CANCELLED": "milestone.cancelled",
}
"""The network's milestone codes in upper case, and the words for them."""


def _list(draft: Draft) -> Draft:
    orders = tuple(reversed(draft.own_orders[-MOST:]))
    if not orders:
        return draft.say("orders.none").go("welcome", "menu")
    if len(orders) == 1 and orders[0].number:
        return draft.note(order=orders[0].id).on("checking")
    lines = [draft.words("orders.line", name=one.name, state=_state(draft, one), day=one.placed_at) for one in orders]
    listed = "\n".join((draft.words("orders.listing"), *lines))
    known = tuple(draft.label(f"order-{one.id}", "orders.check", name=one.name) for one in orders if one.number)
    if not known:
        return draft.tell(listed).rest()
    return draft.ask("\n".join((listed, draft.words("orders.which"))), known)


def _state(draft: Draft, order: Order) -> str:
    return draft.words(STATES[order.state], number=order.number or "")


def _hear(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value.startswith("order-"):
            return draft.note(order=value.removeprefix("order-")).on("checking")
    return None


def _chosen(draft: Draft) -> Order | None:
    return next((order for order in draft.own_orders if order.id == draft.slot("order")), None)


def _check(draft: Draft) -> Draft:
    order = _chosen(draft)
    if order is None or order.number is None:
        return draft.on("start")
    request = CheckOrder(order.kind, order.transaction, order.number, order.bpp_id, order.bpp_uri)
    return draft.say("orders.checking", name=order.name).call(request)


def _checked(draft: Draft, result: Result) -> Draft:
    order = _chosen(draft)
    match result:
        case OrderChecked(progress) if order:
            known = replace(order, milestone=progress.milestone)
            words = _milestone(draft, progress.milestone)
            told = draft.say("orders.progress", name=order.name, number=order.number, words=words)
            return replace(told, orders=(*told.orders, known)).rest()
    return trouble.failed(draft, result, retry="checking")


def _milestone(draft: Draft, code: str) -> str:
    name = MILESTONES.get(code.strip().upper().replace(" ", "_").replace("-", "_"))
    return draft.words(name) if name else draft.words("milestone.other", code=code)


STEPS: Steps = {
    "start": Step(enter=_list, hear=_hear, private=True),
    "checking": Step(enter=_check, got=_checked, private=True),
    "trouble": replace(trouble.STEP, private=True),
}
