"""What a customer reads of a comparison, for what no transcript shows."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest

from bot.flows import explaining, supposing, weighing
from bot.flows.compare import STEPS
from bot.flows.draft import Draft, begin
from bot.model.command import Choose, Suppose
from bot.model.ids import ContactId
from bot.model.session import Session
from tests.flows.compared import BOTH, CITY, COMPARISON, DEAR, DFP, EVENTS, NEITHER, PANELS, SOLAR, compared
from tests.flows.on_offer import dollars
from tests.flows.playing import WEB
from tests.flows.test_broken_sessions import scene, turn
from tools.contract import CompareOptions
from tools.economics import carbon, comparison, sizing, solar_yield, subsidy, tariff
from tools.economics.comparison import Borrowing, Choice, Comparison, Option, Storage, Supposition, Wish
from tools.economics.roof import Shading


def looking(seen: Comparison | None, step: str = "result", **slots: str) -> Session:
    return Session(ContactId("c"), "compare", step, slots, last_address=WEB, comparison=seen)


def draft(seen: Comparison | None = COMPARISON) -> Draft:
    return begin(scene(looking(seen)))


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (weighing.OPTIONS, Choice),
        (weighing.WISHES, Wish),
        (explaining.BOUNDS, sizing.Bound),
        (explaining.SOURCES, solar_yield.Source),
        (explaining.PLANTS, carbon.Basis),
        (explaining.PRICINGS, comparison.Pricing),
        (explaining.EXPORTS, tariff.ExportRule),
        (explaining.PAYOUTS, subsidy.Payout),
        (explaining.HINGES, comparison.Hinge),
        (explaining.WISHED, Wish),
        (supposing.SHADES, Shading),
    ],
)
def test_every_value_that_a_comparison_can_hold_has_words(table: dict[str, str], names: type[StrEnum]) -> None:
    assert set(table) == set(names)
    assert set(explaining.CLOSED) | {subsidy.Standing.OPEN} == set(subsidy.Standing)


def test_what_is_not_said_stays_supposed() -> None:
    before = Supposition(area_m2=40.0, tilt=30.0, loan=True, wish=Wish.CLIMATE)
    assert supposing.supposed(before, Suppose(share=0.5)) == replace(before, share=0.5)
    assert supposing.supposed(before, Suppose(loan=False, battery=True)) == replace(before, loan=False, battery=True)


def test_how_a_roof_lies_is_supposed_with_all_else() -> None:
    before = Supposition(area_m2=40.0, tilt=30.0, azimuth=90.0)
    assert supposing.supposed(before, Suppose(azimuth=0.0)) == replace(before, azimuth=0.0)
    assert supposing.supposed(before, Suppose(tilt=0.0)) == replace(before, tilt=0.0)


def test_which_way_the_roof_faces_is_not_asked_of_who_told_it() -> None:
    told = replace(looking(COMPARISON, "shade"), supposing=Supposition(azimuth=90.0))
    [call] = turn(told, Suppose(shading=Shading.NONE)).calls
    assert isinstance(call.request, CompareOptions)
    assert call.request.supposing == Supposition(shading=Shading.NONE, azimuth=90.0)
    asked = turn(looking(COMPARISON, "shade"), Suppose(shading=Shading.HEAVY))
    assert (asked.session.step, asked.calls) == ("facing", ())
    [elsewhere] = turn(looking(COMPARISON, "shade"), Suppose(loan=True)).calls
    assert isinstance(elsewhere.request, CompareOptions)
    assert elsewhere.request.supposing == Supposition(loan=True)


def test_a_new_size_is_all_of_the_roof() -> None:
    assert supposing.supposed(Supposition(share=0.5), Suppose(area_m2=30.0)) == Supposition(area_m2=30.0)


def test_all_that_is_supposed_is_said() -> None:
    everything = Supposition(30.0, 0.5, Shading.HEAVY, tilt=35.0, azimuth=350.0, loan=True, battery=True)
    said = (
        "Supposing: a roof of 30 m2, 50 % of the roof, mostly in the shade, a roof that faces north, "
        "a roof tilted by 35 degrees, payment by loan, a battery."
    )
    assert supposing.told(draft(), everything) == said
    assert supposing.told(draft(), Supposition(wish=Wish.MONEY)) == ""


@pytest.mark.parametrize(
    ("seen", "matters"),
    [
        (COMPARISON, True),
        (DEAR, False),
        (replace(COMPARISON, supposing=Supposition(shading=Shading.NONE)), False),
        (replace(COMPARISON, supposing=Supposition(area_m2=30.0)), False),
        (replace(COMPARISON, supposing=Supposition(share=0.5)), False),
        (replace(COMPARISON, options=(DFP, SOLAR, NEITHER)), True),
        (replace(COMPARISON, options=(DFP, replace(SOLAR, eligible=False), NEITHER)), False),
        (replace(COMPARISON, options=(DFP, replace(SOLAR, lifetime=None), NEITHER)), False),
        (replace(COMPARISON, options=()), False),
    ],
)
def test_the_roof_is_asked_about_only_where_it_could_change_the_answer(seen: Comparison, *, matters: bool) -> None:
    assert supposing.roof_matters(seen) is matters


def test_what_changed_is_told_by_the_best_option_with_panels() -> None:
    shaded = compared(Supposition(shading=Shading.SIGNIFICANT))
    now = replace(shaded, options=(DFP, *shaded.options[:2], NEITHER))
    said = supposing.changed(draft(), COMPARISON, now)
    assert said == (
        "With that, this comes first: Flexibility programme, instead of: Both; "
        "over 25 years Both would bring about -$400 instead of $3,290."
    )


def test_only_what_differs_is_told() -> None:
    dearer = replace(COMPARISON, options=(replace(SOLAR, upfront=dollars(9000)), NEITHER))
    before = replace(COMPARISON, options=(SOLAR, NEITHER))
    said = "With that, this stays first: Solar; Solar asks $9,000.00 up front instead of $8,000.00."
    assert supposing.changed(draft(), before, dearer) == said
    bare = replace(before, options=(replace(SOLAR, lifetime=None), NEITHER))
    assert supposing.changed(draft(), before, bare) == "With that, this stays first: Solar."


def test_without_panels_and_without_anything_a_change_is_told_too() -> None:
    nothing = replace(COMPARISON, options=(NEITHER,))
    said = "With that, this comes first: Neither, instead of: Both."
    assert supposing.changed(draft(), COMPARISON, nothing) == said
    assert (
        supposing.changed(draft(), nothing, replace(COMPARISON, options=())) == "With that, this stays first: Neither."
    )
    assert supposing.changed(draft(), nothing, replace(COMPARISON, options=(DFP,))).endswith("instead of: Neither.")


@pytest.mark.parametrize(
    ("aid", "words"),
    [
        (
            replace(CITY, payout=subsidy.Payout.OFF_PRICE, ends=None),
            "Counted: City rooftop grant, $500.00 off the price.",
        ),
        (
            replace(CITY, standing=subsidy.Standing.NOT_YET, starts=date(2027, 1, 1)),
            "Not counted: City rooftop grant, which begins on Jan 1, 2027.",
        ),
        (
            replace(CITY, standing=subsidy.Standing.EXPIRED, ends=None),
            "Not counted: City rooftop grant, which has ended.",
        ),
    ],
)
def test_a_subsidy_is_said_with_its_date(aid: comparison.Aid, words: str) -> None:
    seen = replace(COMPARISON, options=(replace(SOLAR, aids=(aid,)), replace(BOTH, aids=(aid,)), NEITHER))
    assert explaining.aids(draft(), seen) == (words,)


def test_an_option_that_holds_no_more_than_its_first_year_is_explained_by_that() -> None:
    basis = replace(PANELS, fed_in_price=None)
    bare = replace(SOLAR, lifetime=None, irr=None, lcoe=None, carbon=None, aids=(), solar=basis)
    said = explaining.option_explained(draft(), COMPARISON, bare)
    assert "earns" not in said
    assert "25 years" not in said
    assert "CO2" not in said


def test_a_programme_that_pays_for_being_ready_and_fines_nobody_is_explained_so() -> None:
    ready = replace(EVENTS, yearly=dollars(40), at_risk=dollars(0), high_per_kwh=1.0)
    said = explaining.option_explained(draft(), COMPARISON, replace(DFP, events=ready))
    assert "For being ready the programme pays $40.00 a year." in said
    assert "at $1.00 a kWh" in said
    assert "Missed" not in said


def test_a_comparison_of_an_earlier_deploy_says_what_it_rests_on() -> None:
    old = replace(COMPARISON, options=(replace(SOLAR, solar=None, lifetime=None), NEITHER), full_year=False)
    said = turn(looking(old, "why"), Choose("why_numbers")).replies[0].message.text
    assert "The readings cover less than a full year." in said


@pytest.mark.parametrize("step", ["result", "why", "suppose"])
def test_without_a_comparison_it_is_made_first(step: str) -> None:
    assert [type(call.request) for call in turn(looking(None, step), Choose("compared")).calls] == [CompareOptions]


def test_only_what_is_there_can_be_supposed() -> None:
    def offered(seen: Comparison) -> set[str]:
        return {one.value for one in supposing.STEPS["suppose"].enter(draft(seen)).session.offered}

    assert {"loan", "battery"} <= offered(COMPARISON)
    assert not {"loan", "battery", "as_it_was"} & offered(DEAR)
    both = replace(COMPARISON, supposing=Supposition(loan=True, battery=True))
    assert offered(both) == {"half_roof", "shaded_roof", "other_wish", "as_it_was", "compared"}


@pytest.mark.parametrize(
    ("option", "wish", "words"),
    [
        (SOLAR, Wish.BACKUP, "It gives no power in an outage."),
        (replace(SOLAR, carbon=None), Wish.CLIMATE, "How much CO2 it spares is not known here."),
    ],
)
def test_that_the_first_does_nothing_for_the_wish_stands_beside_it(option: Option, wish: Wish, words: str) -> None:
    seen = replace(COMPARISON, options=(option, NEITHER), wish=wish)
    assert words in weighing.verdict(draft(), seen)
    assert words in weighing.line(draft(), option, wish)
    assert words not in weighing.verdict(draft(), replace(seen, wish=Wish.MONEY))


@pytest.mark.parametrize(
    ("low", "words"), [(0, "It could also bring nothing."), (-3, "It could also cost you money."), (1, None)]
)
def test_what_a_low_year_could_bring_is_said_as_it_is(low: int, words: str | None) -> None:
    said = tuple(weighing.gains(draft(), replace(DFP, low=dollars(low))))
    assert len(said) == (3 if words else 2)
    assert words is None or words in said


@pytest.mark.parametrize(
    ("solar", "programme", "question"),
    [(False, False, "How shall we go on?"), (True, False, "Would you like to look at one of them?")],
)
def test_only_what_is_on_offer_can_be_looked_at(question: str, *, solar: bool, programme: bool) -> None:
    seen = replace(DEAR, options=(NEITHER,), solar_offered=solar, programme_offered=programme)
    asked = STEPS["result"].enter(draft(seen))
    offered = {one.value for one in asked.session.offered}
    assert offered == {"why_numbers", "what_if", "handover"} | ({"start_solar"} if solar else set())
    assert asked.said[-1].endswith(question)


def test_a_battery_of_an_earlier_deploy_is_explained_without_the_next_one() -> None:
    old = replace(SOLAR, storage=Storage("Home Store 10", 9.5, dollars(6500)))
    said = explaining.option_explained(draft(), COMPARISON, old)
    assert "The battery Home Store 10 holds 9.5 kWh and costs $6,500.00." in said


def test_a_loan_without_a_page_is_said_with_its_source_alone() -> None:
    lent = replace(SOLAR, borrowing=Borrowing(dollars(760), 12, 0.0675, "Example Bank, May 2026"))
    assert "at 6.75 % a year (Example Bank, May 2026)." in explaining.option_explained(draft(), COMPARISON, lent)


def test_of_a_comparison_of_one_year_nothing_is_said_of_more() -> None:
    assert len(tuple(weighing.gains(draft(), replace(SOLAR, lifetime=None)))) == 1


def test_a_programme_without_a_price_for_a_kwh_names_none() -> None:
    paid = replace(DFP, events=replace(EVENTS, low_per_kwh=0.0, high_per_kwh=0.0, yearly=dollars(50)))
    said = explaining.option_explained(draft(), COMPARISON, paid)
    assert "That is 12 events a year. There could be none." in said
