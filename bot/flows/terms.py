"""What terms say, line by line: the price, what the errand adds, when to pay, what a cancellation costs."""

from bot.flows.draft import Draft
from bot.flows.ordering import Errand
from tools.offers import Cancellation, CancellationKind, Payment, Quote, Terms


def lines(draft: Draft, terms: Terms, errand: Errand) -> tuple[str, ...]:
    """Return all that the customer is asked to approve."""
    quote = terms.quote
    return (
        draft.words("ordering.terms", name=quote.offer.name, provider=quote.offer.provider),
        *_price(draft, quote),
        *errand.details(draft, terms),
        *_payment(draft, terms, errand),
        draft.words("ordering.cancellation", cost=cost(draft, terms.cancellation)),
        draft.words("ordering.approve"),
    )


def _price(draft: Draft, quote: Quote) -> tuple[str, ...]:
    """Say the price, and its parts where there are several: what costs nothing is none."""
    if quote.disputed:
        return (draft.words("ordering.price_disputed", listed=quote.offer.price),)
    if quote.price is None:
        return ()
    priced = [line for line in quote.lines if line.price.amount]
    told = priced if len(priced) > 1 else []
    parts = (draft.words("ordering.price_line", title=line.title, price=line.price) for line in told)
    return (draft.words("ordering.price", price=quote.price), *parts)


def _payment(draft: Draft, terms: Terms, errand: Errand) -> tuple[str, ...]:
    """Say when to pay; nothing where there is surely nothing to pay, or a programme says neither price nor time."""
    price = terms.quote.price
    if terms.payment is Payment.NOT_STATED and price is None and not terms.quote.disputed:
        return ()
    if price is not None and price.amount == 0 and not terms.quote.disputed:
        return ()
    return (draft.words("ordering.payment", when=draft.words(errand.payments[terms.payment])),)


def cost(draft: Draft, cancellation: Cancellation) -> str:
    """Return what a cancellation costs, in words."""
    match cancellation:
        case Cancellation(CancellationKind.NOT_STATED):
            return draft.words("ordering.cancel_not_stated")
        case Cancellation(CancellationKind.FREE):
            return draft.words("ordering.cancel_free")
        case Cancellation(percent=percent) if percent is not None:
            return draft.words("ordering.cancel_percent", percent=percent)
        case Cancellation(fee=fee) if fee is not None:
            return draft.words("ordering.cancel_fee", fee=fee)
    return draft.words("ordering.cancel_fee_unclear")
