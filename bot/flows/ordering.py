"""Ordering: what solar and dfp share, from search to the terms. Its end, approval and confirm, lies in approving.py."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.flows import journey, trouble, visiting
from bot.flows.draft import Draft
from bot.flows.sorting import FIRST, foremost, in_order
from bot.flows.stepping import Step
from bot.model.command import Choose, Command, Rank, Say, Trait
from bot.model.order import IN_DOUBT
from bot.model.session import Approval, Business, Offered, Session
from tools.contract import InitOrder, OffersFound, QuoteGiven, Result, SearchOffers, SelectOffer, TermsOffered
from tools.offers import Kind, Offer, Payment, Terms

PAGE = 5
"""Offers shown at once."""

CLAUSE = 60
"""The most characters of an offer's summary in a list."""

SENTENCE = re.compile(r"(?<=\w{5})[.!?](?=\s+[^\W\d_a-z])|।")
"""The end of a sentence; an abbreviation such as "incl." or a figure such as "3.2" ends none."""

APPROVAL_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Errand:
    """What differs between kinds: the words for each place, and who may not take part.

    `payments` names the words for when to pay; `line` says what an offer costs or pays, `details` what its terms say
    beyond price and payment; `refuse` answers a customer whom this is not offered to, or returns None.
    `automatic` names the choice that accepts and lets the home join events by itself.
    `afterwards` is what there is to ask once it is ordered.
    """

    kind: Kind
    searching: str
    listing: str
    accept: str
    placed: str
    payments: Mapping[Payment, str]
    line: Callable[[Draft, Offer], str]
    details: Callable[[Draft, Terms], tuple[str, ...]]
    refuse: Callable[[Draft], Draft | None]
    automatic: str | None = None
    afterwards: Callable[[Draft], Draft] = lambda draft: draft


def start(draft: Draft, errand: Errand) -> Draft:
    """Take up an open business of this kind where it was, else begin one."""
    refused = errand.refuse(draft)
    if refused:
        return refused
    business = draft.session.business
    if business and business.kind is errand.kind:
        return draft.on(standing(business))
    for order in draft.own_orders:
        if order.kind is errand.kind and order.state in IN_DOUBT:
            draft = draft.say("ordering.unsettled", name=order.name)
    transaction = draft.scene.ids.uuid("transaction", 0)
    draft = journey.took_up(draft, errand.kind)
    return draft.with_business(Business(transaction, errand.kind)).note(page="0").on("search")


def standing(business: Business) -> str:
    """Return the step at which an open business stands."""
    if business.terms:
        return "terms"
    return "offers" if business.offers else "search"


def search(draft: Draft, errand: Errand, *, meter: str | None = None) -> Draft:
    """Ask what is on offer, for a meter where that matters."""
    business = draft.session.business
    if business is None:
        return draft.on("start")
    return draft.say(errand.searching).call(SearchOffers(errand.kind, business.transaction, meter))


def searched(draft: Draft, result: Result) -> Draft:
    """Take what is on offer."""
    business = draft.session.business
    match result:
        case OffersFound(()):
            return trouble.stuck(draft.say("ordering.none"), retry="search")
        case OffersFound(offers) if business:
            return draft.with_business(replace(business, offers=offers)).note(page="0").on("offers")
    return trouble.failed(draft, result, retry="search")


def shown(session: Session) -> tuple[Offered, ...]:
    """Return the choices for the offers on the page that is shown; names that occur twice bear their provider."""
    business = session.business
    offers = business.offers if business else ()
    names = [offer.name for offer in offers]
    first = _page(session) * PAGE
    return tuple(
        Offered(
            f"offer-{place}",
            offer.name if names.count(offer.name) == 1 else f"{offer.name} ({offer.provider})",
            _about(offer),
            taken=business is not None and offer.id == business.chosen,
        )
        for place, offer in list(enumerate(offers))[first : first + PAGE]
    )


def _about(offer: Offer) -> str:
    """Say by what an offer can be meant besides its name: its seller, its size, its price."""
    size = f"{offer.power_kw:g} kW" if offer.power_kw else ""
    price = f"{offer.price.major} {offer.price.currency}" if offer.price else ""
    return " ".join(filter(None, (offer.provider, size, price)))


def _page(session: Session) -> int:
    """The page that is shown, from 0; never one beyond the last."""
    count = len(session.business.offers) if session.business else 0
    return min(int(session.slots.get("page", "0")), max(count - 1, 0) // PAGE)


def offers(draft: Draft, errand: Errand) -> Draft:
    """List the offers of a page."""
    business, choices = draft.session.business, shown(draft.session)
    if business is None or not choices:
        return draft.on("start")
    lines = [_line(draft, errand, _offer(business, one.value)) for one in choices]
    rest = len(business.offers) - (_page(draft.session) + 1) * PAGE
    more = (draft.label("more", "choice.more"),) if rest > 0 else ()
    sort = (draft.label("sort", "choice.sort"),) if len(business.offers) > PAGE else ()
    count, first = len(business.offers), _page(draft.session) * PAGE + 1
    part = (draft.words("ordering.part", first=first, last=first + len(lines) - 1, count=count),) if sort else ()
    text = "\n".join((draft.words(errand.listing, count=count), *lines, *part, draft.words("ordering.which")))
    return draft.ask(text, (*choices, *more, *sort))


def _line(draft: Draft, errand: Errand, offer: Offer) -> str:
    line, summary = errand.line(draft, offer), clause(offer.summary)
    return draft.words("ordering.offer", name=offer.name, provider=offer.provider, line=line, summary=summary)


def clause(summary: str) -> str:
    """Return the first sentence of a summary where it is short and whole, else nothing: a cut one says too little."""
    first = SENTENCE.split(summary, maxsplit=1)[0].strip()
    whole = len(first) <= CLAUSE and not first.endswith(("…", "..."))
    return first.removesuffix(".") if whole else ""


def _offer(business: Business, value: str) -> Offer:
    return business.offers[int(value.removeprefix("offer-"))]


def hear_offers(draft: Draft, command: Command) -> Draft | None:
    """Take a choice among the offers."""
    page, choices = _page(draft.session), shown(draft.session)
    match command:
        case Choose("more"):
            return draft.note(page=str(page + 1)).on("offers")
        case Say("back") if page > 0:
            return draft.note(page=str(page - 1)).on("offers")
        case Choose("sort"):
            return draft.on("sort")
        case Rank(trait, takes):
            return _rank(draft, trait, takes=takes)
        case Say("deny"):
            return draft.rest().say("help.fine")
    picked = _picked(command, [one.value for one in choices])
    return pick(draft, picked) if picked else None


def _picked(command: Command, values: list[str]) -> str | None:
    match command:
        case Choose(value) if value in values:
            return value
        case Say("affirm") if len(values) == 1:
            return values[0]
    return None


def sort(draft: Draft) -> Draft:
    """Ask what shall stand first."""
    choices = tuple(draft.label(trait, name) for trait, name in FIRST.items())
    return draft.ask(draft.words("ordering.what_first"), choices)


def hear_sort(draft: Draft, command: Command) -> Draft | None:
    """Take what shall stand first."""
    match command:
        case Choose(value) if value in {*Trait}:
            return _rank(draft, Trait(value), takes=False)
        case Rank(trait, takes):
            return _rank(draft, trait, takes=takes)
        case Say("back" | "deny"):
            return draft.on("offers")
    return None


def _rank(draft: Draft, trait: Trait, *, takes: bool) -> Draft:
    """Put the offers in the order asked for; the first is taken only where that surely is the one that was meant."""
    business = draft.session.business
    ranked = in_order(business.offers, trait) if business else None
    if business is None or ranked is None:
        return draft.say("ordering.not_sorted").on("offers")
    listed = draft.with_business(replace(business, offers=ranked)).note(page="0")
    if takes and foremost(ranked, trait):
        return pick(listed, "offer-0")
    return listed.say("ordering.sorted", how=draft.words(FIRST[trait])).on("offers")


def pick(draft: Draft, value: str) -> Draft:
    """Settle on one of the offers; what was agreed on another is void."""
    business = draft.session.business
    if business is None:
        return draft.on("start")
    offer = _offer(business, value)
    kept = replace(business, chosen=offer.id, slot=None, quote=None, terms=None, approval=None)
    return draft.with_business(kept).on("slot" if offer.slots else "select")


def select(draft: Draft) -> Draft:
    """Ask what the chosen offer costs."""
    business = draft.session.business
    chosen = visiting.chosen(business) if business else None
    if business is None or chosen is None:
        return draft.with_business(None).on("start")
    return draft.say("ordering.pricing", name=chosen.name).call(SelectOffer(business.transaction, chosen))


def selected(draft: Draft, result: Result) -> Draft:
    """Take the price."""
    business = draft.session.business
    match result:
        case QuoteGiven(quote) if business:
            return draft.with_business(replace(business, quote=quote)).on("init")
    return trouble.failed(draft, result, retry="select")


def init(draft: Draft) -> Draft:
    """Ask on which terms."""
    business, identity = draft.session.business, draft.proven
    if business is None or business.quote is None or identity is None:
        return draft.on("start")
    return draft.call(InitOrder(business.transaction, business.quote, identity.meter))


def initiated(draft: Draft, result: Result) -> Draft:
    """Take the terms; from now on they can be approved for a while."""
    business = draft.session.business
    match result:
        case TermsOffered(terms) if business:
            approval = Approval(terms.digest, draft.now + APPROVAL_LASTS)
            return draft.with_business(replace(business, terms=terms, approval=approval)).on("terms")
    return trouble.failed(draft, result, retry="init")


FETCHING = {
    "slot": visiting.STEP,
    "sort": Step(enter=sort, hear=hear_sort, private=True, browsing=True),
    "select": Step(enter=select, got=selected, private=True),
    "init": Step(enter=init, got=initiated, private=True),
    "trouble": replace(trouble.STEP, private=True),
}
"""The steps that are alike for every kind."""
