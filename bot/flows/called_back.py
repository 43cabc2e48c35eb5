"""What the energy network says of an order when nobody waits for it any more."""

from bot.flows.catalogue import ERRANDS
from bot.flows.draft import Draft
from bot.flows.settling import progressed, settle
from bot.model.event import NetworkCalledBack
from bot.model.ids import CaseId
from bot.model.order import IN_DOUBT, OrderState
from bot.model.turn import Case, CaseKind
from tools.contract import OrderConfirmed


def called_back(draft: Draft, event: NetworkCalledBack) -> Draft:
    """Settle the transaction's order, if it still is open; repetitions change nothing.

    A seller who refused and then confirms is a person's case.
    """
    result = event.result
    order = next((one for one in draft.scene.orders if one.transaction == event.transaction), None)
    if order is None:
        return draft
    if order.state in IN_DOUBT:
        return settle(draft, order, result, ERRANDS[order.kind])
    if not isinstance(result, OrderConfirmed):
        return draft
    if order.state is OrderState.REJECTED:
        return draft.open_case(Case(CaseId(order.id), CaseKind.UNKNOWN_ORDER, draft.now, order.id))
    return progressed(draft, order, result.progress, ERRANDS[order.kind])
