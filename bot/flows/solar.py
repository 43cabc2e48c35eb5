"""Solar: a rooftop system, from search to order."""

from bot.flows import journey
from bot.flows.approving import steps
from bot.flows.draft import Draft
from bot.flows.ordering import Errand
from bot.flows.stepping import Steps
from tools.offers import Kind, Offer, Payment, Terms


def price_line(draft: Draft, offer: Offer) -> str:
    """Say what an offer costs."""
    if offer.price is None:
        return draft.words("solar.no_price")
    return draft.words("solar.price", price=offer.price)


def details(draft: Draft, terms: Terms) -> tuple[str, ...]:
    """Say the size, and that the price is open where it is."""
    power = terms.quote.offer.power_kw
    size = (draft.words("solar.power", power=power),) if power else ()
    unpriced = terms.quote.price is None and not terms.quote.disputed
    return (*size, draft.words("solar.price_open")) if unpriced else size


def open_to_all(_draft: Draft) -> None:
    """Refuse nobody."""


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
    line=price_line,
    details=details,
    refuse=open_to_all,
    afterwards=journey.onward,
)

STEPS: Steps = steps(ERRAND)
