"""What lies beside the project: answers of a real network, read as we read them, and the schema of protocol 1.1.0."""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tools.beckn import codec, hearing
from tools.beckn.outgoing import Action
from tools.offers import Kind, Offer
from tools.reading import Json, mapping, members, within, words

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SCHEMA = DATA / "beckn" / "core-1.1.0.yaml"
KINDS = {"retail": Kind.SOLAR, "service": Kind.SURVEY, "schemes": Kind.SUBSIDY}
MOST_OFFERS = 50


def captures() -> list[Path]:
    """Return the files of the answers, none where they are absent."""
    return sorted((DATA / "beckn" / "sandbox").glob("*.json"))


def heard(path: Path) -> hearing.Heard:
    """Return a captured answer as it is heard by who asked for it."""
    content: Json = orjson.loads(path.read_bytes())
    context = mapping(mapping(content).get("context"))
    action, transaction = Action(str(context["action"])), str(context["transaction_id"])
    return hearing.hear(200, path.read_bytes(), action=action, transaction=transaction)


def sold(path: Path) -> Offer:
    """An offer for the item that a captured order is about."""
    order = within(heard(path).answers[0], "message", "order")
    item = next(members(order, "items"))
    return Offer("x", KINDS[path.stem.partition("_")[0]], "Item", "Seller", "1", "", None, item_id=words(item["id"]))


def read(path: Path) -> Iterable[object]:
    """Return what a captured answer becomes: offers of each kind, a price and terms, or how far an order is."""
    if path.match("*_search_*.json"):
        return [codec.found_offers(heard(path), kind, MOST_OFFERS) for kind in Kind]
    if path.match("*_select_*.json") or path.match("*_init_*.json"):
        return [codec.quoted(heard(path), sold(path)), codec.offered_terms(heard(path), sold(path))]
    return [codec.progress(heard(path))]


@functools.cache
def _specification() -> Registry[bool | Mapping[str, Any]]:
    document = yaml.safe_load(SCHEMA.read_bytes())
    resource: Resource[bool | Mapping[str, Any]] = Resource.from_contents(document, DRAFT202012)
    empty: Registry[bool | Mapping[str, Any]] = Registry()
    known: Registry[bool | Mapping[str, Any]] = empty.with_resource("urn:core", resource)
    return known


@functools.cache
def _validator(action: str) -> Draft202012Validator:
    pointer = f"#/paths/~1{action}/post/requestBody/content/application~1json/schema"
    checker = FormatChecker(("date-time", "uuid", "uri", "email"))
    return Draft202012Validator({"$ref": f"urn:core{pointer}"}, registry=_specification(), format_checker=checker)


def violations(action: str, message: object) -> list[str]:
    """Return the rules of the specification that a request breaks."""
    return [error.message for error in _validator(action).iter_errors(message)]
