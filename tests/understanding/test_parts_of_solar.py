"""What goes with solar: an installer, a grid connection, a subsidy, and where one was with it."""

import pytest

from bot.model.command import Say
from bot.model.session import Expecting
from bot.understanding.certain import Standing
from bot.understanding.local import LocalReader

IDLE = Standing(Expecting.NOTHING, flow="welcome")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("installer", Say("start_survey")),
        ("find me an installer please", Say("start_survey")),
        ("show solar installers", Say("start_survey")),
        ("I want a solar installer to visit my home", Say("start_survey")),
        ("book a site visit", Say("start_survey")),
        ("grid connection", Say("start_connection")),
        ("I need a grid connection", Say("start_connection")),
        ("subsidy", Say("start_subsidy")),
        ("are there any incentives?", Say("start_subsidy")),
        ("is there a government subsidy for solar panels", Say("start_subsidy")),
        ("necesito un instalador", Say("start_survey")),
        ("conexión a la red", Say("start_connection")),
        ("¿hay subvenciones?", Say("start_subsidy")),
        ("मुझे इंस्टॉलर चाहिए", Say("start_survey")),
        ("ग्रिड कनेक्शन चाहिए", Say("start_connection")),
        ("सोलर पर सब्सिडी है क्या", Say("start_subsidy")),
        ("site survey", Say("start_survey")),
        ("mujhe grid connection chahiye", Say("start_connection")),
        ("subsidy milegi kya", Say("start_subsidy")),
        ("i want solar panels", Say("start_solar")),
        ("solar panels with an installer and a subsidy", Say("start_solar")),
        ("where were we with my solar?", Say("journey")),
        ("¿dónde quedamos con mi solar?", Say("journey")),
        ("मेरे सोलर में हम कहाँ थे?", Say("journey")),
        ("solar me hum kahan the", Say("journey")),
    ],
)
def test_what_goes_with_solar_is_started_by_its_own_words(reader: LocalReader, text: str, meant: Say) -> None:
    assert [one.command for one in reader.understand(text, IDLE)[0]] == [meant]


@pytest.mark.parametrize(
    "text", ["the installer never showed up", "when is the installer coming", "whats an installer"]
)
def test_a_word_of_solar_alone_starts_nothing(reader: LocalReader, text: str) -> None:
    found = reader.understand(text, IDLE)[0][0]
    assert found.command not in {Say("start_survey"), Say("start_solar")}
