"""What the world answers in transcripts: accounts, offers, quotes, terms, comparisons."""

from dataclasses import replace
from datetime import UTC, date, datetime

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
from tools.economics.comparison import Assumption, Choice, Comparison, Option
from tools.offers import (
    Cancellation,
    CancellationKind,
    Kind,
    Money,
    Offer,
    Payment,
    PriceLine,
    ProgrammeTerms,
    Progress,
    Quote,
    Slot,
    Subsidy,
    Support,
    Terms,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def dollars(amount: float) -> Money:
    return Money(round(amount * 100), "USD")


ACCOUNTS = {
    "MTR-0042": Account("acc-42", "MTR-0042", "Ada Example", "+12025550142", "en-US", "America/Los_Angeles"),
    "MTR-0043": Account("acc-42", "MTR-0043", "Ada Example", "+12025550142", "en-US", "America/Los_Angeles"),
    "MTR-0050": Account("acc-50", "MTR-0050", "Ben Example", "+12025550150", "en-US", exempt=True),
    "MTR-0060": Account("acc-60", "MTR-0060", "Carla Ejemplo", "+12025550160", "es-US"),
    "MTR-0070": Account("acc-70", "MTR-0070", "Dev Example", None, "en-US"),
}


def _solar(place: int, name: str, provider: str, price: float | None, summary: str, power: float | None) -> Offer:
    money = None if price is None else dollars(price)
    offer = Offer(f"item-{place}", Kind.SOLAR, name, provider, f"p-{place}", summary, money, power_kw=power)
    return replace(offer, bpp_id=f"bpp-{place}.example", bpp_uri=f"https://bpp-{place}.example")


SOLAR = (
    _solar(0, "SunRoof 4", "Bright Valley Solar", 8000, "Ten panels of 400 W with inverter and mounting", 4.0),
    _solar(1, "SunRoof 6", "Bright Valley Solar", 11500, "Fifteen panels of 400 W with inverter and mounting", 6.0),
    _solar(2, "Balcony Kit", "Plug & Sun", 900, "Two panels for a balcony, plugged in", 0.8),
    _solar(3, "Balcony Kit", "Helio Works", 950, "Two panels for a balcony, plugged in", None),
    _solar(4, "Roof Complete", "Helio Works", None, "", 5.0),
    _solar(
        5,
        "Family Roof",
        "Northlight",
        14250,
        "Twenty panels, a battery of 10 kWh and a wall box, planned and mounted by our own people within eight weeks",
        8.0,
    ),
)

DFP = (
    Offer(
        "458",
        Kind.DFP,
        "Dynamic Demand Response",
        "Example Gas & Electric",
        "323",
        "Shift use away from busy hours",
        None,
        programme=ProgrammeTerms(
            reward_low=dollars(3),
            reward_high=dollars(4.5),
            bonus_percent=15,
            penalty_percent=15,
            minimum_load_kw=5,
            events_a_year=12,
            notice_hours=24,
        ),
    ),
    Offer(
        "459",
        Kind.DFP,
        "Emergency Demand Reduction",
        "Example Gas & Electric",
        "323",
        "Reduce in emergencies",
        None,
        programme=ProgrammeTerms(reward_high=dollars(10), yearly=dollars(250), penalty_percent=50),
    ),
    Offer("460", Kind.DFP, "Quiet Evenings", "Neighbour Power", "324", "Use less on ten evenings", None),
)


def _slot(number: str, day: int) -> Slot:
    return Slot(number, datetime(2026, 11, day, 17, tzinfo=UTC), datetime(2026, 11, day, 19, tzinfo=UTC))


SURVEY = (
    Offer(
        "601",
        Kind.SURVEY,
        "Roof installation up to 4 kW",
        "Twin Ridge",
        "71",
        "Licensed electricians",
        dollars(3200),
        power_kw=4.0,
        slots=(_slot("s-0", 22), _slot("s-1", 26), _slot("s-2", 30)),
    ),
    Offer("602", Kind.SURVEY, "Roof installation up to 8 kW", "Cypress Roof", "73", "", dollars(5900), power_kw=8.0),
)

CONNECTION = (
    Offer("701", Kind.CONNECTION, "Home Grid Connection", "Bayline Power", "74", "", dollars(145)),
    Offer("702", Kind.CONNECTION, "Urgent Grid Connection", "Bayline Power", "74", "", None, slots=(_slot("s-3", 27),)),
)

SUBSIDY = (
    Offer(
        "801",
        Kind.SUBSIDY,
        "Rooftop Incentive",
        "Bay Climate Office",
        "83",
        "",
        dollars(0),
        subsidy=Subsidy(
            dollars(1500), 10.0, date(2026, 12, 1), date(2027, 6, 30), "homes with new panels", "after installation"
        ),
    ),
    Offer(
        "802", Kind.SUBSIDY, "Battery Incentive", "Bay Climate Office", "83", "", None, subsidy=Subsidy(dollars(900))
    ),
    Offer(
        "803", Kind.SUBSIDY, "Early Bird", "City", "84", "", None, subsidy=Subsidy(None, 5.0, None, date(2026, 1, 31))
    ),
    Offer("804", Kind.SUBSIDY, "Neighbour Fund", "City", "84", "Ask the neighbours", None),
)

OFFERS = {Kind.SOLAR: SOLAR, Kind.DFP: DFP, Kind.SURVEY: SURVEY, Kind.CONNECTION: CONNECTION, Kind.SUBSIDY: SUBSIDY}


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


COMPARISON = Comparison(
    period_start=date(2025, 11, 1),
    period_end=date(2026, 10, 31),
    consumption_kwh=4210.4,
    peak_kw=3.65,
    full_year=True,
    options=(
        Option(Choice.SOLAR, "SunRoof 4", dollars(8000), dollars(510), dollars(600), dollars(660), 13.3),
        Option(Choice.BOTH, "SunRoof 4 + Quiet Evenings", dollars(8000), dollars(0), dollars(617), dollars(690), 13.0),
        Option(Choice.DFP, "Quiet Evenings", dollars(0), dollars(0), dollars(20), dollars(35)),
        Option(Choice.NEITHER, "", dollars(0), dollars(0), dollars(0), dollars(0)),
    ),
    assumptions=(Assumption.SHADING_NOT_SURVEYED, Assumption.EVENTS_COULD_BE_ZERO, Assumption.BOTH_RECOMPUTED),
)

POOR = Comparison(
    period_start=date(2026, 8, 1),
    period_end=date(2026, 10, 31),
    consumption_kwh=610.0,
    peak_kw=0.94,
    full_year=False,
    options=(
        Option(Choice.NEITHER, "", dollars(0), dollars(0), dollars(0), dollars(0)),
        Option(
            Choice.DFP,
            "Dynamic Demand Response",
            dollars(0),
            dollars(0),
            dollars(0),
            dollars(0),
            eligible=False,
        ),
    ),
    assumptions=(Assumption.MINIMUM_LOAD_NOT_REACHED,),
)


def good(request: Request, name: str) -> Result:
    """What comes back when all is well. `name` tells apart kinds of well; "ok" is the usual."""
    result: Result
    match request:
        case FindAccount(meter):
            result = AccountFound(ACCOUNTS.get(meter), phone_changed=name == "phone_changed")
        case SearchOffers(kind):
            result = OffersFound(() if name == "nothing" else OFFERS[kind][: int(name) if name.isdigit() else None])
        case SelectOffer(offer=offer):
            held = replace(offer, slot=None) if name == "other_time" else offer
            result = QuoteGiven(quote_of(held, disputed=name == "disputed"))
        case InitOrder(quote=quote):
            result = TermsOffered(terms_of(quote))
        case CompareOptions():
            result = OptionsCompared(POOR if name == "poor" else COMPARISON)
        case _:
            result = of_order(request, name)
    return result


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
    failures = {failure.value: failure for failure in Failure}
    return Failed(failures[name]) if name in failures else good(request, name)
