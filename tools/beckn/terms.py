"""The terms that a customer approves, and the digest that binds the approval to them."""

import dataclasses
import hashlib
from collections.abc import Mapping

import orjson

from tools.beckn.prices import price_of
from tools.offers import Quote, Terms
from tools.reading import Json, flag, members, number, within, words

PAYMENTS = {
    "PRE-ORDER": "pre_order",
    "PRE-FULFILLMENT": "pre_fulfillment",
    "ON-FULFILLMENT": "on_fulfillment",
    "POST-FULFILLMENT": "post_fulfillment",
}
NOT_STATED = ""
FREE = "free"
FEE = "fee"


def terms(quote: Quote, payment: str, cancellation: str) -> Terms:
    """Return terms under their digest."""
    return Terms(quote, payment, cancellation, digest(quote, payment, cancellation))


def digest(quote: Quote, payment: str, cancellation: str) -> str:
    """Return the SHA-256 over a canonical JSON (sorted names) of all that is shown."""
    shown = {"quote": dataclasses.asdict(quote), "payment": payment, "cancellation": cancellation}
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()


def is_unchanged(offered: Terms) -> bool:
    """Tell whether terms still are what their digest was made of."""
    return offered.digest == digest(offered.quote, offered.payment, offered.cancellation)


def payment_of(order: Mapping[str, Json]) -> str:
    """Return when to pay: a value of PAYMENTS, or nothing where it is not stated.

    Nothing else of a payment is read: the network says PAID before anybody paid, and shows bank accounts that nobody
    vouches for.
    """
    types = (words(payment.get("type")) or "" for payment in members(order, "payments"))
    return next((PAYMENTS[kind.upper()] for kind in types if kind.upper() in PAYMENTS), NOT_STATED)


def cancellation_of(order: Mapping[str, Json]) -> str:
    """Return what a cancellation costs: "free", "fee:10%", "fee:5000 USD" (minor units), "fee", or nothing.

    Where several terms stand (one for each stage of the order), a fee in any of them is named rather than "free".
    """
    said = [_fee(term) for term in members(order, "cancellation_terms")]
    return next((fee for fee in said if fee not in {FREE, NOT_STATED}), FREE if FREE in said else NOT_STATED)


def _fee(term: Mapping[str, Json]) -> str:
    fee = within(term, "cancellation_fee")
    if fee is None:
        return FREE if flag(term.get("cancellation_eligible")) else NOT_STATED
    percentage = number(within(fee, "percentage"))
    if percentage is not None:
        return f"{FEE}:{percentage:g}%" if percentage > 0 else FREE
    price = price_of(within(fee, "amount"))
    if price is None:
        return FEE
    return f"{FEE}:{price.amount} {price.currency}" if price.amount else FREE
