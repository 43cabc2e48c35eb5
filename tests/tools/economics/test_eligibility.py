"""Who may join a programme: every condition against every kind of household."""

import pytest

from tools.economics.eligibility import Applicant, Barrier, Doubt, Eligibility, eligibility, with_equipment
from tools.offers import Category, ProgrammeTerms

HOME, SHOP = Category.RESIDENTIAL, Category.COMMERCIAL
FIVE = ProgrammeTerms(minimum_load_kw=5)
SHOPS = ProgrammeTerms(category=SHOP)
BATTERY = ProgrammeTerms(equipment="Home battery")
ALL = ProgrammeTerms(minimum_load_kw=5, category=HOME, equipment="Home battery")
OPEN = Eligibility()


@pytest.mark.parametrize(
    ("terms", "applicant", "expected"),
    [
        (None, Applicant(0.5), OPEN),
        (None, Applicant(Doubt.READINGS), OPEN),
        (ProgrammeTerms(minimum_load_kw=0), Applicant(Doubt.READINGS), OPEN),
        (FIVE, Applicant(5.0), OPEN),
        (FIVE, Applicant(3.65), Eligibility(Barrier.MINIMUM_LOAD)),
        (FIVE, Applicant(Doubt.READINGS), Eligibility(doubts=(Doubt.READINGS,))),
        (FIVE, Applicant(Doubt.REGISTRY), Eligibility(doubts=(Doubt.REGISTRY,))),
        (SHOPS, Applicant(9.0, SHOP), OPEN),
        (SHOPS, Applicant(9.0, HOME), Eligibility(Barrier.CATEGORY)),
        (SHOPS, Applicant(9.0), Eligibility(doubts=(Doubt.CATEGORY,))),
        (BATTERY, Applicant(9.0), Eligibility(doubts=(Doubt.EQUIPMENT,))),
        (ALL, Applicant(9.0, HOME), Eligibility(doubts=(Doubt.EQUIPMENT,))),
        (ALL, Applicant(Doubt.READINGS), Eligibility(doubts=(Doubt.READINGS, Doubt.CATEGORY, Doubt.EQUIPMENT))),
        (ALL, Applicant(1.0, SHOP), Eligibility(Barrier.CATEGORY)),
        (ALL, Applicant(1.0), Eligibility(Barrier.MINIMUM_LOAD)),
        (None, Applicant(9.0, HOME, exempt=True), Eligibility(Barrier.EXEMPT)),
        (ALL, Applicant(Doubt.REGISTRY, exempt=True), Eligibility(Barrier.EXEMPT)),
    ],
)
def test_a_household_may_join_or_not_or_nobody_knows(
    terms: ProgrammeTerms | None, applicant: Applicant, expected: Eligibility
) -> None:
    assert eligibility(terms, applicant) == expected


@pytest.mark.parametrize(("peak", "joins"), [(0.94, False), (2.37, False), (3.65, False), (5.0, True)])
def test_of_three_real_homes_none_reaches_a_minimum_of_5_kw(peak: float, joins: bool) -> None:  # noqa: FBT001 - drawn
    assert (eligibility(FIVE, Applicant(peak)).barrier is None) is joins


@pytest.mark.parametrize(
    ("has", "expected"),
    [
        (None, Eligibility(doubts=(Doubt.READINGS, Doubt.EQUIPMENT))),
        (True, Eligibility(doubts=(Doubt.READINGS,))),
        (False, Eligibility(Barrier.EQUIPMENT)),
    ],
)
def test_what_the_customer_has_settles_the_doubt_about_equipment(has: bool | None, expected: Eligibility) -> None:  # noqa: FBT001 - drawn
    assert with_equipment(Eligibility(doubts=(Doubt.READINGS, Doubt.EQUIPMENT)), has=has) == expected


@pytest.mark.parametrize("known", [OPEN, Eligibility(Barrier.MINIMUM_LOAD), Eligibility(doubts=(Doubt.CATEGORY,))])
def test_equipment_that_no_programme_needs_changes_nothing(known: Eligibility) -> None:
    assert with_equipment(known, has=False) == known
