"""The picture of a comparison: no number that its words do not say, and only for whom they were said."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows import picturing
from bot.flows.draft import Draft, begin
from bot.flows.scene import Scene
from bot.model.command import GiveCode, GiveMeter, Reading, Say
from bot.model.contact import Contact
from bot.model.event import OperatorSpoke
from bot.model.ids import ContactId, EventId, Ids
from bot.model.session import Session
from bot.model.turn import Turn
from channels.contract import Abilities
from channels.messages import Address, OutboundMessage, Picture, Text
from channels.rendering import fit
from sandbox.twilio_checks import segments
from tests.flows.compared import COMPARISON
from tests.flows.house import CODES, PROMPTS, House
from tests.flows.literals import START
from tests.flows.playing import WEB
from tools.contract import Account, AccountFound, Failed, Failure, OptionsCompared
from tools.economics.comparison import Choice, Comparison, Option
from tools.offers import Money
from tools.picture import DrawPicture, PictureDrawn

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
URL = "https://bot.utility.example/media/" + "x" * 73 + ".png"
amounts = st.integers(-2_000_000, 900_000_000)
currencies = st.sampled_from(["USD", "INR", "EUR", "JPY", "BHD"])


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    currency = draw(currencies)

    def option(choice: Choice) -> Option:
        low, expected, high = (Money(one, currency) for one in sorted(draw(st.tuples(amounts, amounts, amounts))))
        upfront = Money(draw(st.integers(0, 10**10)), currency)
        able, years = draw(st.booleans()), draw(st.none() | st.floats(0.1, 25.0))
        balance = tuple(draw(st.lists(st.integers(-(10**10), 10**11), max_size=26)))
        return Option(choice, "Offer", upfront, low, expected, high, years, able, balance=balance)

    options = tuple(option(choice) for choice in draw(st.permutations(list(Choice))))
    return replace(COMPARISON, options=options[: draw(st.integers(0, 4))])


def compared(house: House, comparison: Comparison = COMPARISON, address: Address = WEB, locale: str = "en-US") -> Turn:
    """Bring somebody to a comparison; the turn that tells it."""
    account = Account("acc-42", "MTR-0042", "Ada Example", "+12025550142", locale, "America/Los_Angeles")
    person = house.person(address)
    house.hears(address, Text("x"), Reading((Say("compare"),), 1.0))
    house.hears(address, Text("x"), Reading((GiveMeter("MTR-0042"),), 1.0))
    house.finishes(person, house.calls.pop()[1], AccountFound(account))
    house.hears(address, Text("x"), Reading((GiveCode(house.code()),), 1.0))
    return house.finishes(person, house.calls.pop()[1], OptionsCompared(comparison))


def drawn(house: House, address: Address = WEB) -> Turn:
    """Let the picture be there."""
    _, call = house.calls.pop()
    assert isinstance(call.request, DrawPicture)
    assert call.request.number == call.id
    return house.finishes(house.person(address), call, PictureDrawn(URL))


@settings(max_examples=40)
@given(comparisons(), st.sampled_from(["en-US", "en-IN", "es-ES", "es-US", "hi-IN"]))
def test_every_number_of_the_picture_stands_in_the_text_written_alike(comparison: Comparison, locale: str) -> None:
    told = compared(House(), comparison, locale=locale)
    (text,) = (reply.message.text for reply in told.replies)
    counted = [one for one in comparison.options if one.eligible and one.choice is not Choice.NEITHER]
    bars = [(one.low.amount, one.high.amount) for one in counted if one.low.amount or one.high.amount]
    for call in told.calls:
        assert isinstance(call.request, DrawPicture)
        shown = call.request.chart
        assert set(NUMBER.findall(shown.described)) <= set(NUMBER.findall(text))
        assert shown.language == locale
        assert [(bar.low, bar.high) for bar in shown.bars if bar.drawn] == bars
    assert len(told.calls) == bool(bars), "a picture without a bar shows nothing"


def test_the_text_goes_first_and_waits_for_no_picture_which_comes_alone_to_where_it_was_asked_for() -> None:
    house = House()
    told = compared(house)
    assert [reply.address for reply in told.replies] == [WEB]
    assert told.session.waiting is None
    asked = told.session.offered
    came = drawn(house)
    (reply,) = came.replies
    picture = reply.message.picture
    assert (reply.address, reply.message.text) == (WEB, "")
    assert picture is not None
    assert (picture.url, picture.caption) == (URL, "The same figures as a picture.")
    assert "Solar: about $600; $510 to $660; you pay $8,000.00 up front" in picture.described
    assert (came.session.offered, came.session.asked) == (asked, told.session.asked), "the choices are still good"
    assert came.session.drawing is None
    assert (came.calls, came.timers) == ((), ())


def test_where_the_money_goes_on_for_years_it_is_drawn_and_the_first_choice_says_when_it_comes_back() -> None:
    balances = {one.choice: (-one.upfront.amount, 0, one.upfront.amount + 1) for one in COMPARISON.options}
    lasting = [replace(one, balance=balances[one.choice]) for one in COMPARISON.options]
    call = compared(House(), replace(COMPARISON, options=tuple(lasting))).calls[0]
    assert isinstance(call.request, DrawPicture)
    chart = call.request.chart
    assert chart.over_time == "Your money over the years, as expected"
    assert [curve.name for curve in chart.curves] == [bar.name for bar in chart.bars if bar.drawn]
    first, *others = chart.curves
    cost = COMPARISON.options[0].upfront.amount
    assert first.points == ((0.0, -cost), (1.0, 0.0), (2.0, cost + 1.0))
    assert [(mark.x, mark.y, mark.words) for mark in first.marks] == [
        (0.0, -cost, "you pay $8,000.00 up front."),
        (COMPARISON.options[0].payback_years, 0.0, "Paid back in about 13 years."),
    ]
    assert not any(curve.marks for curve in others)


def test_a_picture_that_comes_twice_is_shown_once() -> None:
    house = House()
    compared(house)
    _, call = house.calls[-1]
    drawn(house)
    assert house.finishes(house.person(WEB), call, PictureDrawn(URL)).replies == ()


@pytest.mark.parametrize("failure", list(Failure))
def test_a_picture_that_fails_is_not_spoken_of(failure: Failure) -> None:
    house = House()
    told = compared(house)
    _, call = house.calls.pop()
    came = house.finishes(house.person(WEB), call, Failed(failure))
    assert came.replies == ()
    assert (came.session.flow, came.session.step) == (told.session.flow, told.session.step)


def test_who_goes_on_elsewhere_or_proved_it_too_long_ago_gets_no_picture() -> None:
    house, elsewhere = House(), Address("sms", "+12025550142")
    compared(house)
    house.people[elsewhere] = house.person(WEB)
    house.hears(elsewhere, Text("x"), Reading((Say("thanks"),), 1.0))
    assert drawn(house).replies == ()
    house = House()
    compared(house)
    house.now += timedelta(minutes=31)
    assert drawn(house).replies == ()


def test_without_an_address_there_is_nobody_to_draw_for() -> None:
    scene = Scene(
        OperatorSpoke(EventId("e"), START, "olga", "x"),
        Contact(ContactId("c")),
        Session(ContactId("c")),
        (),
        None,
        START,
        Ids(EventId("e")),
        PROMPTS.say,
        CODES,
    )
    draft: Draft = begin(scene)
    assert picturing.compared(draft, COMPARISON) == draft


@pytest.mark.parametrize(("locale", "most"), [("en", 1), ("es", 1), ("hi", 2)])
def test_by_text_message_a_picture_is_a_link_in_few_words(locale: str, most: int) -> None:
    caption = PROMPTS.say("picture.caption", locale)
    (message,) = fit(OutboundMessage("", picture=Picture(URL, caption, "long words")), Abilities(text=1600))
    assert message.text == f"{caption}\n{URL}"
    assert segments(message.text) <= most
