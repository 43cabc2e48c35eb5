"""From the protocol server's JSON to neutral objects, leniently: offers, quotes, terms, orders."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from tools.beckn.catalogue import offers_of
from tools.beckn.hearing import Heard, no_answer
from tools.beckn.identifiers import identifier
from tools.beckn.plain import NAME
from tools.beckn.prices import adds_up, breakup_of, price_of
from tools.beckn.slots import agreed
from tools.beckn.support import reachable
from tools.beckn.tags import spelled
from tools.beckn.terms import cancellation_of, payment_of, terms
from tools.contract import Failure, ToolError
from tools.offers import PURCHASES, Kind, Money, Offer, PriceLine, Progress, Quote, Support, Terms
from tools.reading import Json, mapping, members, within, words

CANCELLED = frozenset({"CANCELLED", "ORDER_CANCELLED"})
"""What sellers call an order that is cancelled."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom an order is for: name, and phone in E.164 where there is one."""

    name: str
    phone: str | None = None


def found_offers(heard: Heard, kind: Kind, most: int) -> tuple[Offer, ...]:
    """Return the offers of all platforms, each once. Raises ToolError where nobody sent a catalogue."""
    catalogues = [answer for answer in heard.answers if isinstance(within(answer, "message", "catalog"), dict)]
    if not catalogues:
        raise no_answer(heard)
    offers: dict[str, Offer] = {}
    for answer in catalogues:
        for offer in offers_of(answer, kind):
            offers.setdefault(offer.id, offer)
    return tuple(offers.values())[:most]


def quoted(heard: Heard, offer: Offer) -> Quote:
    """Return the price that on_select or on_init gives for an offer. Raises ToolError."""
    return _quote(_order(heard), offer)


def offered_terms(heard: Heard, offer: Offer) -> Terms:
    """Return the terms of on_init. Raises ToolError."""
    order = _order(heard)
    return terms(_quote(order, offer), payment_of(order), cancellation_of(order))


def progress(heard: Heard, number: str | None = None) -> Progress:
    """Return how far the order is that on_confirm or on_status tells of; `number` is the one asked about.

    The milestone is the seller's code ("ORDER_RECEIVED"), "CANCELLED", or empty where nothing is said. Raises
    ToolError.
    """
    order = _order(heard)
    found = identifier(order.get("id")) or number
    if found is None or (number is not None and found != number):
        raise ToolError(Failure.GARBLED, "an order without its number, or another one")
    return Progress(found, _milestone(order))


def confirmed(heard: Heard) -> Progress:
    """Return the order that on_confirm tells of. Raises ToolError; one that was cancelled at once is REJECTED."""
    order = progress(heard)
    if order.milestone in CANCELLED:
        raise ToolError(Failure.REJECTED, "cancelled by the seller at once")
    return order


def cancelled(heard: Heard, number: str) -> Progress:
    """Return the order that on_cancel says is cancelled. Raises ToolError where it does not say so."""
    order = progress(heard, number)
    if order.milestone not in CANCELLED:
        raise ToolError(Failure.GARBLED, "answered, but not that the order is cancelled")
    return order


def support(heard: Heard, bpp_uri: str | None) -> Support:
    """Return where on_support says that help of the seller at `bpp_uri` is, as far as it is sound. Raises ToolError."""
    said = [mapping(within(answer, "message", "support")) for answer in heard.answers]
    if not any(said):
        raise no_answer(heard)
    return reachable(next(one for one in said if one), bpp_uri)


def placed(heard: Heard, transaction: str, offer: Offer, customer: Customer) -> Progress:
    """Return the order that was placed in a transaction. Raises ToolError.

    A seller that reads the transaction as a number of its own may answer with a stranger's order: it counts only if it
    is said to be of this transaction, holds what was ordered, names nobody else, and was not cancelled since.
    """
    ours = [answer for answer in heard.answers if within(answer, "context", "transaction_id") == transaction]
    order = _order(dataclasses.replace(heard, answers=tuple(ours)))
    found, milestone = identifier(order.get("id")), _milestone(order)
    if found is None or milestone in CANCELLED or not _is_for(order, offer, customer):
        raise ToolError(Failure.GARBLED, "an order that is not surely ours, or does not stand")
    return Progress(found, milestone)


def _is_for(order: Mapping[str, Json], offer: Offer, customer: Customer) -> bool:
    """Tell whether an order holds the item, of the provider and for the customer, as far as it names these."""
    items = {identifier(item.get("id")) for item in members(order, "items")}
    provider = identifier(within(order, "provider", "id"))
    named = [within(fulfilment, "customer") for fulfilment in members(order, "fulfillments")]
    phones = {_digits(phone) for person in named if (phone := words(within(person, "contact", "phone")))}
    names = {name for person in named if (name := words(within(person, "person", "name")))}
    return (
        (offer.item_id or offer.id) in items
        and provider in {None, offer.provider_id}
        and phones <= {_digits(customer.phone or "")}
        and names <= {customer.name}
    )


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _order(heard: Heard) -> Mapping[str, Json]:
    orders = (mapping(within(answer, "message", "order")) for answer in heard.answers)
    order = next((order for order in orders if order), None)
    if order is None:
        raise no_answer(heard)
    return order


def _quote(order: Mapping[str, Json], offer: Offer) -> Quote:
    item = _item(order, offer)
    own = price_of(item.get("price")) or offer.price
    said = mapping(order.get("quote"))
    total, lines = price_of(said.get("price")), breakup_of(said)
    listed = own or total
    if listed is None and offer.kind in PURCHASES:
        raise ToolError(Failure.GARBLED, "a purchase without any price")
    now = dataclasses.replace(agreed(offer, order), price=listed)
    if total is not None and lines is not None and _consistent(own, total, lines):
        return Quote(now, total, lines)
    return Quote(now, listed, disputed=bool(said))


def _consistent(own: Money | None, total: Money, lines: tuple[PriceLine, ...]) -> bool:
    """A quote is believed where it is the item's price, or adds up from it (taxes, discounts)."""
    if not adds_up(lines, total):
        return False
    return own is None or own == total or any(line.price == own for line in lines)


def _item(order: Mapping[str, Json], offer: Offer) -> Mapping[str, Json]:
    items = tuple(members(order, "items"))
    wanted = next((item for item in items if identifier(item.get("id")) == (offer.item_id or offer.id)), None)
    if items and wanted is None:
        raise ToolError(Failure.GARBLED, "another item than the chosen one")
    return wanted or {}


def _milestone(order: Mapping[str, Json]) -> str:
    status = spelled(words(order.get("status")) or "").upper()
    if status in CANCELLED:
        return status
    states = [within(fulfilment, "state") for fulfilment in members(order, "fulfillments")]
    named = (words(within(state, "descriptor", field)) for state in states for field in ("code", "name", "short_desc"))
    return spelled(next((name for name in named if name), status)).upper()[:NAME]
