"""Solar, flexibility, both and neither: what is ranked, what is left out, and what never may be."""

import time
from dataclasses import replace
from datetime import date

import pytest

from tests.tools.economics.compared import choices, chosen, lifetime, option, supposing
from tests.tools.economics.homes import NOW, SUN, battery, case, hours, panels, paying, programme
from tools.economics.comparing import compare
from tools.economics.comparison import Assumption, Choice, Pricing, Wish
from tools.economics.household import household
from tools.economics.roof import Shading
from tools.economics.sizing import Bound
from tools.economics.subsidy import Standing
from tools.economics.sunshine import annual_yield
from tools.economics.tariff import ExportRule
from tools.offers import Category, Money, Offer, ProgrammeTerms
from tools.tariffs import tariff

YEAR, MONTH = case(), case(30)
FITS = YEAR.home.annual_kwh / annual_yield(SUN.hourly)
"""The largest size, in kW, that yields no more than the household uses."""


def test_the_offer_that_is_worth_most_over_its_life_is_chosen_of_those_that_yield_no_more_than_is_used() -> None:
    small, fair, large = panels("Small", 1000, 0.8), panels("Fair", 3000, FITS * 0.999), panels("Large", 3000, FITS * 2)
    assert chosen(YEAR, small, fair, large) == chosen(YEAR, large, fair, small) == "Fair"
    assert chosen(YEAR, small, large) == "Small"
    assert chosen(YEAR, small, panels("Fair", 30000, FITS * 0.999)) == "Small"


def test_of_two_offers_that_are_alike_the_cheaper_is_chosen() -> None:
    dear, cheap = panels("Dear", 9000, 2.0), panels("Cheap", 6000, 2.0)
    assert chosen(YEAR, dear, cheap) == chosen(YEAR, cheap, dear) == "Cheap"


def test_where_all_yield_more_than_is_used_the_one_that_is_worth_most_is_chosen() -> None:
    assert chosen(YEAR, panels("Dear", 20000, FITS * 2), panels("Fair", 8000, FITS * 2)) == "Fair"


def test_all_four_options_stand_best_first() -> None:
    result = compare(YEAR, [panels("Set", 3000, FITS * 0.99), programme()])
    assert choices(result) == [Choice.BOTH, Choice.SOLAR, Choice.DFP, Choice.NEITHER]
    assert option(result, Choice.BOTH).offer_name == "Set + Saver"
    assert option(result, Choice.BOTH).upfront == Money(300000, "USD")
    assert (result.wish, result.pricing, result.export) == (Wish.MONEY, Pricing.FLAT, ExportRule.NET_BILLING)
    assert result.tariff_name == "us-ca-san-francisco-flat"


def test_neither_wins_where_nothing_pays() -> None:
    result = compare(YEAR, [panels("Gold-plated", 90000, 3.0)])
    assert choices(result) == [Choice.NEITHER, Choice.SOLAR]
    solar = option(result, Choice.SOLAR)
    assert solar.expected.amount > 0 > lifetime(solar)[1]
    assert (solar.payback_years, solar.irr) == (None, None)


def test_what_is_on_offer_is_told_though_it_be_not_counted() -> None:
    unpriced = compare(YEAR, [panels(price=None), programme()])
    assert choices(unpriced) == [Choice.DFP, Choice.NEITHER]
    assert (unpriced.solar_offered, unpriced.programme_offered) == (True, True)


def test_without_offers_there_is_neither_alone() -> None:
    result = compare(YEAR, [])
    assert (result.solar_offered, result.programme_offered) == (False, False)
    assert choices(result) == [Choice.NEITHER]
    neither = option(result, Choice.NEITHER)
    assert (neither.expected, neither.payback_years, neither.lcoe, neither.carbon) == (
        Money(0, "USD"),
        None,
        None,
        None,
    )
    assert lifetime(neither) == (0, 0, 0)
    assert result.turning == ()


def test_each_number_of_solar_can_be_traced_to_what_it_is_made_from() -> None:
    result = compare(YEAR, [panels("Set", 6000, 3.0)])
    solar = option(result, Choice.SOLAR)
    basis = solar.solar
    assert basis is not None
    assert basis.yield_kwh == pytest.approx(3.0 * SUN.annual_kwh, rel=0.01)
    assert basis.own_kwh + basis.fed_in_kwh == pytest.approx(basis.yield_kwh)
    assert basis.fed_in_price == pytest.approx(0.06)
    assert solar.expected.amount == basis.bill_today.amount - basis.bill_then.amount
    assert solar.expected.amount == pytest.approx(100 * (basis.own_kwh * 0.38 + basis.fed_in_kwh * 0.06), abs=1)
    assert (basis.upkeep, basis.bound, result.bill_today) == (Money(8700, "USD"), Bound.LARGEST, basis.bill_today)
    assert basis.inverter.amount == pytest.approx(3 * 24000 * 1.025**12, abs=1)
    assert solar.low.amount < solar.expected.amount < solar.high.amount
    assert lifetime(solar)[0] < lifetime(solar)[1] < lifetime(solar)[2]
    assert solar.irr is not None
    assert solar.lcoe is not None
    assert 0 < solar.lcoe < 0.38
    assert solar.irr > 0.05
    assert solar.payback_years is not None
    assert (len(solar.balance), solar.balance[0]) == (26, -solar.upfront.amount)
    years = int(solar.payback_years)
    assert solar.balance[years] < 0 < solar.balance[years + 1]


def test_the_expired_credit_is_named_and_gives_nothing() -> None:
    solar = option(compare(YEAR, [panels()]), Choice.SOLAR)
    (aid,) = solar.aids
    assert (aid.standing, aid.amount, aid.ends) == (Standing.EXPIRED, Money(0, "USD"), date(2025, 12, 31))
    assert Assumption.SUBSIDIES_NOT_INCLUDED in compare(YEAR, [panels()]).assumptions


def test_a_subsidy_that_still_runs_is_worth_its_amount() -> None:
    earlier = replace(YEAR, day=date(2025, 6, 1))
    before, after = (option(compare(when, [panels("Set", 6000, 3.0)]), Choice.SOLAR) for when in (earlier, YEAR))
    assert before.aids[0].amount == Money(180000, "USD")
    assert lifetime(before)[1] - lifetime(after)[1] == pytest.approx(180000 / 1.0906, rel=0.001)
    assert Assumption.TAX_CREDIT_NEEDS_TAXES in compare(earlier, [panels()]).assumptions
    assert Assumption.SUBSIDIES_NOT_INCLUDED not in compare(earlier, [panels()]).assumptions


def test_a_subsidy_that_ends_before_the_system_can_stand_gives_nothing() -> None:
    late = replace(YEAR, day=date(2025, 12, 1))
    assert option(compare(late, [panels()]), Choice.SOLAR).aids[0].standing is Standing.EXPIRED


def test_co2_is_told_with_whose_factor_it_is() -> None:
    result = compare(YEAR, [panels("Set", 6000, 3.0), programme()])
    solar, both, flexible = (option(result, choice) for choice in (Choice.SOLAR, Choice.BOTH, Choice.DFP))
    assert solar.carbon is not None
    assert solar.carbon.kg == pytest.approx(3.0 * SUN.annual_kwh * 0.195037, rel=0.01)
    assert (solar.carbon.source, solar.carbon.year) == ("EPA eGRID2023 rev. 2, CAMX", 2023)
    assert both.carbon == solar.carbon
    assert flexible.carbon is None
    assert option(compare(replace(YEAR, grid=None), [panels(), programme()]), Choice.BOTH).carbon is None


def test_both_is_recomputed_on_what_is_still_drawn() -> None:
    result = compare(YEAR, [panels("Set", 8000, 3.5), programme()])
    both, sun, flexible = (option(result, choice) for choice in (Choice.BOTH, Choice.SOLAR, Choice.DFP))
    assert sun.expected.amount < both.expected.amount < sun.expected.amount + flexible.expected.amount
    assert both.events is not None
    assert flexible.events is not None
    assert 0 < both.events.usual_kwh < flexible.events.usual_kwh
    assert Assumption.BOTH_RECOMPUTED in result.assumptions


def test_each_number_of_a_programme_can_be_traced_to_what_it_is_made_from() -> None:
    terms = replace(paying(2, events=12), penalty_percent=50.0, yearly=Money(4000, "USD"))
    flexible = option(compare(YEAR, [programme(terms=terms)]), Choice.DFP)
    basis = flexible.events
    assert basis is not None
    paid = basis.usual_kwh * basis.shifted * basis.low_per_kwh * basis.events
    assert flexible.expected.amount == pytest.approx(4000 + 100 * paid, abs=1)
    assert (basis.yearly, basis.at_risk) == (Money(4000, "USD"), Money(4000, "USD"))
    assert (flexible.low, flexible.irr, flexible.payback_years) == (Money(0, "USD"), None, None)
    assert (basis.first_hour, basis.last_hour, basis.shifted_high, basis.high_per_kwh) == (17, 21, 0.3, 4.0)


def test_a_minimum_load_above_the_households_peak_makes_it_not_eligible() -> None:
    result = compare(YEAR, [panels(), programme(terms=paying(minimum=5.0))])
    flexible = option(result, Choice.DFP)
    assert choices(result)[-1] is Choice.DFP
    assert (flexible.eligible, flexible.high, flexible.lifetime) == (False, Money(0, "USD"), None)
    assert Choice.BOTH not in choices(result)
    assert Assumption.MINIMUM_LOAD_NOT_REACHED in result.assumptions
    assert Assumption.BOTH_RECOMPUTED not in result.assumptions


def test_the_means_of_an_extrapolated_year_put_no_minimum_load_out_of_reach() -> None:
    month = case(30)
    assert float(month.home.load.max()) < month.home.peak_kw
    result = compare(month, [panels(), programme(terms=paying(minimum=month.home.peak_kw))])
    assert option(result, Choice.BOTH).eligible
    assert Assumption.MINIMUM_LOAD_NOT_REACHED not in result.assumptions


@pytest.mark.parametrize(
    ("category", "said"), [(None, True), (Category.COMMERCIAL, True), (Category.RESIDENTIAL, False)]
)
def test_a_programme_for_businesses_is_none_for_a_home(category: Category | None, *, said: bool) -> None:
    offer = programme(terms=replace(paying(), category=Category.COMMERCIAL))
    result = compare(replace(YEAR, category=category), [offer])
    assert (Choice.DFP in choices(result)) is said
    assert Assumption.TOO_FEW_DAYS_FOR_EVENTS not in result.assumptions


def test_panels_may_put_the_minimum_load_out_of_reach() -> None:
    by_day = household(
        hours(365, lambda start: 5.2 if start.hour == 20 else 0.5 + 0.01 * start.day), YEAR.territory.zone, now=NOW
    )
    result = compare(replace(YEAR, home=by_day), [panels("Huge", 9000, 60.0), programme(terms=paying(minimum=5.0))])
    assert option(result, Choice.DFP).eligible
    assert not option(result, Choice.BOTH).eligible
    assert choices(result)[-1] is Choice.BOTH
    assert Assumption.MINIMUM_LOAD_NOT_REACHED in result.assumptions


def test_that_readings_were_left_out_is_said() -> None:
    assert Assumption.SPIKES_LEFT_OUT not in compare(YEAR, [panels()]).assumptions
    spiked = replace(YEAR, home=replace(YEAR.home, spikes=1))
    assert Assumption.SPIKES_LEFT_OUT in compare(spiked, [panels()]).assumptions


def test_an_eligible_programme_is_shown_before_a_richer_one_that_is_out_of_reach() -> None:
    result = compare(YEAR, [programme("Rich", paying(50, 5.0)), programme("Poor", paying(1))])
    assert option(result, Choice.DFP).offer_name == "Poor"


def test_an_exempt_household_is_offered_no_programme() -> None:
    result = compare(case(exempt=True), [panels(), programme()])
    assert set(choices(result)) == {Choice.NEITHER, Choice.SOLAR}
    assert Assumption.EXEMPT_FROM_EVENTS in result.assumptions


def test_without_ten_clean_weekdays_a_programme_has_no_number() -> None:
    result = compare(case(12), [panels(), programme()])
    assert set(choices(result)) == {Choice.NEITHER, Choice.SOLAR}
    assert Assumption.TOO_FEW_DAYS_FOR_EVENTS in result.assumptions


LEFT_OUT: dict[str, tuple[Offer, Assumption]] = {
    "another currency": (panels(currency="INR"), Assumption.OTHER_CURRENCY_LEFT_OUT),
    "a reward in another currency": (
        programme(terms=ProgrammeTerms(Money(100, "INR"))),
        Assumption.OTHER_CURRENCY_LEFT_OUT,
    ),
    "no price": (panels(price=None), Assumption.UNPRICED_LEFT_OUT),
    "no size": (panels(power=None), Assumption.UNPRICED_LEFT_OUT),
    "a battery without a size": (battery(kwh=None), Assumption.UNPRICED_LEFT_OUT),
    "no reward": (programme(terms=ProgrammeTerms(bonus_percent=5.0)), Assumption.UNPRICED_LEFT_OUT),
    "no terms": (replace(programme(), programme=None), Assumption.UNPRICED_LEFT_OUT),
    "special equipment": (
        programme(terms=replace(paying(), equipment="Home battery")),
        Assumption.UNPRICED_LEFT_OUT,
    ),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_cannot_be_counted_is_left_out_and_said(what: str) -> None:
    offer, assumption = LEFT_OUT[what]
    result = compare(YEAR, [offer])
    assert choices(result) == [Choice.NEITHER]
    assert assumption in result.assumptions


def test_a_free_programme_priced_in_another_currency_is_free_all_the_same() -> None:
    free = replace(programme(), price=Money(0, "INR"))
    assert Choice.DFP in choices(compare(YEAR, [free]))


def test_the_assumptions_say_what_the_figures_rest_on() -> None:
    full = set(compare(YEAR, [panels(), programme(terms=paying(events=10))]).assumptions)
    part = set(compare(MONTH, [programme()]).assumptions)
    assert Assumption.EXTRAPOLATED in part - full
    assert Assumption.EVENTS_ASSUMED in part - full
    assert full >= {
        Assumption.LIFETIME_OF_25_YEARS,
        Assumption.FLAT_RATE,
        Assumption.SHADING_NOT_SURVEYED,
        Assumption.ROOF_ASSUMED,
        Assumption.AREA_ASSUMED,
        Assumption.EXPORT_AT_NET_BILLING,
        Assumption.PANELS_STOP_IN_AN_OUTAGE,
        Assumption.EVENTS_COULD_BE_ZERO,
        Assumption.PROGRAMME_STAYS,
    }


def test_what_is_known_of_a_roof_is_not_called_assumed() -> None:
    known = supposing(YEAR, area_m2=40.0, tilt=20.0, azimuth=180.0, shading=Shading.NONE)
    found = set(compare(known, [panels()]).assumptions)
    assert not found & {Assumption.ROOF_ASSUMED, Assumption.AREA_ASSUMED}
    assert Assumption.SHADING_NOT_SURVEYED in found


def test_a_yield_that_a_service_should_have_told_is_called_ours() -> None:
    instead = replace(YEAR, sun=replace(SUN, instead_of=SUN.source))
    assert Assumption.YIELD_MODELLED in compare(instead, [panels()]).assumptions


def test_another_tariff_is_called_by_its_kind() -> None:
    seville, delhi = (
        compare(replace(YEAR, tariff=tariff(name)), [panels()]) for name in ("es-20td", "in-delhi-domestic")
    )
    assert (seville.pricing, delhi.pricing) == (Pricing.TIME_OF_USE, Pricing.TIERED)
    assert Assumption.FLAT_RATE not in seville.assumptions
    assert Assumption.EXPORT_AT_NET_BILLING not in delhi.assumptions


def test_a_comparison_takes_little_time() -> None:
    began = time.process_time()
    compare(YEAR, [panels(f"Set {size}", 2000 * size, float(size)) for size in range(1, 30)] + [programme()] * 20)
    assert time.process_time() - began < 1.0
