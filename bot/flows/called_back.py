"""What the energy network says of an order when nobody waits for it any more."""

from bot.flows.catalogue import ERRANDS
from bot.flows.draft import Draft
from bot.flows.settling import answered
from bot.model.event import NetworkCalledBack


def called_back(draft: Draft, event: NetworkCalledBack) -> Draft:
    """Settle the transaction's order, if it still is open; repetitions change nothing."""
    order = next((one for one in draft.scene.orders if one.transaction == event.transaction), None)
    return answered(draft, order, event.result, ERRANDS[order.kind]) if order else draft
