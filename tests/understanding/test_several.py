"""Two things said in one message: both are understood, in the order in which they are answered."""

import pytest

from bot.model.command import Choose, Command, GiveCode, GiveMeter, Say
from bot.model.session import Expecting
from bot.understanding.local import LocalReader
from bot.understanding.words import hear as heard
from tests.understanding.asking import OFFERS, TERMS, hear

WHY = Say("why_or_explain")


@pytest.mark.parametrize(
    ("text", "expecting", "commands"),
    [
        ("I want solar, my meter is MTR-0042", Expecting.NOTHING, (Say("start_solar"), GiveMeter("MTR-0042"))),
        ("quiero paneles, mi medidor es MTR-0042", Expecting.NOTHING, (Say("start_solar"), GiveMeter("MTR-0042"))),
        ("mujhe solar lagwana hai, meter MTR-0042", Expecting.NOTHING, (Say("start_solar"), GiveMeter("MTR-0042"))),
        ("why do you need my meter? it is MTR-0042", Expecting.METER, (WHY, GiveMeter("MTR-0042"))),
        ("483920, and why do you need it?", Expecting.CODE, (WHY, GiveCode("483920"))),
        ("here is the code 483920 and thanks", Expecting.CODE, (GiveCode("483920"),)),
        ("the second one, and is there a warranty?", Expecting.CHOICE, (WHY, Choose("b"))),
        ("the second one and the third", Expecting.CHOICE, (Say("unclear"),)),
    ],
)
def test_an_errand_a_question_and_what_was_asked_for_go_together(
    reader: LocalReader, text: str, expecting: Expecting, commands: tuple[Command, ...]
) -> None:
    offered = OFFERS if expecting is Expecting.CHOICE else ()
    assert hear(reader, text, expecting, offered=offered).commands == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("yes but the other offers, and how long does it take?", (WHY, Choose("others"))),
        ("yes, and how long does it take?", (Say("affirm"), WHY)),
        ("no, the second one, and is there a warranty?", (WHY, Choose("b", correction=True))),
    ],
)
def test_at_an_approval_only_what_takes_it_back_is_read_in_parts(
    reader: LocalReader, text: str, commands: tuple[Command, ...]
) -> None:
    assert hear(reader, text, Expecting.APPROVAL, offered=TERMS, earlier=OFFERS).commands == commands


def test_a_message_is_cut_at_signs_and_joining_words_each_with_its_question() -> None:
    parts = heard("hi. why 4,5 kW? and the 2nd and then, ok").parts({"and"})
    assert [(part.plain, part.question) for part in parts] == [
        ("hi", False),
        ("why 4 5 kw", True),
        ("the 2nd", False),
        ("then", False),
        ("ok", False),
    ]
    assert heard("yes but go").after(2).plain == "go"
    assert heard("yes").after(0).plain == "yes"
