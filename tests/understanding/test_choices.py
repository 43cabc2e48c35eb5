"""Choices, corrections and half a yes: what an answer means among what was offered."""

import pytest

from bot.flows.draft import SURE
from bot.model.command import (
    Choose,
    Command,
    Rank,
    Say,
    Trait,
)
from bot.model.session import Expecting, Offered
from bot.understanding.certain import Standing
from bot.understanding.local import LocalReader
from tests.understanding.asking import OFFERS, TERMS, hear

CHOOSING = Standing(Expecting.CHOICE, (Offered("a", "Sunrise 5 kW"), Offered("b", "Bluebird 3 kW")), "solar")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "b"),
        ("#2", "b"),
        ("option two", "b"),
        ("the second one please", "b"),
        ("I'll take the 2nd", "b"),
        ("la segunda", "b"),
        ("दूसरा", "b"),
        ("doosra wala", "b"),
        ("one", "a"),
        ("the first one", "a"),
        ("last one", "c"),
        ("the one with the battery", "c"),
        ("battery", "c"),
        ("helios", "a"),
        ("bluebrd 5 kw", "b"),
        ("bluebirds 5 kw", "b"),
        ("bluebirt 5kw 5", "b"),
        ("Sunrise 5 kW - Bluebird Solar", "b"),
        ("yes, the second", "b"),
    ],
)
def test_a_choice_is_read_by_number_place_or_words(reader: LocalReader, text: str, value: str) -> None:
    assert hear(reader, text, Expecting.CHOICE, offered=OFFERS).commands == (Choose(value),)


@pytest.mark.parametrize(
    "text",
    [
        "4",
        "200",
        "bluebird",
        "sunrise",
        "how long does helios take?",
        "how long does helios take",
        "my neighbour next door once had something from helios and complained",
        "first or second",
        "blurbirq",
    ],
)
def test_what_fits_no_choice_or_two_is_none(reader: LocalReader, text: str) -> None:
    commands = hear(reader, text, Expecting.CHOICE, offered=OFFERS).commands
    assert not [one for one in commands if isinstance(one, Choose)]


def test_an_ordinal_is_a_choice_only_where_something_was_offered(reader: LocalReader) -> None:
    assert not isinstance(hear(reader, "the second one").commands[0], Choose)


def test_a_label_that_two_choices_share_chooses_neither(reader: LocalReader) -> None:
    twice = (Offered("a", "Evening"), Offered("b", "Evening"))
    assert not isinstance(hear(reader, "Evening", Expecting.CHOICE, offered=twice).commands[0], Choose)


@pytest.mark.parametrize(
    "text", ["no, the second one", "no the second one", "sorry, I meant 2", "actually the second", "nahi, dusra wala"]
)
def test_a_choice_can_be_taken_back(reader: LocalReader, text: str) -> None:
    reading = hear(reader, text, Expecting.CHOICE, offered=OFFERS)
    assert reading.commands == (Choose("b", correction=True),)


def test_a_correction_at_the_terms_means_the_offers_shown_before(reader: LocalReader) -> None:
    def at_terms(text: str) -> tuple[Command, ...]:
        return hear(reader, text, Expecting.APPROVAL, offered=TERMS, earlier=OFFERS).commands

    assert at_terms("no, the second one") == (Choose("b", correction=True),)
    assert at_terms("the one from helios") == (Choose("a", correction=True),)
    assert at_terms("yes but the helios one") == (Choose("a", correction=True),)
    assert at_terms("no. Order it") == (Choose("yes:1", correction=True),)
    assert at_terms("no, the ninth one") == (Say("correction"),)
    assert at_terms("2") == (Choose("others"),)
    assert at_terms("order it") == (Choose("yes:1"),)


def test_a_yes_with_a_question_is_both_and_a_yes_with_a_but_is_no_yes(reader: LocalReader) -> None:
    def at_terms(text: str) -> tuple[Command, ...]:
        return hear(reader, text, Expecting.APPROVAL, offered=TERMS).commands

    assert at_terms("yes, how does it work?") == (Say("affirm"), Say("why_or_explain"))
    assert at_terms("yes but how does it work?") == (Say("why_or_explain"),)
    assert Say("affirm") not in at_terms("yes but qwpx zzkv")
    assert Say("affirm") not in at_terms("ok but i want to talk to a person")
    assert at_terms("no, why do you need my meter id?") == (Say("deny"), Say("why_or_explain"))
    assert at_terms("no, cancel it") == (Say("cancel_flow"),)
    assert at_terms("yes, yes") == (Say("affirm"),)
    assert at_terms("yes, go ahead with it please") == (Say("affirm"),)
    assert at_terms("no, qzx vvkq") == (Say("deny"),)
    assert at_terms("yes, show me my bill") == (Say("affirm"), Say("usage_or_bill"))
    half = hear(reader, "yes, qzx vvkq", Expecting.APPROVAL, offered=TERMS)
    assert half.confidence < SURE, half
    for no_yes in ("yes?", "yes if it gets cheaper", "go ahead with it if you lower the price", "ok but"):
        assert Say("affirm") not in at_terms(no_yes), no_yes


def test_a_code_is_expected_before_a_label_about_codes_is_believed(reader: LocalReader) -> None:
    assert hear(reader, "i got the code", Expecting.CODE).commands[0] == Say("unclear")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("please show me my bill", "en"),
        ("quiero ver mi factura por favor", "es"),
        ("मेरा बिल दिखाओ", "hi"),
        ("mera bill dikhao bhai", None),
        ("42", None),
        ("", None),
    ],
)
def test_the_language_of_a_message_is_named_where_it_tells_how_to_answer(
    reader: LocalReader, text: str, language: str | None
) -> None:
    assert hear(reader, text).language == language


def test_what_nobody_understands_is_unclear(reader: LocalReader) -> None:
    for text in ("", " ", "...", "\ud800", "🤖🤖"):
        assert hear(reader, text).commands == (Say("unclear"),), text


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("cheapest", Rank(Trait.CHEAPEST)),
        ("the cheapest first please", Rank(Trait.CHEAPEST)),
        ("sort by price", Rank(Trait.CHEAPEST)),
        ("show the biggest", Rank(Trait.BIGGEST)),
        ("best rated", Rank(Trait.BEST_RATED)),
        ("the cheapest one", Rank(Trait.CHEAPEST, takes=True)),
        ("take the cheapest", Rank(Trait.CHEAPEST, takes=True)),
        ("i'll take the biggest system", Rank(Trait.BIGGEST, takes=True)),
        ("the best rated one please", Rank(Trait.BEST_RATED, takes=True)),
        ("más barata", Rank(Trait.CHEAPEST)),
        ("la más barata", Rank(Trait.CHEAPEST, takes=True)),
        ("el más grande, por favor", Rank(Trait.BIGGEST, takes=True)),
        ("ordena por precio", Rank(Trait.CHEAPEST)),
        ("muestra primero las más grandes", Rank(Trait.BIGGEST)),
        ("quiero el más barato", Rank(Trait.CHEAPEST, takes=True)),
        ("me quedo con la mejor valorada", Rank(Trait.BEST_RATED, takes=True)),
        ("सबसे सस्ता", Rank(Trait.CHEAPEST)),
        ("सबसे बड़ा वाला", Rank(Trait.BIGGEST, takes=True)),
        ("सबसे अच्छी रेटिंग पहले दिखाओ", Rank(Trait.BEST_RATED)),
        ("sabse sasta wala", Rank(Trait.CHEAPEST, takes=True)),
        ("sabse bada pehle dikhao", Rank(Trait.BIGGEST)),
        ("achi rating wala", Rank(Trait.BEST_RATED, takes=True)),
    ],
)
def test_a_superlative_sorts_the_list_or_takes_one(reader: LocalReader, text: str, rank: Rank) -> None:
    assert reader.understand(text, CHOOSING)[0][0].command == rank


@pytest.mark.parametrize(
    "text", ["is the cheapest any good?", "the cheapest or the biggest", "cheapest flights to rome"]
)
def test_a_question_two_superlatives_or_a_longer_story_rank_nothing(reader: LocalReader, text: str) -> None:
    assert not isinstance(reader.understand(text, CHOOSING)[0][0].command, Rank)


def test_no_the_cheapest_takes_back_what_was_chosen(reader: LocalReader) -> None:
    found = reader.understand("no, the cheapest one", CHOOSING)[0][0]
    assert found.command == Rank(Trait.CHEAPEST, takes=True)
