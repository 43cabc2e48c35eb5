"""Forms of meter IDs are read from one line, and check digits are those of their standards."""

import pytest

from tools.meter_ids import DEFAULT_FORMS, Check, MeterForm, MeterForms, fits, forms


def test_the_default_forms_are_those_of_the_demo() -> None:
    assert MeterForms((MeterForm("MTR", 4), MeterForm("METER", 3, "")), frozenset(range(8, 17))) == DEFAULT_FORMS


@pytest.mark.parametrize(
    ("notation", "read"),
    [
        ("nmi 9", None),
        ("NMI-9999999999", MeterForms((MeterForm("NMI", 10),))),
        ("E/999999 , 99999999999", MeterForms((MeterForm("E", 6, "/"),), frozenset({11}))),
        ("9(18-18),9(11-12)", MeterForms((), frozenset({18, 11, 12}))),
        ("9(9-8)", None),
        ("9(0-8)", None),
        ("999", None),
        ("MTR-0000", None),
        ("MTR-9999,", None),
        ("", None),
    ],
)
def test_a_notation_is_read_or_refused_as_a_whole(notation: str, read: MeterForms | None) -> None:
    if read is None:
        with pytest.raises(ValueError, match=r"^"):
            forms(notation)
    else:
        assert forms(notation) == read


RIGHT = [
    (Check.LUHN, "79927398713"),  # the example that textbooks give
    (Check.LUHN, "MTR-79927398713"),
    (Check.MOD97, "79444"),  # "794" with its check digits "44": 79444 = 97 * 819 + 1
    (Check.MOD97, "GB82WEST12345698765432"[4:] + "161182"),  # an IBAN turned round, as ISO 13616 checks it
    (Check.GS1, "4006381333931"),
    (Check.GS1, "541448820000000008"),
]


@pytest.mark.parametrize(("check", "meter"), RIGHT)
def test_a_right_meter_id_fits_and_one_wrong_digit_does_not(check: Check, meter: str) -> None:
    assert fits(meter, check)
    for place, sign in enumerate(meter):
        if sign.isdigit():
            other = str((int(sign) + 1) % 10)
            assert not fits(meter[:place] + other + meter[place + 1 :], check)


def test_luhn_and_mod97_find_neighbours_that_changed_places() -> None:
    assert not fits("79927398731", Check.LUHN)
    assert not fits("97444", Check.MOD97)


def test_without_check_digits_every_meter_id_fits() -> None:
    assert fits("MTR-0042", Check.NONE)
