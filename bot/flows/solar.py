"""Solar: a rooftop system, from search to order."""

from bot.flows.approving import steps
from bot.flows.draft import Draft, Steps
from bot.flows.ordering import Errand
from tools.offers import Kind, Offer, Payment, Terms


def _line(draft: Draft, offer: Offer) -> str:
    if offer.price is None:
        return draft.words("solar.no_price")
    return draft.words("solar.price", price=offer.price)


def _details(draft: Draft, terms: Terms) -> tuple[str, ...]:
    power = terms.quote.offer.power_kw
    size = (draft.words("solar.power", power=power),) if power else ()
    unpriced = terms.quote.price is None and not terms.quote.disputed
    return (*size, draft.words("solar.price_open")) if unpriced else size


def _nobody(_draft: Draft) -> None:
    """Solar is offered to everybody."""


ERRAND = Errand(
    kind=Kind.SOLAR,
    searching="solar.searching",
    listing="solar.listing",
    accept="choice.order",
    placed="solar.placed",
    payments={
        Payment.NOT_STATED: "ordering.pay_not_stated",
        Payment.PRE_ORDER: "ordering.pay_pre_order",
        Payment.PRE_FULFILLMENT: "solar.pay_before",
        Payment.ON_FULFILLMENT: "solar.pay_on",
        Payment.POST_FULFILLMENT: "solar.pay_after",
    },
    line=_line,
    details=_details,
    refuse=_nobody,
)

STEPS: Steps = steps(ERRAND)
