"""How customers leave a programme or take part in another way, and what must not be taken for it."""

import pytest

from bot.model.command import Say
from bot.understanding.certain import Standing
from bot.understanding.local import LocalReader

LEAVE = (
    "leave the programme",
    "I want to leave the flexibility program",
    "quit the program please",
    "unenrol me from the programme",
    "cancel my enrolment",
    "take me out of the programme",
    "quiero dejar el programa",
    "salir del programa",
    "quiero darme de baja del programa",
    "cancelar mi inscripción",
    "मुझे कार्यक्रम छोड़ना है",
    "मैं इस कार्यक्रम से निकलना चाहता हूँ",
    "mujhe program chhodna hai",
    "program se mera naam hatao",
    "main is programme se nikalna chahta hun",
)
JOINING = (
    "change how I join events",
    "I want to change how I take part in the events",
    "join events automatically",
    "ask me each time",
    "do not join events automatically",
    "cambiar cómo participo en los eventos",
    "quiero participar en todos los eventos automáticamente",
    "pregúnteme cada vez",
    "मैं घटनाओं में कैसे भाग लूँ बदलो",
    "हर बार मुझसे पूछो",
    "events me kaise join karun badalna hai",
    "har baar mujhse pucho",
)
OTHERWISE = (
    "stop",
    "leave me alone",
    "leave me out of the event",
    "I will skip the event tonight",
    "leave it",
    "cancel",
    "darme de baja",
    "no quiero participar hoy",
    "rehne do",
    "count me in for the event",
    "start the programme",
)


def meant(reader: LocalReader, text: str) -> set[object]:
    found, _ = reader.understand(text, Standing(None, flow="orders"))
    return {one.command for one in found}


@pytest.mark.parametrize("text", LEAVE)
def test_leaving_a_programme(reader: LocalReader, text: str) -> None:
    assert meant(reader, text) == {Say("leave_programme")}


@pytest.mark.parametrize("text", JOINING)
def test_taking_part_in_another_way(reader: LocalReader, text: str) -> None:
    assert meant(reader, text) == {Say("event_settings")}


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_means_something_else(reader: LocalReader, text: str) -> None:
    assert not meant(reader, text) & {Say("leave_programme"), Say("event_settings")}
