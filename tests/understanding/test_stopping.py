"""Who stops being written to, where, and what alone lets the house write again: whole messages, in every language."""

import pytest

from bot.model.command import Say
from bot.model.session import Expecting
from bot.understanding.local import LocalReader
from tests.understanding.asking import OFFERS, hear

STOP = """stop
STOP
quit
end
revoke
opt out
OptOut
unsubscribe
please don't text me any more
do not write to me any more
baja
revocar
ya no me escriban
por favor no me escriban más
no quiero más mensajes
बंद करो
ऑप्ट आउट
मुझे मत लिखो
कृपया मुझे और मैसेज न भेजें
band karo
mujhe mat likho
opt out kar do
mujhe aur message mat bhejo"""

ENOUGH = """can you stop messaging me?
how can I make these texts stop?
block me from your system
you keep spamming me, cut it out
nope unsubscribe
I never signed up for these and I want them to stop immediately
mujhe ye sab messages nhi chahiye band kro"""

ONLY_SOME = """stop sending me the Sunday report
do not message my husband
don't text me before 9am
unsubscribe from the weekly tips only
will you stop texting if I leave the programme?
why did you stop texting me?
remove this offer from the list
no me manden el reporte del domingo
mujhe sunday ki report mat bhejo"""

STOP_ALL = """STOPALL
stop all
please stop all
Stop everything!
opt out of everything
unsubscribe me from everything please
revoke all my consents
baja total
quiero darme de baja de todo
detener todo
सब बंद करो
सब कुछ बंद कर दो
मेरी सारी सहमति वापस
sab band karo
sab kuch band karo
har jagah band karo"""

START = """START
start
unstop
please start
resume
alta
reactivar
शुरू करो
स्टार्ट
shuru karo
start karo"""

NO_START = """yes
YES
ok
hello
you may text me again, my neighbour told me about an offer
i would like to get messages again
pueden escribirme, creo
maybe start with the solar thing"""

ASKED = """notifications
what may you write to me about?
notificaciones
¿sobre qué me pueden escribir?
सूचनाएँ
आप मुझे किस बारे में लिख सकते हैं?
meri notifications
notification settings"""


@pytest.mark.parametrize("text", STOP.splitlines())
@pytest.mark.parametrize("flow", ["welcome", "solar"])
def test_any_reasonable_wording_opts_out_for_certain(reader: LocalReader, text: str, flow: str) -> None:
    reading = hear(reader, text, offered=OFFERS, flow=flow)
    assert (reading.commands, reading.confidence) == ((Say("opt_out"),), 1.0)


@pytest.mark.parametrize("text", ENOUGH.splitlines())
def test_rule_and_guess_together_hear_who_has_had_enough(reader: LocalReader, text: str) -> None:
    assert hear(reader, text).commands == (Say("opt_out"),)


@pytest.mark.parametrize("text", ONLY_SOME.splitlines())
def test_who_wants_other_or_fewer_messages_is_not_out(reader: LocalReader, text: str) -> None:
    assert Say("opt_out") not in hear(reader, text).commands


@pytest.mark.parametrize("text", STOP_ALL.splitlines())
@pytest.mark.parametrize("expecting", list(Expecting))
def test_who_stops_all_is_out_everywhere(reader: LocalReader, text: str, expecting: Expecting) -> None:
    reading = hear(reader, text, expecting, offered=OFFERS)
    assert (reading.commands, reading.confidence) == ((Say("opt_out_all"),), 1.0)


@pytest.mark.parametrize("text", START.splitlines())
def test_start_and_its_kin_are_certain_as_a_whole_message(reader: LocalReader, text: str) -> None:
    reading = hear(reader, text, flow="welcome")
    assert (reading.commands, reading.confidence) == ((Say("opt_in"),), 1.0)


@pytest.mark.parametrize("text", NO_START.splitlines())
def test_nothing_else_is_a_certain_start(reader: LocalReader, text: str) -> None:
    reading = hear(reader, text, flow="welcome")
    assert Say("opt_in") not in reading.commands or reading.confidence <= 0.5


@pytest.mark.parametrize("text", ASKED.splitlines())
def test_what_may_be_written_about_can_be_asked(reader: LocalReader, text: str) -> None:
    assert hear(reader, text).commands == (Say("notifications"),)
