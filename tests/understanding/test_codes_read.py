"""One-time codes: read in every form, length and language, and only where one is meant."""

from dataclasses import replace

import pytest

from bot.model.command import GiveCode, GiveMeter
from bot.model.session import Expecting
from bot.understanding.local import LocalReader
from tests.understanding.asking import hear


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("493 201", "493201"),
        ("code: 493-201.", "493201"),
        ("4 9 3 2 0 1", "493201"),
        ("four nine three two zero one", "493201"),
        ("forty nine thirty two oh one", "493201"),
        ("triple one double two 5", "111225"),
        ("it's 493201 i think", "493201"),
        ("cuatro nueve tres dos cero uno", "493201"),
        ("चार नौ तीन दो शून्य एक", "493201"),
        ("४९३२०१", "493201"),
        ("char nau teen do zero ek", "493201"),
        ("49320", "49320"),
        ("12345678", "12345678"),
        ("493201 sent at 1200", "493201"),
    ],
)
def test_a_code_is_read_where_one_is_asked_for(reader: LocalReader, text: str, code: str) -> None:
    assert hear(reader, text, Expecting.CODE).commands == (GiveCode(code),)


ASKED = {
    6: """493201
493 201
code: 493-201.
4-9-3-2-0-1
<493201>
it's 493201 ok?
four nine three, two zero one
forty nine thirty two oh one
el código es 493 201
código: 493-201.
cuatro nueve tres dos cero uno
cuarenta y nueve treinta y dos cero uno
४९३ २०१
कोड: ४९३-२०१।
मेरा कोड 493201 है
कोड है चार नौ तीन दो शून्य एक
mera code 493201 hai
code hai chaar nau teen do shunya ek""",
    7: """493 2017
four nine three two zero one seven
cuatro nueve tres dos cero diecisiete
चार नौ तीन दो शून्य एक सात
char nau teen do zero ek saat""",
    8: """49320117
4932 0117
code: 4932-0117.
49 32 01 17
493 201 17
my code is 49320117
four nine three two oh double one seven
forty nine thirty two oh one seventeen
el código es 4932 0117
código: 4932-0117.
cuatro nueve tres dos cero uno uno siete
cuarenta y nueve treinta y dos cero uno diecisiete
४९३२ ०११७
कोड: ४९३२-०११७।
मेरा कोड 49320117 है
चार नौ तीन दो शून्य एक एक सात
mera code 4932 0117 hai
code hai chaar nau teen do shunya ek ek saat""",
}
LONG = {6: "493201", 7: "4932017", 8: "49320117"}


@pytest.mark.parametrize(
    ("digits", "text"), [(digits, text) for digits, texts in ASKED.items() for text in texts.splitlines()]
)
def test_a_code_of_any_length_is_read_in_every_form_and_language(reader: LocalReader, digits: int, text: str) -> None:
    longer = replace(reader, rules=replace(reader.rules, code_digits=digits))
    assert hear(longer, text, Expecting.CODE).commands == (GiveCode(LONG[digits]),)
    assert hear(longer, f"the code is {LONG[digits]}").commands == (GiveCode(LONG[digits]),)


@pytest.mark.parametrize("text", ["y 493201", "493201 y", "493 y 201", "cuarenta y 9320"])
def test_an_and_joins_no_digits_that_were_typed(reader: LocalReader, text: str) -> None:
    read = hear(reader, text, Expecting.CODE).commands
    assert (read == (GiveCode("493201"),)) is ("493201" in text)


def test_a_code_is_read_elsewhere_only_if_it_is_named_or_stands_alone(reader: LocalReader) -> None:
    assert hear(reader, "the code is 493201").commands == (GiveCode("493201"),)
    assert hear(reader, "493201").commands == (GiveCode("493201"),)
    assert hear(reader, "i paid 493201 rupees").commands != (GiveCode("493201"),)
    assert hear(reader, "493201", Expecting.METER).commands != (GiveCode("493201"),)
    assert not isinstance(hear(reader, "493201 or 493202", Expecting.CODE).commands[0], GiveCode)


def test_a_meter_id_instead_of_a_code_is_heard(reader: LocalReader) -> None:
    reading = hear(reader, "sorry, wrong meter, it is MTR-0008", Expecting.CODE)
    assert reading.commands == (GiveMeter("MTR-0008"),)
