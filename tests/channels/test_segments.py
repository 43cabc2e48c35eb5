"""Segments are counted as they are billed, and signs of print never cost any."""

import pytest

from channels.messages import Choice, OutboundMessage
from channels.rendering import fit
from channels.segments import lean, narrow, segments
from channels.twilio import ABILITIES


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # no escape is parted from its character
        ("ñ" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("ह" * 134, 2),
        ("☀" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 66 + "😀" + "a" * 66, 3),  # nor the two halves of one
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("It’s “ready” – call us…", 'It\'s "ready" - call us...'),
        ("5\u00a0kW × 2 → 10\u202fkW, CO₂", "5 kW x 2 -> 10 kW, CO2"),
        ("Zero\u200bwidth", "Zerowidth"),
        ("¿Ñandú? Sí…", "¿Ñandú? Sí…"),  # í and ú are not in the narrow alphabet: nothing is gained, nothing changed
        ("नमस्ते – सोलर", "नमस्ते – सोलर"),
        ("Plain.", "Plain."),
    ],
)
def test_signs_of_print_are_spelled_where_that_makes_it_narrow(text: str, spelled: str) -> None:
    assert lean(text) == spelled


def test_a_text_message_is_narrow_where_it_can_be_and_whatsapp_keeps_its_print() -> None:
    message = OutboundMessage("It’s here…", (Choice("1:a", "Goldcrest “Plus”"),))
    (sms,) = fit(message, ABILITIES["sms"])
    (whatsapp,) = fit(message, ABILITIES["whatsapp"])
    assert sms.text == 'It\'s here...\n\n1. Goldcrest "Plus"'
    assert narrow(sms.text)
    assert whatsapp.text.startswith("It’s here…")
