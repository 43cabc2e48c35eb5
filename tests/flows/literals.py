"""What the world answers in transcripts: accounts, quotes, terms, comparisons."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.flows.compared import compared
from tests.flows.on_offer import OFFERS, USUAL
from tools.contract import (
    Account,
    AccountFound,
    AskSupport,
    CancelOrder,
    CheckOrder,
    CompareOptions,
    ConfirmOrder,
    Failed,
    Failure,
    FindAccount,
    InitOrder,
    OffersFound,
    OptionsCompared,
    OrderCancelled,
    OrderChecked,
    OrderConfirmed,
    QuoteGiven,
    RegistryTold,
    Request,
    Result,
    SearchOffers,
    SelectOffer,
    SettleOrder,
    SupportGiven,
    TellRegistry,
    TermsOffered,
)
from tools.economics.baseline import Window
from tools.economics.comparison import Assumption
from tools.economics.eligibility import Applicant, Doubt, eligibility
from tools.economics.events import EventResult, Nothing
from tools.economics.household import Lack
from tools.offers import (
    Cancellation,
    CancellationKind,
    Category,
    Kind,
    Money,
    Offer,
    Payment,
    PriceLine,
    Progress,
    Quote,
    Support,
    Terms,
)
from tools.picture import DrawPicture, PictureDrawn
from tools.reduction import MeasureReduction, ReductionMeasured

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


ACCOUNTS = {
    "MTR-0042": Account("acc-42", "MTR-0042", "Ada Example", "+12025550142", "en-US", "America/Los_Angeles"),
    "MTR-0043": Account("acc-42", "MTR-0043", "Ada Example", "+12025550142", "en-US", "America/Los_Angeles"),
    "MTR-0050": Account("acc-50", "MTR-0050", "Ben Example", "+12025550150", "en-US", exempt=True),
    "MTR-0060": Account("acc-60", "MTR-0060", "Carla Ejemplo", "+12025550160", "es-US"),
    "MTR-0070": Account("acc-70", "MTR-0070", "Dev Example", None, "en-US"),
}

APPLICANTS = {
    "small": Applicant(3.65, Category.RESIDENTIAL),
    "broken": Applicant(Doubt.READINGS, Category.RESIDENTIAL),
    "registry_away": Applicant(Doubt.REGISTRY),
    "special": Applicant(6.2, Category.RESIDENTIAL),
    "special_unknown": Applicant(6.2),
    "became_exempt": Applicant(6.2, exempt=True),
}
"""Homes that are not as the usual one; "special" ones are offered what is not for everybody."""


_LESS = EventResult(
    Window(date(2026, 11, 24), 17.0, 20.0),
    days=10,
    baseline_kwh=3.52,
    actual_kwh=2.09,
    kwh=1.43,
    low=Money(429, "USD"),
    expected=Money(429, "USD"),
)
REDUCTIONS = {
    "ok": _LESS,
    "penalty": replace(_LESS, low=Money(365, "USD")),
    "little": replace(_LESS, actual_kwh=3.4, kwh=0.12, low=Money(36, "USD"), expected=Money(36, "USD")),
    "much": replace(_LESS, baseline_kwh=14.2, actual_kwh=3.1, kwh=11.1),
    "not_less": replace(_LESS, actual_kwh=3.9, kwh=-0.38, nothing=Nothing.NOT_LESS, low=None, expected=None),
    "no_rate": replace(_LESS, nothing=Nothing.NO_RATE, low=Money(0, "USD"), expected=Money(0, "USD")),
    "cap_reached": replace(_LESS, nothing=Nothing.CAP_REACHED, low=Money(0, "USD"), expected=Money(0, "USD")),
    "outage": EventResult(_LESS.window, Nothing.OUTAGE),
    "too_few_days": EventResult(_LESS.window, Nothing.TOO_FEW_DAYS, days=4, wanted=10),
    "not_measured": EventResult(_LESS.window, Nothing.NOT_MEASURED),
}
"""What an event came to."""


def terms_of(quote: Quote) -> Terms:
    solar = quote.offer.kind is Kind.SOLAR
    stated = quote.offer.provider != "Neighbour Power"
    leaving = Cancellation(CancellationKind.FREE) if stated else Cancellation()
    return Terms(
        quote,
        payment=Payment.PRE_FULFILLMENT if solar else Payment.NOT_STATED,
        cancellation=Cancellation(CancellationKind.FEE, percent=5.0) if solar else leaving,
        digest=f"{quote.offer.id:0>64}",
    )


def quote_of(offer: Offer, *, disputed: bool = False) -> Quote:
    if offer.price is None or disputed:
        return Quote(offer, None, disputed=disputed)
    part = Money(offer.price.amount // 4, offer.price.currency)
    rest = Money(offer.price.amount - part.amount, offer.price.currency)
    return Quote(offer, offer.price, (PriceLine("Panels", rest), PriceLine("Mounting", part)))


def good(request: Request, name: str) -> Result:
    """What comes back when all is well. `name` tells apart kinds of well; "ok" is the usual."""
    result: Result
    match request:
        case FindAccount(meter):
            result = AccountFound(ACCOUNTS.get(meter), phone_changed=name == "phone_changed")
        case SearchOffers(kind):
            result = _found(kind, name)
        case SelectOffer(offer=offer):
            held = replace(offer, slot=None) if name == "other_time" else offer
            result = QuoteGiven(quote_of(held, disputed=name == "disputed"))
        case InitOrder(quote=quote):
            result = TermsOffered(terms_of(quote))
        case MeasureReduction():
            result = ReductionMeasured(REDUCTIONS[name])
        case CompareOptions(supposing=supposing, file=file):
            taken = (Assumption.UNIT_TAKEN, Assumption.DIRECTION_TAKEN) if file else ()
            known = replace(supposing, place=None) if name == "elsewhere" else supposing
            found = compared(known, name)
            assumed = (*found.assumptions, *taken)
            result = OptionsCompared(replace(found, from_file=file is not None, assumptions=assumed))
        case DrawPicture():
            result = PictureDrawn("https://utility.example/media/x.png")
        case _:
            result = of_order(request, name)
    return result


def _found(kind: Kind, name: str) -> OffersFound:
    several = int(name) if name.isdigit() else len(OFFERS[kind]) if name.startswith("special") else USUAL[kind]
    offers = () if name == "nothing" else OFFERS[kind][:several]
    home = APPLICANTS.get(name, Applicant(6.2, Category.RESIDENTIAL))
    judged = {offer.id: eligibility(offer.programme, home) for offer in offers if kind is Kind.DFP}
    return OffersFound(offers, {} if name == "unchecked" else judged)


About = ConfirmOrder | SettleOrder | CheckOrder | CancelOrder | AskSupport | TellRegistry


def of_order(request: About, name: str) -> Result:
    """What comes back about an order when all is well; a milestone's code is a kind of well."""
    match request:
        case CheckOrder(number=number):
            return OrderChecked(Progress(number, "ORDER_DELIVERED" if name == "ok" else name))
        case CancelOrder(number=number):
            return OrderCancelled(Progress(number, "CANCELLED"))
        case AskSupport():
            whole = Support("+1 202 555 0161", "help@seller.example", "https://seller.example/help")
            return SupportGiven(Support() if name == "nothing" else whole)
        case TellRegistry():
            return RegistryTold()
    return OrderConfirmed(Progress("ORD-1001", "ORDER_RECEIVED"))


def outcome(request: Request, name: str) -> Result:
    """What a transcript's word for an outcome stands for."""
    failures = {failure.value: Failed(failure) for failure in Failure}
    failures |= {f"no_data, {lack}": Failed(Failure.NO_DATA, lack) for lack in Lack}
    return failures[name] if name in failures else good(request, name)
