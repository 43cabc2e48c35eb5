"""Solar, flexibility, both and neither: what is ranked, what is left out, and what never may be."""

import dataclasses
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.economics.homes import HERE, HOURLY, NOW, case, home, hours, panels, paying, programme
from tools.economics.comparing import compare
from tools.economics.comparison import Assumption, Choice, Comparison, Option
from tools.economics.flexibility import Rates, is_eligible, is_quantified, rates, reward
from tools.economics.household import household
from tools.economics.solar import Yearly, net_load, solar_benefit
from tools.economics.sunshine import annual_yield
from tools.offers import Money, Offer, ProgrammeTerms

YEAR, MONTH = case(), case(30)


def option(comparison: Comparison, choice: Choice) -> Option:
    return next(option for option in comparison.options if option.choice is choice)


def figures(year: Yearly) -> tuple[float, float, float]:
    return year.low, year.expected, year.high


def choices(comparison: Comparison) -> list[Choice]:
    return [option.choice for option in comparison.options]


def test_solar_earns_what_need_not_be_bought_and_what_is_fed_in() -> None:
    benefit = solar_benefit(YEAR.home, HOURLY, 4.0, HERE)
    everything_used = 4.0 * annual_yield(HOURLY) * HERE.retail_per_kwh
    everything_sold = 4.0 * annual_yield(HOURLY) * HERE.export_per_kwh
    assert everything_sold < benefit.low < benefit.expected < benefit.high < everything_used


def test_a_small_system_is_used_by_the_household_itself() -> None:
    benefit = solar_benefit(YEAR.home, HOURLY, 0.1, HERE)
    own = 0.1 * annual_yield(HOURLY) * (0.95 * HERE.retail_per_kwh + 0.05 * HERE.export_per_kwh)
    assert benefit.expected == pytest.approx(own, rel=0.01)


def chosen(*offers: Offer) -> str:
    return option(compare(YEAR, offers), Choice.SOLAR).offer_name


FITS = YEAR.home.annual_kwh / annual_yield(HOURLY)
"""The largest size, in kW, that yields no more than the household uses."""


def test_the_solar_offer_is_sized_to_what_the_household_uses() -> None:
    small, fair, large = (
        panels("Small", 1000, 0.8),
        panels("Fair", 9000, FITS * 0.999),
        panels("Large", 9500, FITS * 1.001),
    )
    assert chosen(small, fair, large) == chosen(large, fair, small) == "Fair"
    assert chosen(small, large) == "Small"


def test_of_two_offers_that_are_alike_the_cheaper_is_chosen() -> None:
    dear, cheap = panels("Dear", 9000, 2.0), panels("Cheap", 6000, 2.0)
    assert chosen(dear, cheap) == chosen(cheap, dear) == "Cheap"


def test_where_all_yield_more_than_is_used_the_offer_that_pays_itself_back_soonest_is_chosen() -> None:
    result = compare(YEAR, [panels("Dear", 20000), panels("Fair", 8000), panels("Large", 30000, 12.0)])
    assert FITS < 4.0
    assert option(result, Choice.SOLAR).offer_name == "Fair"
    assert option(result, Choice.SOLAR).payback_years == pytest.approx(
        8000 * 100 / option(result, Choice.SOLAR).expected.amount, abs=0.1
    )


def test_all_four_options_stand_best_first() -> None:
    result = compare(YEAR, [panels("Set", 8000), programme()])
    assert choices(result) == [Choice.BOTH, Choice.SOLAR, Choice.DFP, Choice.NEITHER]
    assert option(result, Choice.BOTH).offer_name == "Set + Saver"
    assert option(result, Choice.BOTH).upfront == Money(800000, "USD")


def test_neither_wins_where_nothing_pays() -> None:
    result = compare(YEAR, [panels("Gold-plated", 90000)])
    assert choices(result) == [Choice.NEITHER, Choice.SOLAR]


def test_without_offers_there_is_neither_alone() -> None:
    result = compare(YEAR, [])
    assert choices(result) == [Choice.NEITHER]
    assert option(result, Choice.NEITHER).expected == Money(0, "USD")
    assert option(result, Choice.NEITHER).payback_years is None


def test_both_is_recomputed_on_what_is_still_drawn() -> None:
    result = compare(YEAR, [panels("Set", 8000, 8.0), programme()])
    both, sun, flexible = (option(result, choice) for choice in (Choice.BOTH, Choice.SOLAR, Choice.DFP))
    assert sun.expected.amount < both.expected.amount < sun.expected.amount + flexible.expected.amount
    assert Assumption.BOTH_RECOMPUTED in result.assumptions


def test_a_minimum_load_above_the_households_peak_makes_it_not_eligible() -> None:
    result = compare(YEAR, [panels(), programme(terms=paying(minimum=5.0))])
    assert choices(result)[-1] is Choice.DFP
    assert not option(result, Choice.DFP).eligible
    assert option(result, Choice.DFP).high == Money(0, "USD")
    assert Choice.BOTH not in choices(result)
    assert Assumption.MINIMUM_LOAD_NOT_REACHED in result.assumptions


def test_panels_may_put_the_minimum_load_out_of_reach() -> None:
    by_day = household(
        hours(365, lambda start: 5.2 if start.hour == 20 else 0.5 + 0.01 * start.day), HERE.zone, now=NOW
    )
    sunny = dataclasses.replace(YEAR, home=by_day)
    result = compare(sunny, [panels("Huge", 9000, 60.0), programme(terms=paying(minimum=5.0))])
    assert option(result, Choice.DFP).eligible
    assert not option(result, Choice.BOTH).eligible
    assert choices(result)[-1] is Choice.BOTH


def test_an_eligible_programme_is_shown_before_a_richer_one_that_is_out_of_reach() -> None:
    result = compare(YEAR, [programme("Rich", paying(50, 5.0)), programme("Poor", paying(1))])
    assert option(result, Choice.DFP).offer_name == "Poor"


def test_an_exempt_household_is_offered_no_programme() -> None:
    result = compare(case(exempt=True), [panels(), programme()])
    assert set(choices(result)) == {Choice.NEITHER, Choice.SOLAR}
    assert Assumption.EXEMPT_FROM_EVENTS in result.assumptions


LEFT_OUT: dict[str, tuple[Offer, Assumption]] = {
    "another currency": (panels(currency="INR"), Assumption.OTHER_CURRENCY_LEFT_OUT),
    "a reward in another currency": (
        programme(terms=ProgrammeTerms(Money(100, "INR"))),
        Assumption.OTHER_CURRENCY_LEFT_OUT,
    ),
    "no price": (panels(price=None), Assumption.UNPRICED_LEFT_OUT),
    "no size": (panels(power=None), Assumption.UNPRICED_LEFT_OUT),
    "no reward": (programme(terms=ProgrammeTerms(bonus_percent=5.0)), Assumption.UNPRICED_LEFT_OUT),
    "no terms": (dataclasses.replace(programme(), programme=None), Assumption.UNPRICED_LEFT_OUT),
    "special equipment": (
        programme(terms=dataclasses.replace(paying(), equipment="Home battery")),
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
    free = dataclasses.replace(programme(), price=Money(0, "INR"))
    assert Choice.DFP in choices(compare(YEAR, [free]))


def test_the_assumptions_say_what_the_figures_rest_on() -> None:
    full = compare(YEAR, [panels(), programme(terms=paying(events=10))])
    part = compare(MONTH, [programme()])
    assert Assumption.EXTRAPOLATED in part.assumptions
    assert Assumption.EXTRAPOLATED not in full.assumptions
    assert Assumption.SHADING_NOT_SURVEYED in full.assumptions
    assert Assumption.EVENTS_ASSUMED in part.assumptions
    assert Assumption.EVENTS_ASSUMED not in full.assumptions
    assert Assumption.EVENTS_COULD_BE_ZERO in full.assumptions


def test_a_reward_by_the_kwh_may_be_nothing_and_a_bonus_is_only_in_its_best() -> None:
    paid = reward(Rates(3.0, 4.5, 0.0, yearly_per_kw=False, bonus=0.15, penalty=0.15, events=10), 6.0)
    assert figures(paid) == pytest.approx((0.0, 10 * 6 * 0.15 * 3, 10 * 6 * 0.3 * 4.5 * 1.15))


def test_a_yearly_amount_is_by_the_spare_kilowatt_or_by_the_household() -> None:
    by_kw = reward(Rates(0.0, 0.0, 250.0, yearly_per_kw=True, bonus=0.0, penalty=0.0, events=3), 8.0)
    flat = reward(Rates(0.0, 0.0, 250.0, yearly_per_kw=False, bonus=0.0, penalty=0.5, events=1), 8.0)
    assert figures(by_kw) == pytest.approx((75.0, 75.0, 150.0))
    assert figures(flat) == pytest.approx((125.0, 250.0, 250.0))


def test_terms_are_read_in_major_units() -> None:
    terms = ProgrammeTerms(Money(300, "USD"), None, Money(25000, "USD"), 15.0, 250.0, yearly_per_kw=True)
    assert rates(terms, 100) == Rates(3.0, 3.0, 250.0, yearly_per_kw=True, bonus=0.15, penalty=1.0, events=10)
    assert rates(ProgrammeTerms(events_a_year=0), 100).events == 0
    assert not is_quantified(None)
    assert is_eligible(ProgrammeTerms(), 0.1)


money = st.integers(min_value=0, max_value=2000)
kilowatts = st.floats(min_value=0.05, max_value=30.0)


@given(low=money, yearly=money, penalty=st.floats(0, 100), more=st.floats(0, 100), events=st.integers(0, 60))
def test_a_higher_penalty_never_raises_the_reward(
    low: int, yearly: int, penalty: float, more: float, events: int
) -> None:
    usd = (Money(low, "USD"), Money(low, "USD"), Money(yearly, "USD"))
    mild = ProgrammeTerms(*usd, penalty_percent=penalty, events_a_year=events)
    harsh = dataclasses.replace(mild, penalty_percent=min(penalty + more, 100.0))
    before, after = (reward(rates(terms, 100), 5.0) for terms in (mild, harsh))
    assert after.low <= before.low
    assert after.expected <= before.expected
    assert after.high <= before.high
    assert 0 <= after.low <= after.expected <= after.high


@settings(max_examples=50)
@given(power=kilowatts, price=st.integers(1, 60000), low=money, yearly=money, scale=st.floats(0.2, 6.0))
def test_both_never_exceeds_the_sum(power: float, price: int, low: int, yearly: int, scale: float) -> None:
    scaled = dataclasses.replace(MONTH, home=home(30, scale=scale))
    terms = ProgrammeTerms(Money(low, "USD"), Money(2 * low, "USD"), Money(yearly, "USD"), yearly_per_kw=True)
    result = compare(scaled, [panels("Set", price, power), programme(terms=terms)])
    both, sun, flexible = (option(result, choice) for choice in (Choice.BOTH, Choice.SOLAR, Choice.DFP))
    assert both.low.amount <= sun.low.amount + flexible.low.amount
    assert both.expected.amount <= sun.expected.amount + flexible.expected.amount
    assert both.high.amount <= sun.high.amount + flexible.high.amount


@settings(max_examples=25)
@given(power=kilowatts)
def test_more_sun_never_draws_more_from_the_grid(power: float) -> None:
    drawn = net_load(MONTH.home, HOURLY, power)
    assert (drawn <= MONTH.home.load).all()
    assert (drawn >= 0).all()


def test_a_comparison_takes_little_time() -> None:
    began = time.process_time()
    compare(YEAR, [panels(f"Set {size}", 2000 * size, float(size)) for size in range(1, 30)] + [programme()] * 20)
    assert time.process_time() - began < 1.0
