"""Subsidies: where, when, for whom, how much, and that an expired one gives nothing and says so."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.economics.subsidy import (
    Band,
    Grant,
    Installation,
    Payout,
    Scheme,
    Standing,
    grants,
    total,
)
from tools.offers import Category

SCHEME = Scheme(
    name="us-ca-rebate",
    title="Rebate",
    place="us-ca",
    currency="USD",
    source="https://rebate.example",
    payout=Payout.OFF_PRICE,
    amount=500.0,
    starts=date(2026, 1, 1),
    ends=date(2026, 12, 31),
)
NOTHING = replace(SCHEME, amount=0.0)
SYSTEM = Installation("us-ca-san-francisco", "USD", date(2026, 6, 1), power_kw=4.0, price=10_000.0)


def given_by(scheme: Scheme, system: Installation = SYSTEM) -> float:
    return sum(grant.amount for grant in grants([scheme], system))


@pytest.mark.parametrize(
    ("completed", "standing", "given_amount"),
    [
        (date(2025, 12, 31), Standing.NOT_YET, 0.0),
        (date(2026, 1, 1), Standing.OPEN, 500.0),
        (date(2026, 12, 31), Standing.OPEN, 500.0),
        (date(2027, 1, 1), Standing.EXPIRED, 0.0),
    ],
)
def test_a_scheme_gives_from_its_first_day_to_its_last(
    completed: date, standing: Standing, given_amount: float
) -> None:
    found = grants([SCHEME], replace(SYSTEM, completed=completed))
    assert found == (Grant(SCHEME, standing, given_amount),)


def test_a_scheme_without_dates_is_always_open() -> None:
    assert given_by(replace(SCHEME, starts=None, ends=None), replace(SYSTEM, completed=date(1999, 1, 1))) == 500.0


@pytest.mark.parametrize(
    ("place", "expected"),
    [("us", 500.0), ("us-ca", 500.0), ("us-ca-san-francisco", 500.0), ("us-c", 0.0), ("us-ny", 0.0), ("in", 0.0)],
)
def test_a_scheme_holds_in_its_place_and_all_within(place: str, expected: float) -> None:
    assert given_by(replace(SCHEME, place=place)) == expected


def test_a_scheme_in_another_currency_is_none_here() -> None:
    assert grants([replace(SCHEME, currency="EUR")], SYSTEM) == ()


@pytest.mark.parametrize(
    ("category", "expected"), [(None, 500.0), (Category.RESIDENTIAL, 500.0), (Category.COMMERCIAL, 0.0)]
)
def test_a_scheme_for_households_is_none_for_a_business(category: Category | None, expected: float) -> None:
    assert given_by(replace(SCHEME, category=Category.RESIDENTIAL), replace(SYSTEM, category=category)) == expected


def test_a_scheme_for_all_is_for_a_business_too() -> None:
    assert given_by(SCHEME, replace(SYSTEM, category=Category.COMMERCIAL)) == 500.0


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (replace(NOTHING, percent=30.0), 3000.0),
        (replace(NOTHING, percent=30.0, cap=1000.0), 1000.0),
        (replace(NOTHING, bands=(Band(200.0),)), 800.0),
        (replace(NOTHING, bands=(Band(200.0),), cap=700.0), 700.0),
        (replace(NOTHING, bands=(Band(300.0, 2.0), Band(100.0, 3.0))), 700.0),
        (replace(NOTHING, bands=(Band(300.0, 2.0), Band(100.0))), 800.0),
        (replace(NOTHING, bands=(Band(300.0, 5.0), Band(100.0, 8.0))), 1200.0),
        (replace(NOTHING, amount=500.0), 500.0),
        (replace(NOTHING, amount=500.0, bands=(Band(100.0),)), 900.0),
    ],
)
def test_what_a_scheme_gives(scheme: Scheme, expected: float) -> None:
    assert given_by(scheme) == pytest.approx(expected)


def test_all_schemes_together_give_no_more_than_the_price() -> None:
    half, rest = replace(NOTHING, percent=80.0), replace(NOTHING, amount=3000.0, payout=Payout.PAID_OUT)
    found = grants([half, rest], SYSTEM)
    assert [grant.amount for grant in found] == [8000.0, 2000.0]
    assert [total(found, payout) for payout in Payout] == [8000.0, 2000.0, 0.0]


@given(power=st.floats(0.1, 20.0), more=st.floats(0.0, 20.0))
def test_a_larger_system_never_gets_less_for_its_size(power: float, more: float) -> None:
    scheme = replace(NOTHING, bands=(Band(300.0, 2.0), Band(100.0, 6.0)), cap=650.0)
    assert given_by(scheme, replace(SYSTEM, power_kw=power)) <= given_by(scheme, replace(SYSTEM, power_kw=power + more))
