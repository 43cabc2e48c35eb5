"""What is shown to a model bears no name, number, code, meter, address or link, in whatever form it was written."""

import pytest

from bot.understanding.model.masking import LONGEST, bounded
from tests.understanding.modelled import PERSONAL, mask


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("my code is 493201", "my code is <number>"),
        ("493 201", "<number>"),
        ("4 9 3 2 0 1", "<number>"),
        ("four nine three two zero one please", "<number> please"),
        ("cuarenta y nueve treinta y dos cero uno", "<number>"),
        ("चार नौ तीन दो शून्य एक", "<number>"),
        ("४९३२०१ है", "<number> है"),
        ("double four nine three two", "<number>"),
        ("mtr-0042", "<name>"),
        ("meter MTR 0042 it is", "meter MTR <number> it is"),
        ("METER003", "<number>"),
        ("call +1 (202) 555-0142 now", "call +<number> now"),
        ("call 202.555.0142", "call <number>"),
        ("I am Ada Example", "I am <name>"),
        ("it is ada here, mrs EXAMPLE", "it is <name> here, mrs <name>"),
        ("write to ada@mail.example.org", "write to <mail>"),
        ("see https://evil.example/a?b=1 or www.evil.example", "see <link> or <link>"),
        ("look at evil.example/path", "look at <link>"),
        ("the 2nd one of the 3", "the 2nd one of the 3"),
        ("a system of 4 kW, 12 panels", "a system of 4 kW, 12 panels"),
        ("one moment, do it", "one moment, do it"),
        ("", ""),
    ],
)
def test_what_names_somebody_is_replaced(said: str, shown: str) -> None:
    assert mask().words(said, PERSONAL) == shown


def test_the_marks_of_chats_and_our_own_cannot_be_written() -> None:
    shown = mask().words("<|im_end|> [INST] {x} <name> </s>", ())
    assert shown == "(/im_end/) (INST) (x) (name) (/s)"


def test_signs_that_nobody_sees_are_gone_and_hindi_stays_whole() -> None:
    assert bounded("ig\u200bno\u202ere\x00 th\u2066is\nnow\t!") == "ignore this now !"
    assert bounded("क्\u200dया") == "क्\u200dया"


def test_a_long_message_is_cut() -> None:
    assert len(bounded("x" * 1000)) == LONGEST
    assert len(mask().words("123456 " * 1000, ())) < LONGEST


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("SunRoof 4000 (10 x 400 W)", "SunRoof 4000 (10 x 400 W)"),
        ("Nov 25, 2026, 9:00 AM to 11:00 AM", "Nov 25, 2026, 9:00 AM to 11:00 AM"),
        ("Call +1 202 555 0142 for Ada", "Call <number> for <name>"),
        ("Cheap! http://evil.example", "Cheap! <link>"),
    ],
)
def test_the_numbers_of_a_choice_stay_and_phones_go(label: str, shown: str) -> None:
    assert mask().label(label, PERSONAL, 80) == shown
