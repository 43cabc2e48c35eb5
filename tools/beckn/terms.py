"""The terms that a customer approves, and the digest that binds the approval to them."""

import dataclasses
import hashlib
from collections.abc import Mapping

import orjson

from tools.beckn.prices import price_of
from tools.offers import Cancellation, CancellationKind, Payment, Quote, Terms
from tools.reading import Json, flag, members, number, within, words

PAYMENTS: Mapping[str, Payment] = {
    "PRE-ORDER": Payment.PRE_ORDER,
    "PRE-FULFILLMENT": Payment.PRE_FULFILLMENT,
    "ON-FULFILLMENT": Payment.ON_FULFILLMENT,
    "POST-FULFILLMENT": Payment.POST_FULFILLMENT,
}
NOT_STATED = Cancellation()
FREE = Cancellation(CancellationKind.FREE)


def terms(quote: Quote, payment: Payment, cancellation: Cancellation) -> Terms:
    """Return terms under their digest."""
    return Terms(quote, payment, cancellation, digest(quote, payment, cancellation))


def digest(quote: Quote, payment: Payment, cancellation: Cancellation) -> str:
    """Return the SHA-256 over a canonical JSON (sorted names) of all that is shown."""
    shown = {
        "quote": dataclasses.asdict(quote),
        "payment": payment,
        "cancellation": dataclasses.asdict(cancellation),
    }
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()


def is_unchanged(offered: Terms) -> bool:
    """Tell whether terms still are what their digest was made of."""
    return offered.digest == digest(offered.quote, offered.payment, offered.cancellation)


def payment_of(order: Mapping[str, Json]) -> Payment:
    """Return when to pay.

    Nothing else of a payment is read: the network says PAID before anybody paid, and shows bank accounts that nobody
    vouches for.
    """
    types = (words(payment.get("type")) or "" for payment in members(order, "payments"))
    return next((PAYMENTS[kind.upper()] for kind in types if kind.upper() in PAYMENTS), Payment.NOT_STATED)


def cancellation_of(order: Mapping[str, Json]) -> Cancellation:
    """Return what a cancellation costs.

    Where several terms stand (one for each stage of the order), a fee in any of them is named rather than "free".
    """
    said = [_cost(term) for term in members(order, "cancellation_terms")]
    fees = (cost for cost in said if cost.kind is CancellationKind.FEE)
    return next(fees, FREE if FREE in said else NOT_STATED)


def _cost(term: Mapping[str, Json]) -> Cancellation:
    fee = within(term, "cancellation_fee")
    if fee is None:
        return FREE if flag(term.get("cancellation_eligible")) else NOT_STATED
    percent = number(within(fee, "percentage"))
    if percent is not None:
        return Cancellation(CancellationKind.FEE, percent=percent) if percent > 0 else FREE
    price = price_of(within(fee, "amount"))
    if price is not None and price.amount == 0:
        return FREE
    return Cancellation(CancellationKind.FEE, fee=price)
