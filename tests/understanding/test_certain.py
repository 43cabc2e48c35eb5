"""The deterministic layer: what a message certainly means where the conversation stands."""

from dataclasses import replace

import pytest

from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveCode,
    GiveMeter,
    GivePhone,
    Hearing,
    Reading,
    Say,
    SetLanguage,
    Unreadable,
)
from bot.model.session import Expecting
from bot.understanding.contract import Reader
from bot.understanding.local import LocalReader
from channels.messages import Body, Location, Media, SharedContact, Tap, Text, Unsupported
from tests.understanding.asking import OFFERS, hear


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (Tap("7:b"), Choose("b")),
        (Tap("6:b"), ChooseStale("b")),
        (Tap("7:z"), ChooseStale("z")),
        (Tap("b"), ChooseStale("b")),
        (Tap(""), ChooseStale("")),
        (Location(1.0, 2.0), Unreadable("location")),
        (Media("ref", "audio/ogg"), Unreadable("audio")),
        (Media("ref", ""), Unreadable("media")),
        (Unsupported("sticker"), Unreadable("sticker")),
        (SharedContact("+12025550142", own=True), GivePhone("+12025550142")),
        (SharedContact("+12025550142"), GivePhone(None)),
    ],
)
def test_only_a_button_of_the_open_question_is_a_choice(reader: LocalReader, body: Body, command: Command) -> None:
    reading = hear(reader, body, Expecting.CHOICE, offered=OFFERS)
    assert reading == Reading((command,), 1.0)


async def test_reading_in_a_task_gives_the_same_as_reading_at_once(reader: LocalReader) -> None:
    port: Reader = reader
    hearing = Hearing(Text("STOP"), "en", "solar", "offers", Expecting.CHOICE, OFFERS, 7)
    assert await port.read(hearing) == reader.read_now(hearing)
    assert reader.read_now(hearing).commands == (Say("opt_out"),)


@pytest.mark.parametrize(
    "text",
    [
        "UNLINK",
        "/logout",
        "log me out please",
        "forget this chat",
        "Unlink the others.",
        "That wasn't me!",
        "i want to log out of telegram",
        "DESVINCULAR",
        "quiero cerrar sesión",
        "desvincula los otros",
        "no fui yo",
        "लॉग आउट करो",
        "बाक़ी चैट अनलिंक करो",
        "यह चैट अलग करो",
        "is chat ko unlink karo",
        "mujhe log out karna hai",
        "ye chat bhool jao",
    ],
)
def test_who_wants_a_chat_unlinked_is_understood_in_every_language(reader: LocalReader, text: str) -> None:
    assert hear(reader, Text(text)).commands == (Say("unlink"),)


@pytest.mark.parametrize("text", ["forget it", "forget my number", "exit", "disconnect my power", "salir"])
def test_what_only_sounds_like_unlinking_is_not(reader: LocalReader, text: str) -> None:
    assert hear(reader, Text(text)).commands != (Say("unlink"),)


@pytest.mark.parametrize(
    ("text", "meter"),
    [
        ("MTR-0007", "MTR-0007"),
        ("mtr 7", "MTR-0007"),
        ("MTR0007", "MTR-0007"),
        ("mtr_0007.", "MTR-0007"),
        ("meter 0007", "MTR-0007"),
        ("My meter ID is MTR - 0007, thanks", "MTR-0007"),
        ("m t r zero zero zero seven", "MTR-0007"),
        ("MTR double oh oh 7", "MTR-0007"),
        ("mtr forty two oh one", "MTR-4201"),
        ("mtr twenty ten thirty", "MTR-201030"),
        ("METER003", "METER003"),
        ("meter number 003", "METER003"),
        ("meter no. 12345678", "12345678"),
        ("1234 5678", "12345678"),
        ("medidor número 0042", "MTR-0042"),
        ("el medidor es MTR-0042", "MTR-0042"),
        ("मेरा मीटर MTR-०००७ है", "MTR-0007"),
        ("मीटर शून्य शून्य शून्य सात", "MTR-0007"),
        ("mera meter 0042 hai", "MTR-0042"),
        ("MTR-12345", "MTR-12345"),
        ("0007", "MTR-0007"),
        ("003", "METER003"),
        ("meter 42", "MTR-0042"),
        ("it is 1234567890", "1234567890"),
        ("\uff2d\uff34\uff32\u200b-0007", "MTR-0007"),
    ],
)
def test_a_meter_id_is_read_however_it_is_written(reader: LocalReader, text: str, meter: str) -> None:
    assert hear(reader, text, Expecting.METER).commands == (GiveMeter(meter),)


@pytest.mark.parametrize(
    "text",
    [
        "my meter is 2 years old",
        "meter reading please",
        "call me at +1 202 555 0123",
        "12345678 or 87654321",
        "the meter in my house that nobody reads has 1234 on it",
        "i paid 12345678 last month",
        "meter 12345",
    ],
)
def test_a_number_near_a_meter_is_not_always_its_id(reader: LocalReader, text: str) -> None:
    assert not [one for one in hear(reader, text).commands if isinstance(one, GiveMeter)]


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


@pytest.mark.parametrize(
    "text",
    """STOP
stop.
UNSUBSCRIBE
quit
END
Revoke
opt-out
/stop
STOPPP
please stop
stop, please stop
baja
alto
बंद करो
बंद कीजिए
band karo
msg band krdo
I'm sick of this. Stop texting me!
no me manden más mensajes
quiero darme de baja
मुझे मैसेज मत भेजो
mujhe message nahi chahiye
don't contact me again""".splitlines(),
)
@pytest.mark.parametrize("expecting", list(Expecting))
def test_who_says_stop_is_out_wherever_the_conversation_stands(
    reader: LocalReader, text: str, expecting: Expecting
) -> None:
    reading = hear(reader, text, expecting, offered=OFFERS)
    assert reading.commands == (Say("opt_out"),)
    assert reading.confidence == 1.0


def test_a_bare_cancel_ends_the_errand_or_where_none_is_open_the_messages(reader: LocalReader) -> None:
    assert hear(reader, "cancel").commands == (Say("cancel_flow"),)
    assert hear(reader, "CANCEL", flow="welcome").commands == (Say("opt_out"),)
    assert hear(reader, "cancel", Expecting.CODE, flow="welcome").commands == (Say("cancel_flow"),)
    assert hear(reader, "never mind", flow="welcome").commands == (Say("cancel_flow"),)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("START", Say("opt_in")),
        ("/start", Say("greet")),
        ("/start@wattline_bot campaign7", Say("greet")),
        ("UNSTOP", Say("opt_in")),
        ("alta", Say("opt_in")),
        ("शुरू करो", Say("opt_in")),
        ("agent", Say("handover")),
        ("I want to talk to a real person, now", Say("handover")),
        ("quiero hablar con una persona", Say("handover")),
        ("मुझे इंसान से बात करनी है", Say("handover")),
        ("insaan se baat karni hai", Say("handover")),
        ("go back", Say("back")),
        ("atrás", Say("back")),
        ("yes", Say("affirm")),
        ("👍🏽", Say("affirm")),
        ("haan ji", Say("affirm")),
        ("हाँ", Say("affirm")),
        ("sí, por favor", Say("affirm")),
        ("no thanks", Say("deny")),
        ("nahi", Say("deny")),
        ("English", SetLanguage("en")),
        ("in English please", SetLanguage("en")),
        ("habla español", SetLanguage("es")),
        ("हिन्दी में बात करो", SetLanguage("hi")),
        ("hindi mein baat karo", SetLanguage("hi")),
        ("can we speak tamil", SetLanguage(None)),
        ("change language", SetLanguage(None)),
    ],
)
def test_whole_messages_have_one_meaning_in_every_language(reader: LocalReader, text: str, command: Command) -> None:
    assert hear(reader, text).commands == (command,)


def test_an_unknown_command_behind_a_slash_is_no_opt_out(reader: LocalReader) -> None:
    assert hear(reader, "/stopwatch").commands != (Say("opt_out"),)
    assert hear(reader, "/").commands != (Say("opt_out"),)
