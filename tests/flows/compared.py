"""What comparisons come back in transcripts: all parts of them, for all that a customer may suppose."""

from dataclasses import replace
from datetime import date

from tests.flows.on_offer import dollars
from tools.economics import carbon, sizing, solar_yield, subsidy
from tools.economics.comparison import (
    NOTHING_SUPPOSED,
    Aid,
    Assumption,
    Borrowing,
    Carbon,
    Choice,
    Comparison,
    EventBasis,
    Hinge,
    Option,
    Pricing,
    SolarBasis,
    Span,
    Storage,
    Supposition,
    Turning,
    Wish,
)

NEITHER = Option(Choice.NEITHER, "", dollars(0), dollars(0), dollars(0), dollars(0))

PANELS = SolarBasis(
    power_kw=4.0,
    bound=sizing.Bound.CONSUMPTION,
    source=solar_yield.Source.EMBEDDED,
    yield_kwh=6020.0,
    yield_low=0.85,
    yield_high=1.1,
    own_kwh=2310.0,
    fed_in_kwh=3710.0,
    fed_in_price=0.0765,
    bill_today=dollars(1480),
    bill_then=dollars(810),
    upkeep=dollars(70),
    inverter=dollars(900),
    inverter_year=12,
)
EVENTS = EventBasis(
    usual_kwh=4.62,
    shifted=0.3,
    shifted_high=0.5,
    low_per_kwh=1.0,
    high_per_kwh=1.5,
    events=12,
    yearly=dollars(0),
    at_risk=dollars(3),
    first_hour=17,
    last_hour=21,
)
TAX_CREDIT = Aid(
    "Residential clean energy credit",
    subsidy.Standing.EXPIRED,
    subsidy.Payout.TAX_CREDIT,
    dollars(0),
    ends=date(2025, 12, 31),
)
CITY = Aid("City rooftop grant", subsidy.Standing.OPEN, subsidy.Payout.PAID_OUT, dollars(500), ends=date(2027, 6, 30))

SOLAR = Option(
    Choice.SOLAR,
    "SunRoof 4",
    dollars(8000),
    dollars(510),
    dollars(600),
    dollars(660),
    13.3,
    lifetime=Span(dollars(-900), dollars(3100), dollars(5200)),
    irr=0.061,
    lcoe=0.104,
    carbon=Carbon(1490.0, carbon.Basis.MARGINAL, "EPA eGRID", 2022),
    aids=(TAX_CREDIT, CITY),
    solar=PANELS,
)
DFP = Option(
    Choice.DFP,
    "Quiet Evenings",
    dollars(0),
    dollars(0),
    dollars(20),
    dollars(35),
    lifetime=Span(dollars(0), dollars(330), dollars(560)),
    carbon=Carbon(4.0, carbon.Basis.MARGINAL, "EPA eGRID", 2022),
    events=EVENTS,
)
BOTH = replace(
    SOLAR,
    choice=Choice.BOTH,
    offer_name="SunRoof 4 + Quiet Evenings",
    expected=dollars(612),
    high=dollars(680),
    payback_years=13.0,
    lifetime=Span(dollars(-900), dollars(3290), dollars(5510)),
    events=replace(EVENTS, usual_kwh=3.4, at_risk=dollars(2)),
)

COMPARISON = Comparison(
    period_start=date(2025, 11, 1),
    period_end=date(2026, 10, 31),
    consumption_kwh=4210.4,
    peak_kw=3.65,
    full_year=True,
    options=(BOTH, SOLAR, DFP, NEITHER),
    assumptions=(
        Assumption.SHADING_NOT_SURVEYED,
        Assumption.ROOF_ASSUMED,
        Assumption.AREA_ASSUMED,
        Assumption.EXPORT_AT_NET_BILLING,
        Assumption.EVENTS_COULD_BE_ZERO,
        Assumption.BOTH_RECOMPUTED,
        Assumption.LIFETIME_OF_25_YEARS,
        Assumption.YIELD_MODELLED,
        Assumption.PROGRAMME_STAYS,
    ),
    tariff_name="Example Gas & Electric E-TOU-C",
    pricing=Pricing.TIME_OF_USE,
    bill_today=dollars(1480),
    turning=(
        Turning(Hinge.LOW_CASE, Choice.DFP),
        Turning(Hinge.WISH, Choice.DFP, wish=Wish.NO_UPFRONT),
        Turning(Hinge.PRICE, Choice.SOLAR, amount=dollars(7000)),
    ),
    loan_offered=True,
    battery_offered=True,
)
"""Where all is well: panels and the programme pay, in most cases."""

POOR = Comparison(
    period_start=date(2026, 8, 1),
    period_end=date(2026, 10, 31),
    consumption_kwh=610.0,
    peak_kw=0.94,
    full_year=False,
    options=(NEITHER, replace(DFP, offer_name="Dynamic Demand Response", expected=dollars(0), eligible=False)),
    assumptions=(Assumption.MINIMUM_LOAD_NOT_REACHED,),
)
"""A short period, and neither is best."""

DEAR = replace(
    COMPARISON,
    options=(
        NEITHER,
        replace(SOLAR, lifetime=Span(dollars(-4100), dollars(-2900), dollars(-1700)), payback_years=None, irr=None),
    ),
    assumptions=(Assumption.SHADING_NOT_SURVEYED, Assumption.EXPORT_AT_NET_BILLING),
    turning=(Turning(Hinge.PRICE, Choice.SOLAR, amount=dollars(5200)), Turning(Hinge.EVENTS, Choice.DFP, number=30)),
    loan_offered=False,
    battery_offered=False,
)
"""Panels never pay, whatever the roof is like."""

EXEMPT = replace(
    COMPARISON,
    options=(SOLAR, NEITHER),
    assumptions=(Assumption.SHADING_NOT_SURVEYED, Assumption.EXEMPT_FROM_EVENTS),
    turning=(),
    programme_offered=False,
)


def compared(supposing: Supposition, name: str = "ok") -> Comparison:
    """Return what comes back for a household that supposes something."""
    usual = {"poor": POOR, "neither": DEAR, "exempt": EXEMPT}.get(name, COMPARISON)
    return _with_wish(usual, supposing) if supposing != NOTHING_SUPPOSED else usual


def _with_wish(usual: Comparison, supposing: Supposition) -> Comparison:
    wish = supposing.wish or Wish.MONEY
    lent = supposing.loan and usual.loan_offered
    options = tuple(_supposed(option, replace(supposing, loan=lent)) for option in usual.options)
    first = _first(wish)
    ranked = sorted(options, key=lambda option: first.index(option.choice) if option.choice in first else len(first))
    lacking = (Assumption.NO_LOAN_OFFERED,) if supposing.loan and not usual.loan_offered else ()
    wiring = (Assumption.BACKUP_NEEDS_WIRING,) if wish is Wish.BACKUP and supposing.battery else ()
    outage = (Assumption.PANELS_STOP_IN_AN_OUTAGE,) if wish is Wish.BACKUP and not supposing.battery else ()
    told = {
        Assumption.AREA_ASSUMED: supposing.area_m2,
        Assumption.SHADING_NOT_SURVEYED: supposing.shading,
        Assumption.ROOF_ASSUMED: supposing.azimuth is not None,
    }
    left = tuple(one for one in usual.assumptions if not told.get(Assumption(one)))
    return replace(
        usual,
        options=tuple(ranked),
        assumptions=(*left, *lacking, *outage, *wiring),
        wish=wish,
        supposing=supposing,
        turning=(),
    )


def _first(wish: Wish) -> tuple[Choice, ...]:
    if wish is Wish.NO_UPFRONT:
        return (Choice.DFP, Choice.NEITHER)
    return (Choice.SOLAR, Choice.BOTH) if wish is Wish.CLIMATE else ()


def _supposed(option: Option, supposing: Supposition) -> Option:
    """Make an option what it would be: rough figures, but each supposition changes its own."""
    if option.solar is None or option.lifetime is None:
        return option
    if supposing.share or supposing.area_m2:
        small = replace(option.solar, power_kw=2.0, bound=sizing.Bound.ROOF, yield_kwh=3010.0, fed_in_kwh=900.0)
        worth = Span(dollars(-700), dollars(1400), dollars(2500))
        option = replace(option, offer_name="SunRoof 2", upfront=dollars(4500), lifetime=worth, solar=small)
    if supposing.azimuth is not None:
        option = replace(option, lifetime=Span(dollars(-2100), dollars(1300), dollars(3000)))
    if supposing.shading:
        option = replace(option, lifetime=Span(dollars(-3000), dollars(-400), dollars(900)), payback_years=None)
    if supposing.loan:
        loan = Borrowing(dollars(760), 12, 0.07, "Example Bank, May 2026", "https://bank.example/solar")
        option = replace(option, upfront=dollars(0), borrowing=loan, lifetime=Span(*map(dollars, (-2100, 1700, 3900))))
    if supposing.battery and option.solar is not None:
        battery = Storage("Home Store 10", 9.5, dollars(6500), dollars(9410), 15)
        kept = replace(option.solar, own_kwh=4040.0, fed_in_kwh=1660.0)
        option = replace(option, upfront=dollars(14500), storage=battery, solar=kept, backup=True)
    return option
