"""Explaining: each number of a comparison from what it is made of, and all that was assumed."""

from collections.abc import Iterator, Mapping

from bot.flows.draft import Draft
from bot.flows.weighing import kind, named
from bot.model.command import Choose, Command, Say
from bot.model.session import Offered
from tools.economics import carbon
from tools.economics.comparison import (
    Aid,
    Assumption,
    Choice,
    Comparison,
    EventBasis,
    Hinge,
    Option,
    Pricing,
    SolarBasis,
    Turning,
    Wish,
)
from tools.economics.sizing import Bound
from tools.economics.solar_yield import Source
from tools.economics.subsidy import Payout, Standing
from tools.economics.tariff import ExportRule

ASSUMPTIONS: Mapping[str, str] = {
    Assumption.EXTRAPOLATED: "assumption.extrapolated",
    Assumption.SPIKES_LEFT_OUT: "assumption.spikes_left_out",
    Assumption.FIRST_YEAR_ONLY: "assumption.first_year_only",
    Assumption.FLAT_RATE: "assumption.flat_rate",
    Assumption.SHADING_NOT_SURVEYED: "assumption.shading_not_surveyed",
    Assumption.ROOF_ASSUMED: "assumption.roof_assumed",
    Assumption.TILT_ASSUMED: "assumption.tilt_assumed",
    Assumption.FACING_ASSUMED: "assumption.facing_assumed",
    Assumption.EXPORT_AT_NET_BILLING: "assumption.export_at_net_billing",
    Assumption.SUBSIDIES_NOT_INCLUDED: "assumption.subsidies_not_included",
    Assumption.EVENTS_COULD_BE_ZERO: "assumption.events_could_be_zero",
    Assumption.EVENTS_ASSUMED: "assumption.events_assumed",
    Assumption.MINIMUM_LOAD_NOT_REACHED: "assumption.minimum_load_not_reached",
    Assumption.EXEMPT_FROM_EVENTS: "assumption.exempt_from_events",
    Assumption.OTHER_CURRENCY_LEFT_OUT: "assumption.other_currency_left_out",
    Assumption.UNPRICED_LEFT_OUT: "assumption.unpriced_left_out",
    Assumption.BOTH_RECOMPUTED: "assumption.both_recomputed",
    Assumption.LIFETIME_OF_25_YEARS: "assumption.lifetime_of_years",
    Assumption.YIELD_MODELLED: "assumption.yield_modelled",
    Assumption.AREA_ASSUMED: "assumption.area_assumed",
    Assumption.ROOF_TOO_SMALL: "assumption.roof_too_small",
    Assumption.CONNECTION_TOO_SMALL: "assumption.connection_too_small",
    Assumption.TAX_CREDIT_NEEDS_TAXES: "assumption.tax_credit_needs_taxes",
    Assumption.PROGRAMME_STAYS: "assumption.programme_stays",
    Assumption.TOO_FEW_DAYS_FOR_EVENTS: "assumption.too_few_days_for_events",
    Assumption.NO_LOAN_OFFERED: "assumption.no_loan_offered",
    Assumption.NO_BATTERY_OFFERED: "assumption.no_battery_offered",
    Assumption.BACKUP_NEEDS_WIRING: "assumption.backup_needs_wiring",
    Assumption.UNIT_TAKEN: "assumption.unit_taken",
    Assumption.DIRECTION_TAKEN: "assumption.direction_taken",
    Assumption.PANELS_STOP_IN_AN_OUTAGE: "assumption.panels_stop_in_an_outage",
}
"""The sentence for each assumption that a comparison names."""

ASIDE = frozenset(
    {
        Assumption.FIRST_YEAR_ONLY,
        Assumption.FLAT_RATE,
        Assumption.ROOF_ASSUMED,
        Assumption.TILT_ASSUMED,
        Assumption.FACING_ASSUMED,
        Assumption.EVENTS_ASSUMED,
        Assumption.OTHER_CURRENCY_LEFT_OUT,
        Assumption.UNPRICED_LEFT_OUT,
        Assumption.LIFETIME_OF_25_YEARS,
        Assumption.YIELD_MODELLED,
        Assumption.AREA_ASSUMED,
        Assumption.PROGRAMME_STAYS,
    }
)
"""What is said with "what did you assume" alone; all else is said with the figures."""

BOUNDS: Mapping[Bound, str] = {
    Bound.CONSUMPTION: "explain.bound_consumption",
    Bound.ROOF: "explain.bound_roof",
    Bound.SANCTIONED_LOAD: "explain.bound_sanctioned_load",
    Bound.LARGEST: "explain.bound_largest",
    Bound.SMALLEST: "explain.bound_smallest",
    Bound.WORTH: "explain.bound_worth",
}
SOURCES: Mapping[Source, str] = {
    Source.EMBEDDED: "explain.by_us",
    Source.PVGIS: "explain.by_pvgis",
    Source.PVWATTS: "explain.by_pvwatts",
}
PLANTS: Mapping[carbon.Basis, str] = {
    carbon.Basis.AVERAGE: "explain.plants_average",
    carbon.Basis.MARGINAL: "explain.plants_marginal",
    carbon.Basis.HOURLY: "explain.plants_hourly",
}
PRICINGS: Mapping[Pricing, str] = {
    Pricing.FLAT: "explain.flat",
    Pricing.TIERED: "explain.tiered",
    Pricing.TIME_OF_USE: "explain.time_of_use",
}
EXPORTS: Mapping[ExportRule, str] = {
    ExportRule.NET_METERING: "explain.net_metering",
    ExportRule.NET_BILLING: "explain.net_billing",
    ExportRule.FEED_IN: "explain.feed_in",
}
PAYOUTS: Mapping[Payout, str] = {
    Payout.OFF_PRICE: "aid.off_price",
    Payout.PAID_OUT: "aid.paid_out",
    Payout.TAX_CREDIT: "aid.tax_credit",
}
CLOSED: Mapping[Standing, str] = {Standing.NOT_YET: "aid.not_yet", Standing.EXPIRED: "aid.expired"}
HINGES: Mapping[Hinge, str] = {
    Hinge.EVENTS: "hinge.events",
    Hinge.PRICE: "hinge.price",
    Hinge.WISH: "hinge.wish",
    Hinge.LOAN: "hinge.loan",
    Hinge.LOW_CASE: "hinge.low_case",
}
WISHED: Mapping[Wish, str] = {
    Wish.MONEY: "hinge.by_money",
    Wish.NO_UPFRONT: "hinge.by_no_upfront",
    Wish.BACKUP: "hinge.by_backup",
    Wish.CLIMATE: "hinge.by_climate",
}
WHY: Mapping[str, str] = {
    Choice.SOLAR: "choice.why_solar",
    Choice.DFP: "choice.why_dfp",
    Choice.BOTH: "choice.why_both",
}
ASSUMED = "assumed"


def assumptions(draft: Draft, comparison: Comparison, *, everything: bool) -> tuple[str, ...]:
    """Say what a comparison rests on: everything, or what is said with the figures."""
    missing = not comparison.full_year and Assumption.EXTRAPOLATED not in comparison.assumptions
    names = (Assumption.EXTRAPOLATED, *comparison.assumptions) if missing else comparison.assumptions
    return tuple(draft.words(ASSUMPTIONS[name]) for name in names if everything or name not in ASIDE)


def aids(draft: Draft, comparison: Comparison) -> tuple[str, ...]:
    """Say which public subsidies count, each once, and which do not and why."""
    found = dict.fromkeys(aid for option in comparison.options for aid in option.aids)
    return tuple(_aid(draft, aid) for aid in found)


def _aid(draft: Draft, aid: Aid) -> str:
    values = {"title": aid.title, "amount": aid.amount, "starts": aid.starts, "ends": aid.ends}
    return draft.words(CLOSED.get(aid.standing) or PAYOUTS[aid.payout], **values)


def turning(draft: Draft, one: Turning) -> str:
    """Say what would put another choice first."""
    by = draft.words(WISHED[one.wish]) if one.wish else ""
    values = {"option": kind(draft, one.choice), "number": one.number or 0, "amount": one.amount, "by": by}
    return draft.words(HINGES[one.hinge], **values)


def explainable(comparison: Comparison) -> tuple[Option, ...]:
    """Return the options whose numbers can be explained, best first."""
    return tuple(one for one in comparison.options if one.eligible and (one.solar or one.events))


def enter(draft: Draft) -> Draft:
    """Explain one option, or say all that was assumed; then offer the others."""
    comparison = draft.session.comparison
    if comparison is None:
        return draft.on("start")
    options = {option.choice.value: option for option in explainable(comparison)}
    about = draft.slot("about") or next(iter(options), ASSUMED)
    option = options.get(about)
    said = option_explained(draft, comparison, option) if option else _all_assumed(draft, comparison)
    others = [draft.label(f"why-{name}", WHY[name]) for name in options if name != about]
    rest = () if option is None else (draft.label(f"why-{ASSUMED}", "choice.assumed"),)
    return draft.ask(f"{said}\n\n{draft.words('explain.which')}", (*others, *rest, *onward(draft)))


def hear(draft: Draft, command: Command) -> Draft | None:
    """Take what is to be explained next."""
    match command:
        case Say("why_or_explain"):
            return draft.note(about="").on("why")
        case Choose("why_numbers"):
            return draft.note(about="").on("why")
        case Choose(value) if value.startswith("why-"):
            return draft.note(about=value.removeprefix("why-")).on("why")
    return None


def onward(draft: Draft) -> tuple[Offered, ...]:
    """Return the ways on from whatever was asked about a comparison."""
    return (draft.label("what_if", "choice.what_if"), draft.label("compared", "choice.compared"))


def option_explained(draft: Draft, comparison: Comparison, option: Option) -> str:
    """Explain each number of an option."""
    said = [draft.words("explain.head", option=named(draft, option))]
    said += _of_solar(draft, comparison, option, option.solar) if option.solar else ()
    said += _of_events(draft, option.events) if option.events else ()
    said += _of_money(draft, option)
    if option.carbon:
        plants = draft.words(PLANTS[option.carbon.basis])
        facts = {"kg": option.carbon.kg, "source": option.carbon.source, "year": option.carbon.year}
        said.append(draft.words("explain.carbon", plants=plants, **facts))
    if option.choice is Choice.BOTH:
        said.append(draft.words("assumption.both_recomputed"))
    return "\n".join(said)


def _of_solar(draft: Draft, comparison: Comparison, option: Option, basis: SolarBasis) -> Iterator[str]:
    low, high = basis.yield_kwh * basis.yield_low, basis.yield_kwh * basis.yield_high
    yield draft.words("explain.size", power=basis.power_kw, bound=draft.words(BOUNDS[basis.bound]))
    by = draft.words(SOURCES[basis.source])
    yield draft.words("explain.yields", low=low, expected=basis.yield_kwh, high=high, by=by)
    yield draft.words("explain.use", own=basis.own_kwh, fed_in=basis.fed_in_kwh)
    lost = basis.yield_kwh - basis.own_kwh - basis.fed_in_kwh
    if lost >= 1:
        yield draft.words("explain.battery_loss", lost=lost)
    if basis.fed_in_price is not None:
        rule = draft.words(EXPORTS[comparison.export])
        yield draft.words("explain.fed_in", price=basis.fed_in_price, currency=option.upfront.currency, rule=rule)
    pricing = draft.words(PRICINGS[comparison.pricing])
    yield draft.words("explain.tariff", name=comparison.tariff_name, kind=pricing)
    yield draft.words("explain.bill", today=basis.bill_today, then=basis.bill_then)
    costs = {"upkeep": basis.upkeep, "inverter": basis.inverter, "year": basis.inverter_year}
    yield draft.words("explain.upkeep", **costs)


def _of_events(draft: Draft, basis: EventBasis) -> Iterator[str]:
    hours = {"first": basis.first_hour, "last": basis.last_hour, "usual": basis.usual_kwh}
    yield draft.words("explain.usual", shifted=100 * basis.shifted, lucky=100 * basis.shifted_high, **hours)
    rates = {"low": basis.low_per_kwh, "high": basis.high_per_kwh, "currency": basis.yearly.currency}
    yield draft.words("explain.events", events=basis.events, **rates)
    if basis.yearly.amount > 0:
        yield draft.words("explain.yearly", yearly=basis.yearly)
    if basis.at_risk.amount > 0:
        yield draft.words("compare.at_risk", amount=basis.at_risk)


def _of_money(draft: Draft, option: Option) -> Iterator[str]:
    yield from (_aid(draft, aid) for aid in option.aids)
    if option.borrowing:
        loan = option.borrowing
        terms = {"payment": loan.payment, "years": loan.years, "rate": 100 * loan.rate}
        yield draft.words("explain.loan", source=loan.source, page=loan.page, **terms)
    if option.storage:
        battery = option.storage
        again = {"again": battery.replacement, "year": battery.replacement_year}
        yield draft.words("explain.battery", name=battery.name, kwh=battery.usable_kwh, price=battery.price, **again)
    if option.lifetime:
        yield draft.words("explain.lifetime", expected=option.lifetime.expected)
    if option.irr is not None:
        yield draft.words("explain.irr", percent=100 * option.irr)
    if option.lcoe is not None:
        yield draft.words("explain.lcoe", price=option.lcoe, currency=option.upfront.currency)


def _all_assumed(draft: Draft, comparison: Comparison) -> str:
    named_all = (*assumptions(draft, comparison, everything=True), *aids(draft, comparison))
    turns = [turning(draft, one) for one in comparison.turning]
    lines = [draft.words("compare.point", words=words) for words in (*named_all, *turns)]
    return "\n".join((draft.words("compare.why"), *lines))
