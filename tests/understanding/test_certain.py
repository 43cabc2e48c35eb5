"""The deterministic layer: what a message certainly means where the conversation stands."""

import pytest

from bot.model.command import (
    Choose,
    ChooseStale,
    Command,
    GiveFile,
    GiveMeter,
    GivePhone,
    Hearing,
    Reading,
    Say,
    SetLanguage,
    Suppose,
    Unreadable,
)
from bot.model.session import Expecting
from bot.understanding.contract import Reader
from bot.understanding.local import LocalReader
from channels.messages import Body, Location, Media, SharedContact, Tap, Text, Unsupported
from tests.understanding.asking import OFFERS, hear, taking_time
from tools.economics.territory import Place


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (Tap("7:b"), Choose("b")),
        (Tap("6:b"), ChooseStale("b")),
        (Tap("7:z"), ChooseStale("z")),
        (Tap("b"), ChooseStale("b")),
        (Tap(""), ChooseStale("")),
        (Tap("promo-stop", "Stop promotions"), Say("opt_out")),
        (Tap("promo-yes", "Yes, tell me more"), ChooseStale("promo-yes")),
        (Tap("6:stop", "No more messages"), ChooseStale("stop")),
        (Location(37.77493, -122.41942), Suppose(place=Place(37.77, -122.42))),
        (Media("ref", "audio/ogg"), Unreadable("audio")),
        (Media("ref", "image/heic"), Unreadable("image")),
        (Media("ref", "application/pdf"), Unreadable("image")),
        (Media("ref", "text/xml"), GiveFile("ref")),
        (Media("ref", "application/octet-stream"), GiveFile("ref")),
        (Media("ref", ""), GiveFile("ref")),
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
    assert await taking_time(port, hearing) == reader.read_now(hearing)
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


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Say("greet")),
        ("/start solar", Say("start_solar")),
        ("/start compare", Say("compare")),
        ("/start meter_MTR_0042", GiveMeter("MTR-0042")),
        ("/start meter-MTR-0042", GiveMeter("MTR-0042")),
        ("/start meter", Say("greet")),
        ("/start stop", Say("greet")),
        ("/start person", Say("greet")),
        ("/start c-spring-2027", Say("greet")),
        ("/solar", Say("start_solar")),
        ("/flexibility", Say("start_dfp")),
        ("/orders", Say("order_status")),
        ("/notifications", Say("notifications")),
        ("/person", Say("handover")),
        ("/stop", Say("opt_out")),
    ],
)
def test_a_word_behind_a_slash_and_a_link_to_the_chat_are_read(
    reader: LocalReader, text: str, command: Command
) -> None:
    assert hear(reader, text, flow="welcome").commands == (command,)
