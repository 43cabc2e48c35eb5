"""Offers in the order of the customer's words, and the one that is taken."""

from dataclasses import replace

import pytest

from bot.flows.sorting import foremost, in_order, standing
from bot.model.command import Choose, Rank, Say, Trait
from bot.model.ids import ContactId
from bot.model.session import Business, Session
from bot.model.turn import Turn
from tests.flows.on_offer import DFP, SOLAR, SUBSIDY, dollars
from tests.flows.playing import WEB
from tests.flows.test_broken_sessions import turn
from tools.contract import SelectOffer
from tools.offers import Kind, Money, Offer

RATED = (replace(SOLAR[0], rating=4.1), replace(SOLAR[1], rating=4.9), replace(SOLAR[2], rating=4.9))


def names(offers: tuple[Offer, ...] | None) -> list[str]:
    return [offer.id for offer in offers or ()]


def heard(command: Choose | Rank | Say, offers: tuple[Offer, ...] = SOLAR, step: str = "offers") -> Turn:
    business = Business("t", Kind.SOLAR, offers)
    return turn(
        Session(ContactId("c"), "solar", step, last_address=WEB, business=business, slots={"page": "1"}), command
    )


def test_the_cheapest_stand_first_and_what_has_no_price_last() -> None:
    assert names(in_order(SOLAR, Trait.CHEAPEST)) == ["item-2", "item-3", "item-0", "item-1", "item-5", "item-4"]


def test_the_biggest_and_the_best_rated_stand_first() -> None:
    assert names(in_order(SOLAR, Trait.BIGGEST)) == ["item-5", "item-1", "item-4", "item-0", "item-2", "item-3"]
    assert names(in_order(RATED, Trait.BEST_RATED)) == ["item-1", "item-2", "item-0"]


def test_the_biggest_subsidy_is_the_one_that_gives_most() -> None:
    assert names(in_order((SUBSIDY[1], SUBSIDY[2], SUBSIDY[0]), Trait.BIGGEST)) == ["801", "802", "803"]


def test_what_is_not_said_cannot_be_sorted_by() -> None:
    assert in_order(DFP, Trait.CHEAPEST) is None
    assert standing(SOLAR[4], Trait.CHEAPEST) is None
    assert standing(SOLAR[0], Trait.BEST_RATED) is None


def test_a_tie_or_two_currencies_have_no_foremost() -> None:
    rupees = replace(SOLAR[1], price=Money(100, "INR"))
    assert foremost(in_order(SOLAR, Trait.CHEAPEST) or (), Trait.CHEAPEST)
    assert not foremost(in_order(RATED, Trait.BEST_RATED) or (), Trait.BEST_RATED)
    assert not foremost(in_order((SOLAR[0], rupees), Trait.CHEAPEST) or (), Trait.CHEAPEST)


@pytest.mark.parametrize("command", [Rank(Trait.CHEAPEST), Choose("cheapest")])
def test_the_words_and_the_choice_put_the_list_in_order_from_its_first_page(command: Rank | Choose) -> None:
    step = "offers" if isinstance(command, Rank) else "sort"
    session = heard(command, step=step).session if isinstance(command, Rank) else _chosen(command)
    assert session.business is not None
    assert session.business.offers[0].price == dollars(900)
    assert session.slots["page"] == "0"
    assert (session.step, session.offered[0].value) == ("offers", "offer-0")


def _chosen(command: Choose) -> Session:
    asked = turn(heard(Rank(Trait.BIGGEST)).session, Say("unclear")).session
    assert asked.offered[-1].value == "sort"
    return turn(turn(asked, Choose("sort")).session, command).session


def test_the_cheapest_one_is_taken() -> None:
    caused = heard(Rank(Trait.CHEAPEST, takes=True))
    assert [call.request for call in caused.calls] == [SelectOffer("t", SOLAR[2])]


def test_one_of_two_best_rated_is_not_taken_unasked() -> None:
    caused = heard(Rank(Trait.BEST_RATED, takes=True), RATED)
    assert (caused.calls, caused.session.step) == ((), "offers")


def test_what_cannot_be_sorted_is_said() -> None:
    assert "Too few" in heard(Rank(Trait.BEST_RATED)).replies[0].message.text


def test_the_question_what_first_can_be_left() -> None:
    assert heard(Say("back"), step="sort").session.step == "offers"
    assert heard(Say("why_or_explain"), step="sort").session.step == "sort"
    assert heard(Rank(Trait.CHEAPEST, takes=True), step="sort").calls


def test_a_superlative_where_nothing_is_offered_is_not_understood() -> None:
    caused = turn(Session(ContactId("c"), "welcome", "menu", last_address=WEB), Rank(Trait.CHEAPEST))
    assert caused.session.step == "menu"


def test_the_cheapest_one_takes_back_the_terms_that_are_shown() -> None:
    caused = heard(Rank(Trait.CHEAPEST, takes=True), step="terms")
    assert [call.request for call in caused.calls] == [SelectOffer("t", SOLAR[2])]
