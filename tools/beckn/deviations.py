"""What a seller's answer has wrong and is forgiven, by name: for the metrics, so that operators can tell sellers."""

from collections.abc import Iterator, Mapping

from tools.beckn.outgoing import Context
from tools.beckn.prices import adds_up, breakup_of, price_of
from tools.reading import Json, mapping, members, number, within, words

MOST_ITEMS = 50
"""Items of a catalogue that are looked at: what one seller does wrong, he does wrong everywhere."""


def deviations(entry: Mapping[str, Json], asked: Context) -> frozenset[str]:
    """Return the kinds of deviation from the protocol in one answer, each once."""
    return frozenset((*_of_context(entry, asked), *_of_error(entry), *_of_items(entry), *_of_order(entry)))


def _of_context(entry: Mapping[str, Json], asked: Context) -> Iterator[str]:
    context = mapping(entry.get("context"))
    said = context.get("action")
    if said is None:
        yield "context_without_action"
    elif said != f"on_{asked.action}":
        yield "another_action"
    if context.get("transaction_id") is None:
        yield "context_without_transaction"
    if context.get("message_id") != asked.message_id:
        yield "another_message_id"
    if asked.bpp_id is not None and context.get("bpp_id") != asked.bpp_id:
        yield "another_seller" if context.get("bpp_id") is not None else "context_without_seller"


def _of_error(entry: Mapping[str, Json]) -> Iterator[str]:
    error = entry.get("error")
    if not error:
        return
    if mapping(entry.get("message")):
        yield "error_beside_a_message"
    if not isinstance(within(error, "code"), str):
        yield "error_code_is_no_text"


def _of_items(entry: Mapping[str, Json]) -> Iterator[str]:
    for place, item in enumerate(_items(entry)):
        if place >= MOST_ITEMS:
            return
        if "rating" in item and number(item["rating"]) is None:
            yield "rating_is_no_number"
        if "price" in item and price_of(item["price"]) is None:
            yield "price_is_unreadable"
        if "<" in (words(within(item, "descriptor", "long_desc")) or ""):
            yield "markup_in_a_description"


def _items(entry: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    message = entry.get("message")
    for provider in members(within(message, "catalog"), "providers"):
        yield from members(provider, "items")
    yield from members(within(message, "order"), "items")


def _of_order(entry: Mapping[str, Json]) -> Iterator[str]:
    order = mapping(within(entry, "message", "order"))
    quote = mapping(order.get("quote"))
    total, lines = price_of(quote.get("price")), breakup_of(quote)
    if lines and (total is None or not adds_up(lines, total)):
        yield "quote_does_not_add_up"
    prices = [price_of(item.get("price")) for item in members(order, "items")]
    if total is not None and any(price is not None and price.currency != total.currency for price in prices):
        yield "quote_in_another_currency"
    if any(words(payment.get("status")) == "PAID" for payment in members(order, "payments")):
        yield "paid_before_anyone_paid"
