"""What a programme pays: for an event by compliance, and in a year from the household's own use in its hours."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.economics.homes import case, home, panels, programme
from tools.economics.comparing import compare
from tools.economics.comparison import Assumption, Choice
from tools.economics.flexibility import (
    Pay,
    Rates,
    Share,
    amounts,
    compliance,
    event_pay,
    is_eligible,
    is_quantified,
    rates,
    reward,
    usual_use,
)
from tools.economics.household import event_load
from tools.offers import Money, Offer, ProgrammeTerms

DYNAMIC = ProgrammeTerms(Money(300, "USD"), Money(450, "USD"), None, 15.0, 15.0, events_a_year=30)
OF = rates(DYNAMIC, 100)


@pytest.mark.parametrize(
    ("done", "factor"),
    [(1.0, 1.15), (0.91, 1.15), (0.90, 1.0), (0.75, 1.0), (0.74, 0.85), (0.01, 0.85), (2.0, 1.15)],
)
def test_an_event_is_paid_by_compliance_at_the_low_rate(done: float, factor: float) -> None:
    paid = 2.0 * done * 3.0 * factor
    pay = event_pay(OF, 2.0 * done, 2.0)
    assert (pay.low, pay.expected) == pytest.approx((paid, paid))


def test_exactly_nine_tenths_are_not_above_nine_tenths() -> None:
    assert 0.1 + 0.1 + 0.1 > 0.3
    assert event_pay(replace(OF, bonus_above=0.3), 0.1 + 0.1 + 0.1, 1.0).low == pytest.approx(0.3 * 3.0 * 0.85)


def test_where_nothing_was_pledged_the_low_figure_bears_the_penalty() -> None:
    pay = event_pay(OF, 2.0)
    assert (pay.low, pay.expected) == pytest.approx((2 * 3 * 0.85, 2 * 3))
    assert compliance(2.0, None) is None


def test_more_use_than_usual_is_paid_nothing() -> None:
    assert event_pay(OF, -1.5) == event_pay(OF, -1.5, 2.0) == Pay(0.0, 0.0)
    assert compliance(-1.5, 2.0) == 0.0


def test_what_is_missing_may_cost_more_than_the_event_pays() -> None:
    of = replace(OF, penalty_per_kwh=5.0)
    assert event_pay(of, 0.5, 2.0).low == pytest.approx(0.5 * 3 * 0.85 - 1.5 * 5)
    assert event_pay(of, 3.0, 2.0).low == pytest.approx(3 * 3 * 1.15)


def test_the_low_of_a_year_may_be_below_nothing() -> None:
    of = replace(OF, penalty_per_kwh=5.0)
    assert reward(of, 6.0).low == pytest.approx(-30 * 6 * 0.15 * 5)
    assert reward(of, 6.0).expected == reward(OF, 6.0).expected


def test_a_cap_holds_for_a_year() -> None:
    capped = reward(replace(OF, cap=50.0), 6.0)
    assert (capped.low, capped.expected, capped.high) == (0.0, 50.0, 50.0)
    assert reward(OF, 6.0).expected > 50.0
    ready = replace(OF, yearly=80.0, penalty=0.0, cap=50.0)
    assert reward(ready, 6.0).low == 50.0


def test_a_payment_by_kilowatt_and_month_is_for_the_months_of_the_programme() -> None:
    monthly = ProgrammeTerms(monthly_per_kw=Money(1800, "USD"), months=5)
    year = reward(rates(monthly, 100), 8.0)
    spare = 8.0 * 0.15 / 4
    assert (year.low, year.expected, year.high) == pytest.approx((90 * spare, 90 * spare, 180 * spare))
    assert rates(replace(monthly, months=None), 100).seasonal_per_kw == pytest.approx(12 * 18.0)
    both = replace(monthly, yearly=Money(2500, "USD"))
    assert reward(rates(both, 100), 8.0).expected == pytest.approx(25 + 90 * spare)


def test_the_share_that_is_shifted_is_stated() -> None:
    assert reward(OF, 6.0, Share(0.25, 0.5)).expected == pytest.approx(30 * 6 * 0.25 * 3)
    assert reward(OF, 6.0, Share(0.25, 0.5)).high == pytest.approx(30 * 6 * 0.5 * 4.5 * 1.15)


def test_terms_say_thresholds_cap_and_hours_or_the_usual_ones_hold() -> None:
    usual = rates(ProgrammeTerms(), 100)
    assert (usual.bonus_above, usual.penalty_below, usual.cap) == (0.90, 0.75, inf)
    assert (usual.window, usual.event_hours) == (range(17, 21), 4)
    stated = rates(
        ProgrammeTerms(
            bonus_above=0.8,
            penalty_below=0.5,
            penalty_per_kwh=Money(25, "USD"),
            yearly_cap=Money(10000, "USD"),
            window=(16, 21),
            event_hours=2.0,
        ),
        100,
    )
    assert (stated.bonus_above, stated.penalty_below, stated.penalty_per_kwh, stated.cap) == (0.8, 0.5, 0.25, 100.0)
    assert (stated.window, stated.event_hours) == (range(16, 21), 2.0)


def test_what_is_ambiguous_is_read_as_less() -> None:
    assert rates(ProgrammeTerms(window=(16, 21)), 100).event_hours == 4
    assert rates(ProgrammeTerms(window=(18, 20)), 100).event_hours == 2
    assert rates(ProgrammeTerms(window=(18, 20), event_hours=6.0), 100).event_hours == 2
    assert rates(ProgrammeTerms(window=(21, 16)), 100).window == range(17, 21)
    swapped = rates(ProgrammeTerms(Money(400, "USD"), Money(200, "USD")), 100)
    assert (swapped.low_per_kwh, swapped.high_per_kwh) == (2.0, 4.0)
    open_ended = rates(ProgrammeTerms(reward_high=Money(400, "USD")), 100)
    assert (open_ended.low_per_kwh, open_ended.high_per_kwh) == (0.0, 4.0)


def test_a_households_use_is_its_own_mean_in_the_programmes_hours() -> None:
    here = home(30)
    evening, late, short = (
        rates(ProgrammeTerms(window=window, event_hours=hours), 100)
        for window, hours in ((None, None), ((21, 24), None), ((17, 21), 2.0))
    )
    assert usual_use(evening, here.load, here) == pytest.approx(event_load(here.load, here))
    assert usual_use(late, here.load, here) == pytest.approx(event_load(here.load, here, hours=range(21, 24)))
    assert usual_use(short, here.load, here) == pytest.approx(event_load(here.load, here) / 2)
    assert usual_use(evening, np.zeros_like(here.load), here) == 0.0


def test_a_reward_by_the_kwh_may_be_nothing_and_a_bonus_is_only_in_its_best() -> None:
    paid = reward(Rates(3.0, 4.5, 0.0, yearly_per_kw=False, bonus=0.15, penalty=0.15, events=10), 6.0)
    assert (paid.low, paid.expected, paid.high) == pytest.approx((0.0, 10 * 6 * 0.15 * 3, 10 * 6 * 0.3 * 4.5 * 1.15))


def test_a_yearly_amount_is_by_the_spare_kilowatt_or_by_the_household() -> None:
    by_kw = reward(Rates(0.0, 0.0, 250.0, yearly_per_kw=True, bonus=0.0, penalty=0.0, events=3), 8.0)
    flat = reward(Rates(0.0, 0.0, 250.0, yearly_per_kw=False, bonus=0.0, penalty=0.5, events=1), 8.0)
    assert (by_kw.low, by_kw.expected, by_kw.high) == pytest.approx((75.0, 75.0, 150.0))
    assert (flat.low, flat.expected, flat.high) == pytest.approx((125.0, 250.0, 250.0))


def test_terms_are_read_in_major_units() -> None:
    terms = ProgrammeTerms(Money(300, "USD"), None, Money(25000, "USD"), 15.0, 250.0, yearly_per_kw=True)
    assert rates(terms, 100) == Rates(3.0, 3.0, 250.0, yearly_per_kw=True, bonus=0.15, penalty=1.0, events=10)
    assert rates(ProgrammeTerms(events_a_year=0), 100).events == 0
    assert not is_quantified(None)
    assert is_eligible(ProgrammeTerms(), 0.1)


def test_a_comparison_takes_a_programme_at_its_own_hours() -> None:
    def expected(terms: ProgrammeTerms) -> int:
        options = compare(case(30), [programme(terms=terms)]).options
        return next(option.expected.amount for option in options if option.choice is Choice.DFP)

    at_night = ProgrammeTerms(Money(200, "USD"), window=(1, 5))
    assert expected(at_night) < expected(replace(at_night, window=(17, 21)))


def test_every_amount_of_a_programme_must_be_in_the_territorys_currency() -> None:
    rupees = replace(DYNAMIC, yearly_cap=Money(5000, "INR"))
    assert list(amounts(rupees)) == [Money(300, "USD"), Money(450, "USD"), Money(5000, "INR")]
    assert list(amounts(None)) == []
    offers: list[Offer] = [panels(), programme(terms=rupees)]
    assert Assumption.OTHER_CURRENCY_LEFT_OUT in compare(case(30), offers).assumptions


def test_a_programme_that_pays_by_kilowatt_and_month_says_what_it_pays() -> None:
    assert is_quantified(ProgrammeTerms(monthly_per_kw=Money(500, "USD")))
    assert not is_quantified(ProgrammeTerms(reward_high=Money(500, "USD")))


rate = st.floats(0.0, 50.0)
share = st.floats(0.0, 1.0)
kwh = st.floats(-20.0, 20.0)
pledges = st.one_of(st.none(), st.floats(0.1, 20.0))
terms_of_programmes = st.builds(
    Rates,
    low_per_kwh=rate,
    high_per_kwh=rate.map(lambda high: high + 50.0),
    yearly=rate,
    yearly_per_kw=st.booleans(),
    bonus=share,
    penalty=share,
    events=st.integers(0, 60),
    seasonal_per_kw=rate,
    penalty_per_kwh=rate,
    bonus_above=st.floats(0.5, 1.0),
    penalty_below=st.floats(0.0, 0.5),
    cap=st.one_of(st.just(inf), rate),
)


@given(of=terms_of_programmes, use=st.floats(0.0, 30.0), more=share, dearer=rate)
def test_a_higher_penalty_never_raises_a_years_reward(of: Rates, use: float, more: float, dearer: float) -> None:
    harsh = replace(of, penalty=min(of.penalty + more, 1.0), penalty_per_kwh=of.penalty_per_kwh + dearer)
    before, after = reward(of, use), reward(harsh, use)
    assert after.low <= before.low
    assert after.expected <= before.expected
    assert after.high <= before.high


@given(of=terms_of_programmes, saved=kwh, pledged=pledges, more=share, dearer=rate)
def test_a_higher_penalty_never_raises_what_an_event_pays(
    of: Rates, saved: float, pledged: float | None, more: float, dearer: float
) -> None:
    harsh = replace(of, penalty=min(of.penalty + more, 1.0), penalty_per_kwh=of.penalty_per_kwh + dearer)
    before, after = event_pay(of, saved, pledged), event_pay(harsh, saved, pledged)
    assert after.low <= before.low
    assert after.expected <= before.expected


@given(of=terms_of_programmes, use=st.floats(0.0, 30.0), more=rate, saved=kwh, pledged=pledges)
def test_a_higher_rate_never_lowers_the_reward(
    of: Rates, use: float, more: float, saved: float, pledged: float | None
) -> None:
    dear = replace(of, low_per_kwh=of.low_per_kwh + more, high_per_kwh=of.high_per_kwh + more)
    before, after = reward(of, use), reward(dear, use)
    assert after.low >= before.low
    assert after.expected >= before.expected
    assert after.high >= before.high
    assert event_pay(dear, saved, pledged).low >= event_pay(of, saved, pledged).low
    assert event_pay(dear, saved, pledged).expected >= event_pay(of, saved, pledged).expected


@given(of=terms_of_programmes, use=st.floats(0.0, 30.0))
def test_low_expected_and_high_stand_in_this_order(of: Rates, use: float) -> None:
    year = reward(of, use)
    assert year.low <= year.expected <= year.high


@given(of=terms_of_programmes, saved=kwh, pledged=pledges)
def test_the_low_pay_of_an_event_is_never_above_the_expected(of: Rates, saved: float, pledged: float | None) -> None:
    pay = event_pay(of, saved, pledged)
    assert pay.low <= pay.expected


low_rates = st.integers(0, 2000)


@given(low=low_rates, high=low_rates, more=low_rates)
def test_a_higher_rate_in_the_terms_never_lowers_the_reward(low: int, high: int, more: int) -> None:
    terms = ProgrammeTerms(Money(low, "USD"), Money(high, "USD"))
    dear = replace(terms, reward_low=Money(low + more, "USD"))
    before, after = (reward(rates(one, 100), 5.0) for one in (terms, dear))
    assert after.expected >= before.expected
    assert after.high >= before.high
