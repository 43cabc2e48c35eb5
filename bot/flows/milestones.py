"""Milestones: what an order's state and the network's codes mean to a customer, and which are worth a message."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flows.draft import Draft
from bot.model.contact import News
from bot.model.order import Order, OrderState

STATES: Mapping[OrderState, str] = {
    OrderState.APPROVED: "orders.confirming",
    OrderState.CONFIRMING: "orders.confirming",
    OrderState.CONFIRMED: "orders.confirmed",
    OrderState.REJECTED: "orders.rejected",
    OrderState.UNKNOWN: "orders.unknown",
    OrderState.CANCELLED: "orders.cancelled",
    OrderState.DELIVERED: "orders.delivered",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """The words for it, whether it is an important one, and the state in which it leaves an order."""

    words: str
    major: bool = False
    ends: OrderState | None = None


RECEIVED = Milestone("milestone.received")
SURVEY = Milestone("milestone.survey")
PERMIT = Milestone("milestone.permit")
ACCEPTED = Milestone("milestone.accepted", major=True)
ACTIVE = Milestone("milestone.active", major=True)
IN_PROGRESS = Milestone("milestone.in_progress")
ON_ITS_WAY = Milestone("milestone.on_its_way", major=True)
SCHEDULED = Milestone("milestone.installing", major=True)
DELIVERED = Milestone("milestone.delivered", major=True, ends=OrderState.DELIVERED)
COMPLETED = Milestone("milestone.completed", major=True, ends=OrderState.DELIVERED)
CANCELLED = Milestone("milestone.cancelled", major=True, ends=OrderState.CANCELLED)

MILESTONES: Mapping[str, Milestone] = {
    "ORDER_RECEIVED": RECEIVED,
    "ORDER_PLACED": RECEIVED,
    "SITE_SURVEY": SURVEY,
    "PERMIT_APPROVED": PERMIT,
    "ORDER_ACCEPTED": ACCEPTED,
    "ORDER_CONFIRMED": ACCEPTED,
    "ACCEPTED": ACCEPTED,
    "ACTIVE": ACTIVE,
    "ENROLLED": ACTIVE,
    "IN_PROGRESS": IN_PROGRESS,
    "ORDER_SHIPPED": ON_ITS_WAY,
    "SHIPPED": ON_ITS_WAY,
    "OUT_FOR_DELIVERY": ON_ITS_WAY,
    "IN_TRANSIT": ON_ITS_WAY,
    "WORK_SCHEDULED": SCHEDULED,
    "INSTALLATION_SCHEDULED": SCHEDULED,
    "ORDER_DELIVERED": DELIVERED,
    "DELIVERED": DELIVERED,
    "INSTALLED": COMPLETED,
    "INSTALLATION_COMPLETED": COMPLETED,
    "ORDER_COMPLETED": COMPLETED,
    "COMPLETED": COMPLETED,
    "ORDER_CANCELLED": CANCELLED,
    "CANCELLED": CANCELLED,
}
"""The network's milestone codes in upper case, and what they mean."""


def known(code: str) -> Milestone | None:
    """Return what a seller's code means; None for one that is not in the table."""
    return MILESTONES.get(code.strip().upper().replace(" ", "_").replace("-", "_"))


def state(draft: Draft, order: Order) -> str:
    """Return the words for how an order stands here."""
    return draft.words(STATES[order.state], number=order.number or "")


def words(draft: Draft, code: str) -> str:
    """Return the words for a seller's code; one that is not known is quoted."""
    milestone = known(code)
    return draft.words(milestone.words) if milestone else draft.words("milestone.other", code=code)


def wanted(code: str, news: News) -> bool:
    """Tell whether a customer wants to hear of a milestone without asking; what is not known is a minor one."""
    milestone = known(code)
    return news is News.ALL or (news is News.MAJOR and milestone is not None and milestone.major)
