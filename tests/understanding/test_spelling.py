"""Words that nobody taught are taken for a known one only where a finger slipped."""

import pytest

from bot.understanding.spelling import Spelling

KNOWN = [["agent", "order", "usage", "skip", "lagwana", "joke", "battery"]] * 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("agnet", "agent"),
        ("agent", "agent"),
        ("agemt", "agent"),
        ("agnt", "agent"),
        ("aagent", "agent"),
        ("ordre", "order"),
        ("rodre", "rodre"),
        ("btry", "battery"),
        ("lgwn", "lagwana"),
        ("0rder", "order"),
    ],
)
def test_a_slip_of_one_letter_is_mended(written: str, meant: str) -> None:
    assert Spelling.of(KNOWN).mended(written) == meant


@pytest.mark.parametrize("word", ["okie", "sipi", "joder", "stage"])
def test_another_word_is_left_alone(word: str) -> None:
    assert Spelling.of(KNOWN).mended(word) == word


def test_a_word_of_the_lists_is_no_slip() -> None:
    assert Spelling.of(KNOWN).mended("arent") == "agent"
    assert Spelling.of(KNOWN, ["arent"]).mended("arent") == "arent"
