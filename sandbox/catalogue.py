"""What the simulated market sells: read from catalogue/{retail,service,schemes}.yaml, in the network's own shapes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from sandbox.shapes import Json, stamp

FOLDER = Path(__file__).parent / "catalogue"
_FILES = ("retail", "service", "schemes")


@dataclass(frozen=True, slots=True)
class Visit:
    """A time at which a seller comes: so many days from today, from one hour to another (UTC)."""

    id: str
    days: int
    start: int
    end: int

    def fulfilment(self, kind: str, now: datetime) -> Json:
        """Return it as a fulfilment of the network."""
        day = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=self.days)
        times = {"start": stamp(day.replace(hour=self.start)), "end": stamp(day.replace(hour=self.end))}
        return {"id": self.id, "type": kind, "stops": [{"type": "end", "time": {"range": times}}]}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on sale and how its seller misbehaves.

    `quote`: "honest", "foreign" (breakup in another currency) or "unsummed" (breakup that does not sum to the price).
    `ships_as` is the fulfilment id that the seller answers with on confirm. `visits` are the times at which somebody
    can come, each a fulfilment of its own.
    """

    domain: str
    provider: Json
    entry: Json
    quote: str
    ships_as: str
    payment: Json
    cancellation: list[Json]
    words: str
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items of all domains."""

    items: tuple[Item, ...]

    def search(self, domain: str, wanted: str) -> list[Item]:
        """Return the items of a domain whose words hold all that is wanted (everything, if nothing is)."""
        terms = [term.rstrip("s") for term in re.findall(r"\w+", wanted.lower())]
        return [item for item in self.items if item.domain == domain and all(term in item.words for term in terms)]

    def find(self, domain: str, provider: str, item: str) -> Item | None:
        """Return one item of one provider."""
        for found in self.items:
            if (found.domain, found.provider["id"], found.entry["id"]) == (domain, provider, item):
                return found
        return None

    def by_id(self, domain: str, item: str) -> Item | None:
        """Return one item by its id alone."""
        return next((found for found in self.items if (found.domain, found.entry["id"]) == (domain, item)), None)


def load() -> Catalogue:
    """Read the catalogue's files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Catalogue(tuple(item for name in _FILES for item in _items(yaml.load(_text(name), Loader=loader))))  # noqa: S506 - both are safe loaders


def _text(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text()


def _items(shelf: Json) -> Iterator[Item]:
    for seller in shelf["providers"]:
        provider = {
            "id": str(seller["id"]),
            "descriptor": {
                "name": seller["name"],
                "short_desc": seller["about"],
                "long_desc": seller["about"],
                "images": [{"url": f"https://sandbox.example/images/{seller['id']}.svg", "size_type": "sm"}],
            },
            "short_desc": seller["about"],
            "fulfillments": [{"id": str(seller["fulfilment"]["id"]), "type": seller["fulfilment"]["type"], **_RATED}],
            "locations": [_LOCATION],
            "rateable": True,
        }
        if seller.get("category"):
            provider["categories"] = [{"id": "16", "descriptor": _named(seller["category"])}]
        for sold in seller["items"]:
            yield _item(shelf["domain"], provider, seller, sold)


def _item(domain: str, provider: Json, seller: Json, sold: Json) -> Item:
    visits = tuple(Visit(**visit | {"id": str(visit["id"])}) for visit in seller.get("visits", ()))
    entry: Json = {
        "id": str(sold["id"]),
        "descriptor": {
            "name": sold["name"],
            "code": sold.get("code", sold["name"]),
            "short_desc": sold["short"],
            "long_desc": sold.get("long", sold["short"]),
        },
        "rateable": True,
        "rating": str(sold.get("rating", "null")),
        "price": {"value": str(sold["price"]), "currency": "USD"},
        "quantity": {"available": {"count": sold.get("available", 25)}},
        "fulfillment_ids": [visit.id for visit in visits] or [str(seller["fulfilment"]["id"])],
        "location_ids": [_LOCATION["id"]],
    }
    if sold.get("tags"):
        entry["tags"] = [_group(name, tags, seller.get("tags_by", "code")) for name, tags in sold["tags"].items()]
    category = str(seller.get("category", ""))
    return Item(
        domain=domain,
        provider=provider,
        entry=entry,
        quote=sold.get("quote", "honest"),
        ships_as=str(seller["fulfilment"].get("ships_as", seller["fulfilment"]["id"])),
        payment=seller["payment"],
        cancellation=seller.get("cancellation", []),
        visits=visits,
        words=" ".join((*(str(word) for word in entry["descriptor"].values()), category)).lower(),
    )


def _group(name: str, tags: Mapping[str, object], named_by: str) -> Json:
    """Name tags as the seller does: by code, by name or by description; readers must take all three."""
    return {
        "display": True,
        "descriptor": {"description": name, **({"code": name} if named_by == "code" else {})},
        "list": [
            {"descriptor": _labelled(code, named_by), "value": str(value), "display": True}
            for code, value in tags.items()
        ],
    }


def _labelled(code: str, named_by: str) -> Json:
    if named_by == "name":
        return {"name": code.replace("_", " ")}
    if named_by == "description":
        return {"description": code, "code": code}
    return {"code": code, "name": code.replace("_", " ")}


def _named(category: str) -> Json:
    return {"name": category, "code": category.replace(" ", "_")}


_RATED: Json = {"rating": "4.3", "rateable": True}
_LOCATION: Json = {
    "id": "7",
    "gps": "37.7680,-122.4200",
    "address": "100 Simulation Street",
    "city": {"name": "San Francisco"},
    "state": {"name": "CA"},
    "country": {"name": "United States"},
    "area_code": "94103",
}
