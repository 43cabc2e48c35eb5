"""Prices of the network in minor units, and the doubts about them."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from tools.beckn.plain import NAME, plain, readable
from tools.offers import Money, PriceLine
from tools.reading import Json, mapping, members, words

LARGEST = Decimal(10) ** 12
SIGNS = {"$": "USD", "₹": "INR", "€": "EUR", "£": "GBP"}


def price_of(value: Json, *, least: Decimal = Decimal(0)) -> Money | None:
    """Read a Price object; None where there is no currency or no amount of at least `least`."""
    price = mapping(value)
    currency = (words(price.get("currency")) or "").upper()
    amount = next((words(price[name]) for name in ("value", "offered_value", "listed_value") if name in price), None)
    return money(amount, currency, least=least)


def money(amount: str | None, currency: str, *, least: Decimal = Decimal(0)) -> Money | None:
    """Return an amount in minor units, half a unit rounded to even; None where it is no amount of money."""
    if amount is None or re.fullmatch("[A-Z]{3}", currency) is None:
        return None
    try:
        major = Decimal(amount.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    if not major.is_finite() or not least <= major <= LARGEST:
        return None
    return Money(round(major.scaleb(get_currency_precision(currency))), currency)


def breakup_of(quote: Mapping[str, Json]) -> tuple[PriceLine, ...] | None:
    """Read the lines of a quote, discounts being negative; None where one of them cannot be read."""
    lines = []
    for line in members(quote, "breakup"):
        price = price_of(line.get("price"), least=-LARGEST)
        if price is None:
            return None
        lines.append(PriceLine(readable(plain(words(line.get("title")), NAME)), price))
    return tuple(lines)


def adds_up(lines: tuple[PriceLine, ...], total: Money) -> bool:
    """Tell whether all lines are in the total's currency and sum to it; no lines contradict nothing."""
    if any(line.price.currency != total.currency for line in lines):
        return False
    return not lines or sum(line.price.amount for line in lines) == total.amount
