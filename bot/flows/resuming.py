"""Resuming: where a conversation was left, in words, and the way back to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.flows.draft import Draft
from bot.flows.ordering import standing
from bot.model.command import Choose, Command, Say
from bot.model.session import Session

RESUMES_AFTER = timedelta(hours=1)
"""After so long a silence in the middle of a flow, the customer is told where it was."""

ASIDES = frozenset({"greet", "help", "unclear"})
"""Words of somebody who may have forgotten what was asked."""

AT_REST = frozenset({"welcome", "handover"})
"""The flows that nobody is in the middle of."""


def _ordering(search: str, offers: str) -> Mapping[str, str]:
    return {
        "start": search,
        "search": search,
        "offers": offers,
        "sort": offers,
        "slot": "place.visit",
        "select": "place.terms",
        "init": "place.terms",
        "terms": "place.terms",
        "proving": "place.code",
        "code": "place.code",
        "confirming": "place.placing",
        "trouble": search,
    }


PLACES: Mapping[str, Mapping[str, str]] = {
    "authenticate": dict.fromkeys(("meter", "finding", "code", "stale", "trouble"), "place.identity"),
    "solar": _ordering("place.solar", "place.solar_offers"),
    "dfp": {**_ordering("place.dfp", "place.dfp_offers"), "equipment": "place.dfp"},
    "survey": _ordering("place.survey", "place.survey_offers"),
    "connection": _ordering("place.connection", "place.connection_offers"),
    "subsidy": _ordering("place.subsidy", "place.subsidy_offers"),
    "journey": dict.fromkeys(("start", "next"), "place.journey"),
    "compare": dict.fromkeys(
        ("start", "result", "why", "suppose", "wish", "roof", "shade", "facing", "trouble"), "place.compare"
    ),
    "linking": {"which": "place.linking"},
    "settings": {"language": "place.language", **dict.fromkeys(("sure", "everywhere", "again"), "place.writing")},
    "events": {"ask": "place.event"},
    "notifications": dict.fromkeys(("start", "ask", "how", "often", "where", "when", "goal"), "place.writing"),
    "orders": dict.fromkeys(
        ("start", "checking", "one", "cancel", "cancelling", "seller", "news", "enrolment", "joining", "trouble"),
        "place.orders",
    ),
}
"""What every step that one can be in the middle of is about, in words."""


def place(draft: Draft, flow: str, step: str) -> str:
    """Return the words for a place; they may name an offer, so they are said only where its account is proven."""
    business = draft.session.business
    offers = business.offers if business else ()
    name = next((offer.name for offer in offers if business and offer.id == business.chosen), "")
    return draft.words(PLACES[flow][step], count=len(offers), name=name)


def due(draft: Draft, before: Session) -> bool:
    """Whether a customer comes back to a question that was put long ago. `before` is the session until now.

    Where the identity was proven, that proof has lapsed long since, and what is open is resumed after the new one.
    """
    silent = before.heard_at is not None and draft.now - before.heard_at > RESUMES_AFTER
    return silent and before.flow not in AT_REST and before.waiting is None and not before.with_operator


def aside(command: Command) -> bool:
    """Whether a command says nothing of what the customer wants."""
    return isinstance(command, Say) and command.intent in ASIDES


def ask(draft: Draft, words: str) -> Draft:
    """Say where it was, and ask whether to go on there."""
    choices = (draft.label("resume", "choice.go_on"), draft.label("something_else", "choice.something_else"))
    return draft.ask(draft.words("resume.back", place=words), choices)


def answer(draft: Draft, command: Command) -> Draft | None:
    """Take the answer to that question, where it is open; an open business stays either way."""
    if "resume" not in {one.value for one in draft.session.offered}:
        return None
    match command:
        case Choose("resume") | Say("affirm"):
            return draft.again()
        case Choose("something_else") | Say("deny"):
            return draft.rest().go("welcome", "menu")
    return None


def after_proof(draft: Draft, wanted: str | None) -> Draft:
    """Go on with what a proof was for, and say where that was; else ask whether to go on with what is open."""
    was = _left_at(draft.session, wanted)
    words = place(draft, *was) if was else ""
    if wanted:
        return (draft.say("resume.here", place=words) if words else draft).go(wanted, "start")
    if was:
        return ask(replace(draft.go(was[0], "start"), entering=False), words)
    return draft.go("welcome", "menu")


def _left_at(session: Session, wanted: str | None) -> tuple[str, str] | None:
    """The flow that is open and the step where it stands, if it is the wanted one or none is."""
    business = session.business
    if business and wanted in {None, business.kind}:
        return business.kind, standing(business)
    return ("compare", "result") if session.comparison and wanted == "compare" else None
