"""Meter IDs of a utility's own forms are read in all the ways in which those of the demo are."""

import pytest

from bot.model.command import GiveCode, GiveMeter, Say
from bot.model.session import Expecting
from bot.understanding.certain import Rules, Standing
from bot.understanding.examples import load_examples, whole_messages
from bot.understanding.lexicon import load_lexicon
from bot.understanding.words import hear
from bot.wiring import PROMPTS
from tools.meter_ids import Check, forms

EXAMPLES = PROMPTS / "examples"
LEXICON = load_lexicon(EXAMPLES / "lexicon")
ASKED = Standing(Expecting.METER)
CODE = Standing(Expecting.CODE)


def understood(text: str, notation: str, standing: Standing = ASKED, check: Check = Check.NONE) -> object:
    found = Rules(LEXICON, forms(notation), check).recognise(hear(text), standing)
    return found.command if found else None


@pytest.mark.parametrize(
    ("text", "notation", "meter"),
    [
        ("NMI-1234567890", "NMI-9999999999", "NMI-1234567890"),
        ("nmi 12345 67890", "NMI-9999999999", "NMI-1234567890"),
        ("n m i one two three four five six seven eight nine oh", "NMI-9999999999", "NMI-1234567890"),
        ("my meter number is 1234567890", "NMI-9999999999", "NMI-1234567890"),
        ("nmi 42", "NMI-9999999999", "NMI-0000000042"),
        ("abc/123456", "ABC/999999,9(6-8)", "ABC/123456"),
        ("abc 123456", "ABC/999999,9(6-8)", "ABC/123456"),
        ("meter 123456", "ABC/999999,9(6-8)", "123456"),
        ("123456", "ABC/999999,9(6-8)", "123456"),
        ("541448820000000005", "9(18-18)", "541448820000000005"),
        ("my meter is 541448 820000 000005", "9(18-18)", "541448820000000005"),
        ("एक दो तीन चार पाँच छह", "9(6-8)", "123456"),
    ],
)
def test_a_configured_form_is_read(text: str, notation: str, meter: str) -> None:
    assert understood(text, notation) == GiveMeter(meter)


def test_a_form_that_is_not_configured_is_none() -> None:
    assert understood("MTR-0042", "NMI-9999999999") != GiveMeter("MTR-0042")
    assert understood("123456789", "NMI-9999999999") is None


def test_a_short_bare_meter_id_is_no_code_where_a_code_is_asked_for() -> None:
    assert understood("123456", "9(6-8)", CODE) == GiveCode("123456")
    assert understood("123456", "9(6-8)", Standing(Expecting.NOTHING)) == GiveMeter("123456")


def test_wrong_check_digits_are_noticed_however_the_id_was_said() -> None:
    assert understood("79927398713", "9(11-11)", check=Check.LUHN) == GiveMeter("79927398713")
    for text in ("79927398712", "seven nine 927398712", "meter 79927398712"):
        assert understood(text, "9(11-11)", check=Check.LUHN) == GiveMeter("79927398712", mistyped=True)


def test_words_that_are_no_meter_id_are_what_they_were() -> None:
    known = whole_messages(load_examples(EXAMPLES))
    assert known
    assert understood("no", "9(6-8)") == Say("deny")
