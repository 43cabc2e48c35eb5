"""Possible: which programmes a home may join, what it is asked for that, what is left out and what was not checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.flows import ordering, trouble
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command, Say
from bot.model.session import Business
from tools.contract import OffersFound, Result
from tools.economics.eligibility import Applicant, Barrier, Doubt, Eligibility, eligibility, with_equipment
from tools.offers import Offer, ProgrammeTerms

MOST_ASKED = 5
"""Kinds of equipment asked about at once; what is not asked stays a doubt, and is said."""
MOST_NAMED = 3
"""Programmes named for one reason; the others are counted."""

BARRIERS: Mapping[Barrier, str] = {
    Barrier.EXEMPT: "possible.not_exempt",
    Barrier.CATEGORY: "possible.not_category",
    Barrier.MINIMUM_LOAD: "possible.not_load",
    Barrier.EQUIPMENT: "possible.not_equipment",
}
DOUBTS: Mapping[Doubt, str] = {
    Doubt.READINGS: "possible.unsure_readings",
    Doubt.REGISTRY: "possible.unsure_registry",
    Doubt.CATEGORY: "possible.unsure_category",
    Doubt.EQUIPMENT: "possible.unsure_equipment",
}


def found(draft: Draft, result: Result) -> Draft:
    """Take what is on offer with what the home may join."""
    business = draft.session.business
    match result:
        case OffersFound(offers, known) if business and offers:
            kept = replace(business, offers=offers, eligibility=known)
            return draft.with_business(kept).note(page="0", asked="").on("equipment")
    return ordering.searched(draft, result)


def listed(draft: Draft, errand: ordering.Errand) -> Draft:
    """List what is possible. What was not sifted yet, because the question was left open, is sifted first."""
    business = draft.session.business
    barred = business and any(_judged(draft, business, offer).barrier for offer in business.offers)
    return draft.on("equipment") if barred or _open(draft) else ordering.offers(draft, errand)


def doubts(draft: Draft, offer: Offer) -> tuple[str, ...]:
    """Say what of an offer's conditions was not checked, and why."""
    business, terms = draft.session.business, offer.programme or ProgrammeTerms()
    unsure = _judged(draft, business, offer).doubts if business else ()
    values = {"minimum": terms.minimum_load_kw, "equipment": terms.equipment, "category": terms.category}
    return tuple(draft.words(DOUBTS[doubt], **values) for doubt in unsure)


def _judged(draft: Draft, business: Business, offer: Offer) -> Eligibility:
    known = business.eligibility.get(offer.id)
    if known is None:  # found before anything was checked
        known = eligibility(offer.programme, Applicant(Doubt.REGISTRY))
    return with_equipment(known, has=draft.contact.equipment.get(_needed(offer)))


def _needed(offer: Offer) -> str:
    """What an offer needs, in one spelling: two sellers' "Home Battery" are one thing."""
    return ((offer.programme or ProgrammeTerms()).equipment or "").casefold()


def _open(draft: Draft) -> Mapping[str, str]:
    """What is still to be asked: things that programmes need, by their one spelling, in the sellers' words."""
    business = draft.session.business
    if business is None or draft.slot("asked"):
        return {}
    unsure = [offer for offer in business.offers if Doubt.EQUIPMENT in _judged(draft, business, offer).doubts]
    named = {_needed(offer): offer.programme.equipment or "" for offer in reversed(unsure) if offer.programme}
    return dict(list(reversed(named.items()))[:MOST_ASKED])


def _ask(draft: Draft) -> Draft:
    """Ask what is at home, if a programme needs something; else go on with what is possible."""
    asked = _open(draft)
    if not asked:
        return _sift(draft)
    choices = [draft.label(f"has-{place}", "possible.thing", name=name) for place, name in enumerate(asked.values())]
    return draft.ask(draft.words("possible.which"), (*choices, draft.label("has-none", "possible.none_of_these")))


def _hear(draft: Draft, command: Command) -> Draft | None:
    asked = tuple(_open(draft))
    match command:
        case Choose("has-none") | Say("deny"):
            return _knows(draft, dict.fromkeys(asked, False)).note(asked="1").again()
        case Say("affirm") if len(asked) == 1:
            return _knows(draft, {asked[0]: True}).again()
        case Choose(value) if value in {f"has-{place}" for place in range(len(asked))}:
            return _knows(draft, {asked[int(value.removeprefix("has-"))]: True}).again()
    return None


def _knows(draft: Draft, said: Mapping[str, bool]) -> Draft:
    """Remember what the customer has at home."""
    equipment = {**draft.contact.equipment, **said}
    return replace(draft, contact=replace(draft.contact, equipment=equipment))


def _sift(draft: Draft) -> Draft:
    """Keep what is possible, and say what was left out and why."""
    business = draft.session.business
    if business is None:
        return draft.on("start")
    judged = [(offer, _judged(draft, business, offer).barrier) for offer in business.offers]
    possible = tuple(offer for offer, barrier in judged if barrier is None)
    kept = draft.with_business(replace(business, offers=possible))
    reasons = "; ".join(_reasons(draft, [(offer.name, barrier) for offer, barrier in judged if barrier]))
    told = kept.say("possible.left_out", reasons=reasons) if reasons else kept
    return told.on("offers") if possible else trouble.stuck(told.say("possible.nothing"), retry="")


def _reasons(draft: Draft, out: list[tuple[str, Barrier]]) -> Iterator[str]:
    for barrier, name in BARRIERS.items():
        names = [offer for offer, why in out if why is barrier]
        if names:
            more = max(len(names) - MOST_NAMED, 0)
            yield draft.words(name, names=", ".join(names[:MOST_NAMED]), more=more)


STEPS: Steps = {"equipment": Step(enter=_ask, hear=_hear, why="possible.why", private=True)}
