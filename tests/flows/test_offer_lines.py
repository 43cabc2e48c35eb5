"""A line of a list of offers is short and whole."""

import pytest

from bot.flows.ordering import CLAUSE, clause


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("", ""),
        ("Ten panels of 400 W with inverter", "Ten panels of 400 W with inverter"),
        ("Two panels for balconies. Plug in and save.", "Two panels for balconies"),
        ("Ten panels of 4 kW.", "Ten panels of 4 kW"),
        ("Approx. ten panels", "Approx. ten panels"),
        ("Weighs approx. 18 kg", "Weighs approx. 18 kg"),
        ("A compact 3.2 kW system! Panels 8 x 400 W", "A compact 3.2 kW system"),
        ("Ten panels, mounted.", "Ten panels, mounted"),
        ("Twelve panels incl. VAT. Paid later.", "Twelve panels incl. VAT. Paid later"),
        ("दस पैनल। इन्वर्टर के साथ।", "दस पैनल"),
        ("x" * CLAUSE, "x" * CLAUSE),
        ("x" * (CLAUSE + 1), ""),
        (f"{'word ' * 20}. Short.", ""),
        ("Eight panels and…", ""),
        ("Eight panels and...", ""),
    ],
)
def test_a_summary_is_its_first_sentence_or_nothing(summary: str, shown: str) -> None:
    assert clause(summary) == shown
