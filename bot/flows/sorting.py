"""Sorting: the offers in the order that a customer's words ask for, and which of them has most of a trait."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.model.command import Trait
from tools.offers import Offer

FIRST: Mapping[Trait, str] = {
    Trait.CHEAPEST: "ordering.cheapest_first",
    Trait.BIGGEST: "ordering.biggest_first",
    Trait.BEST_RATED: "ordering.best_rated_first",
}
"""The words over a list that is in order, which are its choice's label as well."""


class Standing(NamedTuple):
    """How much of a trait an offer has: the most sorts first. What it is measured in cannot be mixed."""

    unit: str
    least_first: float


def standing(offer: Offer, trait: Trait) -> Standing | None:
    """Return how much of a trait an offer has, None where it does not say."""
    match trait:
        case Trait.CHEAPEST if offer.price:
            return Standing(offer.price.currency, offer.price.amount)
        case Trait.BIGGEST if offer.power_kw:
            return Standing("kW", -offer.power_kw)
        case Trait.BIGGEST if offer.subsidy and offer.subsidy.amount:
            return Standing(offer.subsidy.amount.currency, -offer.subsidy.amount.amount)
        case Trait.BEST_RATED if offer.rating is not None:
            return Standing("", -offer.rating)
    return None


def in_order(offers: tuple[Offer, ...], trait: Trait) -> tuple[Offer, ...] | None:
    """Return the offers with most of a trait first, those that do not say last; None where fewer than two say.

    Prices in two currencies are not comparable: each currency stands together.
    """
    said = [(found, place) for place, offer in enumerate(offers) if (found := standing(offer, trait))]
    if len(said) <= 1:
        return None
    placed = [place for _, place in sorted(said)]
    return tuple(offers[place] for place in (*placed, *(n for n in range(len(offers)) if n not in placed)))


def foremost(offers: tuple[Offer, ...], trait: Trait) -> bool:
    """Tell whether the first of offers in order surely has the most of a trait: no tie, and one unit throughout."""
    said = [found for offer in offers if (found := standing(offer, trait))]
    return len({one.unit for one in said}) == 1 and said[0] < said[1]
