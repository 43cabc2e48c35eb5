"""From a catalogue to offers: cleaned, bounded, of the kind that was asked for."""

import hashlib
from collections.abc import Iterator, Mapping

from tools.beckn.kinds import is_programme, is_solar_system, power_kw
from tools.beckn.network import is_web_address
from tools.beckn.outgoing import LONGEST
from tools.beckn.plain import NAME, plain
from tools.beckn.prices import price_of
from tools.beckn.programme import programme_of
from tools.beckn.tags import tags_of
from tools.offers import Kind, Offer
from tools.reading import Json, members, number, sequence, within, words

MOST_OFFERS = 50
BEST_RATING = 5.0


def offers_of(answer: Mapping[str, Json], kind: Kind) -> Iterator[Offer]:
    """Yield the offers of one provider platform's answer, in its order; items without an id or a name are no offers."""
    for provider in members(within(answer, "message", "catalog"), "providers"):
        categories = {words(category.get("id")): _category(category) for category in members(provider, "categories")}
        for item in members(provider, "items"):
            named = [categories.get(words(number)) for number in sequence(item.get("category_ids"))]
            category = " ".join(name for name in named or categories.values() if name)
            if is_programme(item) if kind is Kind.DFP else is_solar_system(item, category):
                offer = _offer(answer, provider, item, kind)
                if offer is not None:
                    yield offer


def rating_of(value: Json) -> float | None:
    """Return a rating of 0 to 5; "null", text and anything beyond is none."""
    rating = number(value)
    return rating if rating is not None and 0 <= rating <= BEST_RATING else None


def offer_id(*names: str) -> str:
    """Return a short id that differs where platform, provider or item differ: item ids repeat among sellers."""
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:12]


def identifier(value: Json) -> str | None:
    """Return an id that we may send back: short and printable; None otherwise."""
    found = words(value)
    return found if found is not None and len(found) <= LONGEST and found.isprintable() else None


def fulfilment_of(parent: Mapping[str, Json]) -> str | None:
    """Return the id of the first fulfilment listed."""
    return next((found for entry in members(parent, "fulfillments") if (found := identifier(entry.get("id")))), None)


def _offer(
    answer: Mapping[str, Json], provider: Mapping[str, Json], item: Mapping[str, Json], kind: Kind
) -> Offer | None:
    item_id, provider_id = identifier(item.get("id")), identifier(provider.get("id"))
    name = plain(words(within(item, "descriptor", "name")) or words(within(item, "descriptor", "short_desc")), NAME)
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
        power_kw=power_kw(item) if kind is Kind.SOLAR else None,
        programme=programme_of(tags_of(item), price.currency if price else "USD") if kind is Kind.DFP else None,
        bpp_id=bpp_id,
        bpp_uri=bpp_uri if bpp_uri is not None and is_web_address(bpp_uri) else None,
    )


def _summary(item: Mapping[str, Json], name: str) -> str:
    descriptor = within(item, "descriptor")
    texts = (plain(words(within(descriptor, field))) for field in ("long_desc", "short_desc"))
    return next((text for text in texts if text and text != name), "")


def _fulfilment(item: Mapping[str, Json]) -> str | None:
    return next((found for entry in sequence(item.get("fulfillment_ids")) if (found := identifier(entry))), None)


def _category(category: Mapping[str, Json]) -> str:
    names = (words(within(category, "descriptor", field)) for field in ("name", "code"))
    return " ".join(name for name in names if name)
