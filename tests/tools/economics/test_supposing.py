"""What a customer supposes or wishes: a smaller roof, a loan, nothing up front, backup, the climate."""

from dataclasses import replace

import pytest

from tests.tools.economics.compared import choices, chosen, lifetime, option, supposing
from tests.tools.economics.homes import battery, case, panels, programme
from tools.economics.comparing import compare
from tools.economics.comparison import Assumption, Choice, Wish
from tools.economics.loan import Loan
from tools.economics.sizing import Bound
from tools.economics.territory import LoanTerms
from tools.offers import Money, Offer
from tools.tariffs import tariff

YEAR = case()
SET = (panels("Small", 3000, 1.0), panels("Large", 3900, 3.0))


def test_half_a_roof_holds_the_smaller_system_and_none_holds_nothing() -> None:
    assert chosen(YEAR, *SET) == "Large"
    half = compare(supposing(YEAR, share=0.5), SET)
    smaller = option(half, Choice.SOLAR)
    assert smaller.offer_name == "Small"
    assert smaller.solar is not None
    assert smaller.solar.bound is Bound.ROOF
    none = compare(supposing(YEAR, area_m2=5.0), SET)
    assert choices(none) == [Choice.NEITHER]
    assert Assumption.ROOF_TOO_SMALL in none.assumptions
    assert chosen(supposing(YEAR, area_m2=40.0, share=0.5), *SET) == "Small"


def test_a_roof_of_which_nothing_is_left_is_none() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        compare(supposing(YEAR, share=0.0), SET)


@pytest.mark.parametrize(
    ("scale", "offers", "bound"),
    [
        (1.0, SET, Bound.LARGEST),
        (1.0, (*SET, panels("Huge", 9000, 8.0)), Bound.CONSUMPTION),
        (1.0, (*SET, panels("Dear", 30000, 3.5)), Bound.WORTH),
        (0.1, SET, Bound.SMALLEST),
    ],
)
def test_what_sets_a_size_is_said_as_it_is(scale: float, offers: tuple[Offer, ...], bound: Bound) -> None:
    found = option(compare(case(scale=scale), offers), Choice.SOLAR)
    assert found.solar is not None
    assert found.solar.bound is bound


@pytest.mark.parametrize(
    ("tilt", "azimuth", "assumed"),
    [
        (None, None, Assumption.ROOF_ASSUMED),
        (None, 270.0, Assumption.TILT_ASSUMED),
        (35.0, None, Assumption.FACING_ASSUMED),
        (35.0, 270.0, None),
        (0.0, None, None),
    ],
)
def test_what_nobody_told_of_how_the_roof_lies_is_assumed_and_said(
    tilt: float | None, azimuth: float | None, assumed: Assumption | None
) -> None:
    result = compare(supposing(YEAR, tilt=tilt, azimuth=azimuth), SET)
    lying = {Assumption.ROOF_ASSUMED, Assumption.TILT_ASSUMED, Assumption.FACING_ASSUMED}
    assert lying & set(result.assumptions) == ({assumed} if assumed else set())


def test_the_connection_bounds_a_system() -> None:
    found = option(compare(replace(YEAR, sanctioned_kw=2.0), SET), Choice.SOLAR)
    assert found.solar is not None
    assert (found.offer_name, found.solar.bound) == ("Small", Bound.SANCTIONED_LOAD)


@pytest.mark.parametrize(
    ("sanctioned", "area", "why"),
    [
        (0.5, None, Assumption.CONNECTION_TOO_SMALL),
        (2.0, 5.0, Assumption.ROOF_TOO_SMALL),
        (None, 5.0, Assumption.ROOF_TOO_SMALL),
    ],
)
def test_why_nothing_on_offer_fits_is_said(sanctioned: float | None, area: float | None, why: Assumption) -> None:
    result = compare(supposing(replace(YEAR, sanctioned_kw=sanctioned), area_m2=area), SET)
    found = {Assumption.CONNECTION_TOO_SMALL, Assumption.ROOF_TOO_SMALL} & set(result.assumptions)
    assert (choices(result), found) == ([Choice.NEITHER], {why})


def test_a_loan_needs_nothing_up_front_and_says_what_it_asks() -> None:
    solar = option(compare(supposing(YEAR, loan=True), SET), Choice.SOLAR)
    assert solar.upfront == Money(0, "USD")
    assert solar.borrowing is not None
    assert (solar.borrowing.years, solar.borrowing.rate) == (15, 0.09)
    assert solar.borrowing.source == "SolarTech Online, 2025"
    assert solar.borrowing.page.startswith("https://")
    assert solar.borrowing.payment.amount == pytest.approx(12 * 3955.64, rel=0.001)
    assert solar.irr is None
    assert solar.payback_years == option(compare(YEAR, SET), Choice.SOLAR).payback_years


def test_a_loan_that_is_not_known_here_is_not_made_up() -> None:
    without = replace(YEAR, territory=replace(YEAR.territory, loan=None))
    result = compare(supposing(without, loan=True), SET)
    assert option(result, Choice.SOLAR).upfront == Money(390000, "USD")
    assert Assumption.NO_LOAN_OFFERED in result.assumptions
    assert not result.loan_offered


def test_without_the_costs_of_a_territory_no_panels_are_reckoned_as_though_they_cost_nothing() -> None:
    without = replace(YEAR, territory=replace(YEAR.territory, costs=None))
    with pytest.raises(ValueError, match="no costs"):
        compare(without, SET)


def test_the_wish_for_nothing_up_front_puts_a_loan_or_a_programme_first() -> None:
    dear = panels("Dear", 30000, 3.0)
    by_loan = compare(supposing(YEAR, wish=Wish.NO_UPFRONT), SET)
    assert by_loan.options[0].choice is Choice.SOLAR
    assert by_loan.options[0].borrowing is not None
    without = replace(YEAR, territory=replace(YEAR.territory, loan=None))
    result = compare(supposing(without, wish=Wish.NO_UPFRONT), [dear, programme()])
    assert choices(result) == [Choice.DFP, Choice.NEITHER, Choice.BOTH, Choice.SOLAR]


@pytest.mark.parametrize("asks", [Loan(0.0, 15, down_payment=0.1), Loan(0.0, 15, fee=0.02)])
def test_a_loan_that_asks_money_at_the_start_is_not_nothing_up_front(asks: Loan) -> None:
    lent = replace(YEAR, territory=replace(YEAR.territory, loan=LoanTerms(asks, "A bank")))
    result = compare(supposing(lent, wish=Wish.NO_UPFRONT), [*SET, programme()])
    solar = option(result, Choice.SOLAR)
    assert choices(result)[0] is Choice.DFP
    assert solar.borrowing is not None
    assert 0 < solar.upfront.amount < 100000
    assert lifetime(solar)[1] > lifetime(result.options[0])[1]


def test_the_wish_for_the_climate_takes_the_system_that_spares_most() -> None:
    small, dear = panels("Small", 1000, 0.8), panels("Dear", 30000, 3.0)
    result = compare(supposing(YEAR, wish=Wish.CLIMATE), [small, dear])
    assert result.options[0].offer_name == "Dear"
    assert choices(result) == [Choice.SOLAR, Choice.NEITHER]


def test_panels_keep_nothing_running_without_a_battery() -> None:
    result = compare(supposing(YEAR, wish=Wish.BACKUP), SET)
    assert not any(each.backup for each in result.options)
    assert {Assumption.NO_BATTERY_OFFERED, Assumption.PANELS_STOP_IN_AN_OUTAGE} <= set(result.assumptions)
    assert not result.battery_offered


def test_the_wish_for_backup_puts_the_cheapest_battery_into_the_figures() -> None:
    offers = (*SET, battery("Small", 4180, 5.0), battery("Keep", 7450, 10.0))
    result = compare(supposing(YEAR, wish=Wish.BACKUP), offers)
    first, plain = result.options[0], option(compare(YEAR, offers), Choice.SOLAR)
    assert first.backup
    assert first.storage is not None
    assert (first.storage.name, first.storage.usable_kwh, first.storage.price) == ("Keep", 8.5, Money(745000, "USD"))
    assert first.upfront.amount == plain.upfront.amount + 745000
    assert first.storage.replacement_year == 15
    assert first.storage.replacement == Money(round(745000 * 1.025**15), "USD")
    assert first.solar is not None
    assert plain.solar is not None
    assert first.solar.own_kwh > plain.solar.own_kwh
    assert first.solar.own_kwh + first.solar.fed_in_kwh < first.solar.yield_kwh
    assert first.carbon is not None
    assert plain.carbon is not None
    assert first.carbon.kg < plain.carbon.kg
    assert Assumption.BACKUP_NEEDS_WIRING in result.assumptions
    assert result.battery_offered


def test_a_battery_is_of_no_use_where_the_grid_keeps_what_is_fed_in() -> None:
    delhi = supposing(replace(YEAR, tariff=tariff("in-delhi-domestic")), battery=True)
    found = option(compare(delhi, (*SET, battery())), Choice.SOLAR)
    assert found.solar is not None
    assert found.solar.own_kwh + found.solar.fed_in_kwh == pytest.approx(found.solar.yield_kwh)
