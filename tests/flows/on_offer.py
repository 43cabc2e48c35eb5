"""What is on offer in transcripts: systems, programmes, visits, connections and subsidies."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tools.offers import Category, Kind, Money, Offer, ProgrammeTerms, Slot, Subsidy


def dollars(amount: float) -> Money:
    return Money(round(amount * 100), "USD")


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

SPECIAL = (
    replace(
        DFP[2],
        id="461",
        name="Battery Evenings",
        programme=ProgrammeTerms(reward_low=dollars(2), reward_high=dollars(2), equipment="Home battery"),
    ),
    replace(
        DFP[2],
        id="462",
        name="Second Battery",
        programme=ProgrammeTerms(yearly=dollars(90), equipment="HOME BATTERY"),
    ),
    replace(
        DFP[2],
        id="463",
        name="Charger Pause",
        programme=ProgrammeTerms(yearly=dollars(60), equipment="Car charger"),
    ),
    replace(DFP[2], id="464", name="Shop Hours", programme=ProgrammeTerms(category=Category.COMMERCIAL)),
)
"""Programmes that are not for everybody."""


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

OFFERS = {
    Kind.SOLAR: SOLAR,
    Kind.DFP: (*DFP, *SPECIAL),
    Kind.SURVEY: SURVEY,
    Kind.CONNECTION: CONNECTION,
    Kind.SUBSIDY: SUBSIDY,
}
USUAL = {kind: len(DFP) if kind is Kind.DFP else len(offers) for kind, offers in OFFERS.items()}
"""How many offers there are, where nothing else is said."""
