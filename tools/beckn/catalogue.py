"""From a catalogue to offers: cleaned, bounded, of the kind that was asked for."""

import re
from collections.abc import Iterator, Mapping

from tools.beckn.identifiers import fulfilment_of, identifier, offer_id
from tools.beckn.kinds import belongs, power_kw, storage_kwh
from tools.beckn.network import is_web_address
from tools.beckn.plain import NAME, plain, shorten
from tools.beckn.prices import price_of
from tools.beckn.programme import programme_of
from tools.beckn.slots import slots_of
from tools.beckn.subsidy import subsidy_of
from tools.beckn.tags import tags_of
from tools.offers import Kind, Offer
from tools.reading import Json, members, number, sequence, within, words

MOST_OFFERS = 50
SHORT_NAME = 60
VISITS = frozenset({Kind.SURVEY, Kind.CONNECTION})
"""For these somebody comes, at a time that may be chosen."""
BEST_RATING = 5.0
ARTICLE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*-\d+", re.IGNORECASE)
"""A seller's own number for what it sells: letters and digits between hyphens."""


def offers_of(answer: Mapping[str, Json], kind: Kind) -> Iterator[Offer]:
    """Yield the offers of one provider platform's answer, in its order; items without an id or a name are no offers."""
    for provider in members(within(answer, "message", "catalog"), "providers"):
        categories = {words(category.get("id")): _category(category) for category in members(provider, "categories")}
        for item in members(provider, "items"):
            named = [categories.get(words(number)) for number in sequence(item.get("category_ids"))]
            category = " ".join(name for name in named or categories.values() if name)
            if belongs(item, kind, category):
                offer = _offer(answer, provider, item, kind)
                if offer is not None:
                    yield offer


def rating_of(value: Json) -> float | None:
    """Return a rating of 0 to 5; "null", text and anything beyond is none."""
    rating = number(value)
    return rating if rating is not None and 0 <= rating <= BEST_RATING else None


def _offer(
    answer: Mapping[str, Json], provider: Mapping[str, Json], item: Mapping[str, Json], kind: Kind
) -> Offer | None:
    item_id, provider_id = identifier(item.get("id")), identifier(provider.get("id"))
    name = _name(item)
    if item_id is None or provider_id is None or not name:
        return None
    price = price_of(item.get("price"))
    bpp_id, bpp_uri = identifier(within(answer, "context", "bpp_id")), words(within(answer, "context", "bpp_uri"))
    return Offer(
        id=offer_id(bpp_id or "", provider_id, item_id),
        item_id=item_id,
        kind=kind,
        name=name,
        provider=plain(words(within(provider, "descriptor", "name")), NAME) or provider_id,
        provider_id=provider_id,
        summary=_summary(item, name),
        price=price,
        fulfilment_id=_fulfilment(item) or fulfilment_of(provider),
        rating=rating_of(item.get("rating")),
        power_kw=power_kw(item) if kind in {Kind.SOLAR, Kind.SURVEY} else None,
        programme=programme_of(tags_of(item), price.currency if price else "USD") if kind is Kind.DFP else None,
        subsidy=subsidy_of(tags_of(item), price.currency if price else "USD") if kind is Kind.SUBSIDY else None,
        slots=slots_of(provider, item) if kind in VISITS else (),
        storage_kwh=storage_kwh(item) if kind is Kind.BATTERY else None,
        bpp_id=bpp_id,
        bpp_uri=bpp_uri if bpp_uri is not None and is_web_address(bpp_uri) else None,
    )


def _name(item: Mapping[str, Json]) -> str:
    """Return what an item is called; an article number ("sp-resi-001") gives way to what it is said to be."""
    descriptor = within(item, "descriptor")
    name, said = (plain(words(within(descriptor, field)), NAME) for field in ("name", "short_desc"))
    return shorten(said, SHORT_NAME) if said and ARTICLE.fullmatch(name) else name or said


def _summary(item: Mapping[str, Json], name: str) -> str:
    descriptor = within(item, "descriptor")
    texts = (plain(words(within(descriptor, field))) for field in ("long_desc", "short_desc"))
    return next((text for text in texts if text and text != name), "")


def _fulfilment(item: Mapping[str, Json]) -> str | None:
    return next((found for entry in sequence(item.get("fulfillment_ids")) if (found := identifier(entry))), None)


def _category(category: Mapping[str, Json]) -> str:
    names = (words(within(category, "descriptor", field)) for field in ("name", "code"))
    return " ".join(name for name in names if name)
