"""A question in the middle of something is answered from the pages, word for word, and the step is taken up again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.flows.answering import LIKELY, PLAIN
from bot.flows.anywhere import MISTAKABLE
from bot.flows.draft import SURE
from bot.model.command import Command, Reading, Say, Unreadable
from bot.model.passage import Passage
from bot.model.session import Expecting
from channels.messages import Address, Media, Text
from tests.flows.house import House

WEB = Address("web", "visitor-1")
NIGHT = Passage("solar/night", "At night panels make nothing.", "Solar basics", belief=0.5)
ASKED = "and at night?"
UNKNOWN = "I have no checked answer to that, and I do not guess."
MISREAD: dict[str, Command] = {
    "usage_or_bill": Say("usage_or_bill"),
    "out_of_scope": Say("out_of_scope"),
    "unclear": Say("unclear"),
}


def knows(question: str, locale: str) -> Passage | None:
    return NIGHT if "night" in question and locale == "en" else None


def asks(house: House, text: str, command: Command) -> str:
    house.hears(WEB, Text(text), Reading((command,), 0.9))
    return house.replies[-1].message.text


def at_the_meter() -> House:
    house = House(knows=knows)
    house.hears(WEB, Text("solar"), Reading((Say("start_solar"),), 1.0))
    return house


def test_a_passage_is_quoted_with_its_source_and_the_question_put_again() -> None:
    house = at_the_meter()
    said = asks(house, "what about the night?", Say("why_or_explain"))
    assert said.startswith("At night panels make nothing. (From: Solar basics)")
    assert "What is your meter ID?" in said
    assert house.person(WEB).session.expecting is Expecting.METER


def test_what_no_page_answers_is_said_so_with_the_reason_of_the_step_and_a_way_on() -> None:
    said = asks(at_the_meter(), "who built the moon and what for?", Say("why_or_explain"))
    assert said.startswith(UNKNOWN)
    assert 'write "talk to a person"' in said
    assert "The meter ID tells me which home to look for offers for." in said
    assert "What is your meter ID?" in said


def test_a_step_without_a_reason_of_its_own_only_says_that_nothing_is_known() -> None:
    said = asks(House(knows=knows), "who built the moon and what for?", Say("why_or_explain"))
    assert said.startswith(UNKNOWN)
    assert "I ask only for what I need" not in said


def test_a_bare_why_asks_for_the_reason_of_the_step() -> None:
    said = asks(at_the_meter(), "but why?", Say("why_or_explain"))
    assert said.startswith("The meter ID tells me")
    assert UNKNOWN not in said


@pytest.mark.parametrize("intent", MISREAD)
def test_what_was_taken_for_something_else_is_answered_too_where_a_page_does(intent: str) -> None:
    house = House(knows=knows)
    asks(house, "hello", Say("greet"))
    assert asks(house, "and at night?", MISREAD[intent]).startswith("At night panels make nothing.")
    assert "At night" not in asks(house, "something else", MISREAD[intent])


def believes(belief: float) -> Callable[[str, str], Passage]:
    return lambda _question, _locale: replace(NIGHT, belief=belief)


@pytest.mark.parametrize("intent", sorted(MISTAKABLE))
def test_a_question_that_a_page_answers_is_not_taken_for_something_else(intent: str) -> None:
    house = House(knows=believes(LIKELY))
    asks(house, "hello", Say("greet"))
    house.hears(WEB, Text(ASKED), Reading((Say(intent),), 0.79))  # type: ignore[arg-type]  # a name of Say
    said = house.replies[-1].message.text
    assert said.startswith("At night panels make nothing. (From: Solar basics)")
    assert "What can I do for you?" in said


@pytest.mark.parametrize(
    ("belief", "confidence", "commands"),
    [
        (LIKELY, SURE, (Say("start_solar"),)),
        (LIKELY - 0.01, 0.5, (Say("start_solar"),)),
        (PLAIN - 0.01, 1.0, (Say("start_solar"),)),
        (1.0, 0.5, (Say("start_solar"), Say("start_dfp"))),
        (1.0, 0.5, (Say("handover"),)),
    ],
)
def test_what_is_more_surely_meant_is_done(belief: float, confidence: float, commands: tuple[Command, ...]) -> None:
    house = House(knows=believes(belief))
    house.hears(WEB, Text(ASKED), Reading(commands, confidence))
    assert "At night" not in house.replies[-1].message.text


def test_what_is_plainly_asked_comes_before_what_was_surely_understood() -> None:
    house = House(knows=believes(PLAIN))
    assert asks(house, ASKED, Say("start_solar")).startswith("At night panels make nothing.")


def test_whom_to_call_comes_first_and_what_a_page_says_after_it() -> None:
    said = asks(House(knows=believes(PLAIN)), "no power, what at night?", Say("complaint_or_outage"))
    assert said.startswith("If you have no power or see a danger, please call")
    assert "At night panels make nothing. (From: Solar basics)" in said


def test_whoever_speaks_of_an_outage_is_told_what_its_page_says() -> None:
    wire = Passage("outage/danger", "Stay far away.", "Power cuts")
    said = asks(House(knows=lambda _question, _locale: wire), "a wire lies on the road", Say("complaint_or_outage"))
    assert said.startswith("If you have no power or see a danger, please call")
    assert "Stay far away. (From: Power cuts)" in said


def test_words_of_danger_are_never_displaced_by_a_page() -> None:
    said = asks(House(knows=knows), "no power all night", Say("complaint_or_outage"))
    assert said.startswith("If you have no power or see a danger, please call")


def test_what_has_no_words_asks_nothing() -> None:
    questions: list[str] = []
    house = House(knows=lambda question, _locale: questions.append(question))
    house.hears(WEB, Media("file-1", "image/png"), Reading((Unreadable("photo"),), 1.0))
    assert "I can read words and taps only" in house.replies[-1].message.text
    house.hears(WEB, Media("file-2", "image/png"), Reading((Say("unclear"),), 1.0))
    assert "Sorry, I did not understand that." in house.replies[-1].message.text
    assert set(questions) == {""}
