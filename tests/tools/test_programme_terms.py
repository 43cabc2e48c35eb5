"""How sellers say what a flexibility programme pays and asks."""

import pytest

from tests.tools.market import Thing, catalogue, entry
from tools.beckn.catalogue import offers_of
from tools.beckn.programme import programme_of
from tools.offers import BaselineMethod, Category, Kind, Money, ProgrammeTerms


def tag(value: str, **descriptor: str) -> Thing:
    return {"descriptor": descriptor, "value": value}


PROGRAMME: Thing = {
    "id": "1",
    "descriptor": {"name": "Dynamic Demand Response"},
    "tags": [
        {
            "descriptor": {"description": "terms"},
            "list": [
                tag("$3\u20134.5 per kWh shifted", name="Reward"),
                tag("15% extra if >90% compliance monthly", name="Bonus"),
                tag("15% reduction in incentives if compliance <75%", name="Penalties"),
                tag("5 kW", name="Minimum sanctioned load"),
                tag("30", code="events_per_year"),
                tag("90 minutes", code="notice"),
                tag("Home battery", code="equipment"),
                tag("Residential", code="customer_category"),
            ],
        }
    ],
}


def test_a_programmes_terms_are_read_from_prose_in_tags() -> None:
    (offer,) = offers_of(entry("search", catalogue(PROGRAMME)), Kind.DFP)
    assert offer.programme == ProgrammeTerms(
        reward_low=Money(300, "USD"),
        reward_high=Money(450, "USD"),
        bonus_percent=15.0,
        bonus_above=0.9,
        penalty_percent=15.0,
        penalty_below=0.75,
        minimum_load_kw=5.0,
        events_a_year=30,
        notice_hours=1.5,
        equipment="Home battery",
        category=Category.RESIDENTIAL,
    )


@pytest.mark.parametrize(
    ("tags", "terms"),
    [
        (
            {"reward": "$250/year per kW available", "bonus": "$10.00 per kWh curtailed"},
            ProgrammeTerms(Money(1000, "USD"), Money(1000, "USD"), yearly=Money(25000, "USD"), yearly_per_kw=True),
        ),
        (
            {"reward_per_kwh_min": "2", "availability_fee": "₹ 1,200 per year"},
            ProgrammeTerms(Money(200, "EUR"), Money(200, "EUR"), yearly=Money(120000, "INR")),
        ),
        ({"availability_per_kw_year": "250"}, ProgrammeTerms(yearly=Money(25000, "EUR"), yearly_per_kw=True)),
        ({"reward_max": "3 GBP"}, ProgrammeTerms(Money(300, "GBP"), Money(300, "GBP"))),
        ({"notice": "1 day", "penalty": "150"}, ProgrammeTerms(notice_hours=24.0)),
        ({"reward": "generous", "minimum_load": "none", "events": "some"}, ProgrammeTerms()),
        (
            {"availability": "USD 18.50/kW-month", "season_months": "5"},
            ProgrammeTerms(monthly_per_kw=Money(1850, "USD"), months=5),
        ),
        ({"availability_per_kw_month": "12"}, ProgrammeTerms(monthly_per_kw=Money(1200, "EUR"))),
        ({"reward": "$4 per kW per month", "months": "13"}, ProgrammeTerms(monthly_per_kw=Money(400, "USD"))),
        ({"reward": "$4 per month"}, ProgrammeTerms()),
        (
            {"bonus_percent": "15", "bonus_above_percent": "90", "penalty": "10%", "penalty_below_percent": "75"},
            ProgrammeTerms(bonus_percent=15.0, bonus_above=0.9, penalty_percent=10.0, penalty_below=0.75),
        ),
        ({"bonus": "10% if over 85.5 % was done"}, ProgrammeTerms(bonus_percent=10.0, bonus_above=0.855)),
        ({"penalty": "$0.50 per kWh missing"}, ProgrammeTerms(penalty_per_kwh=Money(50, "USD"))),
        ({"penalty_per_kwh": "0.5"}, ProgrammeTerms(penalty_per_kwh=Money(50, "EUR"))),
        ({"penalty": "20% of each kWh"}, ProgrammeTerms(penalty_percent=20.0)),
        ({"yearly_cap": "₹ 1,500"}, ProgrammeTerms(yearly_cap=Money(150000, "INR"))),
        ({"event_duration": "90 minutes"}, ProgrammeTerms(event_hours=1.5)),
        ({"same_day_adjustment": "yes"}, ProgrammeTerms(same_day_adjustment=True)),
    ],
)
def test_a_programme_says_what_it_pays_in_its_own_way(tags: dict[str, str], terms: ProgrammeTerms) -> None:
    assert programme_of(tags, "EUR") == terms


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("16-21", (16, 21)),
        ("16:00 to 21:00", (16, 21)),
        ("4 pm to 9 pm", (16, 21)),
        ("between 4 and 9 pm", (16, 21)),
        ("11 AM \u2013 2 PM", (11, 14)),
        ("12 pm until 3pm", (12, 15)),
        ("9 pm - 12 am", (21, 24)),
        ("evenings", None),
        ("21-16", None),
        ("5-40", None),
        ("2016-2021", None),
        ("16:30-21:00", None),
    ],
)
def test_the_hours_of_events_are_read_from_both_clocks(said: str, window: tuple[int, int] | None) -> None:
    assert programme_of({"event_window": said}, "EUR").window == window


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("10-in-10", BaselineMethod.TEN_IN_TEN),
        ("average of 10 of 10 days", BaselineMethod.TEN_IN_TEN),
        ("5 in 10 highest", BaselineMethod.FIVE_IN_TEN),
        ("3-of-5", BaselineMethod.THREE_OF_FIVE),
        ("control group", None),
        ("8 of 10", None),
    ],
)
def test_the_baseline_of_a_programme_is_one_that_is_known_or_none(said: str, method: BaselineMethod | None) -> None:
    assert programme_of({"baseline": said}, "EUR").baseline is method
