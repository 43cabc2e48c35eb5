"""What the energy network says of an order when nobody waits for it any more."""

from bot.flows.catalogue import ERRANDS
from bot.flows.draft import Draft
from bot.flows.settling import answered
from bot.model.event import NetworkCalledBack
from bot.model.order import Order
from tools.contract import OrderConfirmed


def called_back(draft: Draft, event: NetworkCalledBack) -> Draft:
    """Settle the transaction's order, if it still is open; repetitions, and what others say of it, change nothing."""
    order = next((one for one in draft.scene.orders if one.transaction == event.transaction), None)
    if order is None or not _is_about(order, event):
        return draft
    return answered(draft, order, event.result, ERRANDS[order.kind])


def _is_about(order: Order, event: NetworkCalledBack) -> bool:
    """Tell whether the order's own seller speaks, and of its number: many others may know the transaction."""
    if order.bpp_id is not None and event.bpp_id != order.bpp_id:
        return False
    said = event.result.progress.number if isinstance(event.result, OrderConfirmed) else None
    return not said or not order.number or said == order.number
