"""What a comparison shall suppose, in the words of customers."""

import pytest

from bot.model.command import Say, Suppose
from bot.model.session import Expecting
from bot.understanding.certain import Standing
from bot.understanding.local import LocalReader
from tools.economics.comparison import Wish
from tools.economics.roof import Shading

COMPARING = Standing(Expecting.CHOICE, flow="compare")
IDLE = Standing(Expecting.NOTHING, flow="welcome")


def supposed(reader: LocalReader, text: str, standing: Standing) -> object:
    [found] = reader.understand(text, standing)[0]
    return found.command


@pytest.mark.parametrize("standing", [COMPARING, IDLE])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what if I pay by loan", Suppose(loan=True)),
        ("what if I pay without a loan?", Suppose(loan=False)),
        ("what about a battery?", Suppose(battery=True)),
        ("what if there is no battery", Suppose(battery=False)),
        ("what if the roof is smaller", Suppose(share=0.5)),
        ("what if only 60 % of the roof is free", Suppose(share=0.6)),
        ("what if the roof is 40 percent smaller", Suppose(share=0.6)),
        ("what if my roof is only 30 m2?", Suppose(area_m2=30.0)),
        ("suppose 32.5 square metres", Suppose(area_m2=32.5)),
        ("what if my roof has 400 sq ft", Suppose(area_m2=37.2)),
        ("what if the roof is shaded", Suppose(shading=Shading.SIGNIFICANT)),
        ("what if there is some shade", Suppose(shading=Shading.MODEST)),
        ("if it is mostly in the shade", Suppose(shading=Shading.HEAVY)),
        ("if there is no shade at all", Suppose(shading=Shading.NONE)),
        ("what if my roof faces west", Suppose(azimuth=270.0)),
        ("what if the roof is south-east facing", Suppose(azimuth=135.0)),
        ("suppose the panels are on the north side", Suppose(azimuth=0.0)),
        ("what if the roof faces east and has a slope of 35 degrees", Suppose(azimuth=90.0, tilt=35.0)),
        ("y si mi techo mira al oeste", Suppose(azimuth=270.0)),
        ("¿y si el tejado está orientado al sureste?", Suppose(azimuth=135.0)),
        ("y si mi techo tiene 30 grados", Suppose(tilt=30.0)),
        ("अगर मेरी छत पश्चिम की ओर हो", Suppose(azimuth=270.0)),
        ("अगर छत दक्षिण-पूर्व की तरफ़ हो", Suppose(azimuth=135.0)),
        ("अगर छत 30 डिग्री झुकी हो", Suppose(tilt=30.0)),
        ("agar meri chhat purab ki taraf ho", Suppose(azimuth=90.0)),
        ("agar chhat uttar-paschim disha me ho", Suppose(azimuth=315.0)),
        ("what if I want to pay nothing upfront", Suppose(wish=Wish.NO_UPFRONT)),
        ("what if the power goes out?", Suppose(wish=Wish.BACKUP)),
        ("I care about the climate", Suppose(wish=Wish.CLIMATE)),
        ("what if my roof is half and I finance it", Suppose(share=0.5, loan=True)),
        ("y si pago con un préstamo", Suppose(loan=True)),
        ("¿y si el techo es más pequeño?", Suppose(share=0.5)),
        ("¿y si mi techo tiene 25 m2?", Suppose(area_m2=25.0)),
        ("y si hay algo de sombra", Suppose(shading=Shading.MODEST)),
        ("y si no quiero pagar nada por adelantado", Suppose(wish=Wish.NO_UPFRONT)),
        ("¿y si hay un apagón?", Suppose(wish=Wish.BACKUP)),
        ("अगर मैं लोन लूँ", Suppose(loan=True)),
        ("अगर मेरी छत छोटी हो तो", Suppose(share=0.5)),
        ("अगर मेरी छत ३० वर्ग मीटर की हो", Suppose(area_m2=30.0)),
        ("अगर थोड़ी छाया हो", Suppose(shading=Shading.MODEST)),
        ("अगर बिजली चली जाए तो?", Suppose(wish=Wish.BACKUP)),
        ("agar chhat chhoti ho", Suppose(share=0.5)),
        ("agar loan le lun to?", Suppose(loan=True)),
        ("agar bina loan ke", Suppose(loan=False)),
        ("agar pehle kuch nahi dena ho", Suppose(wish=Wish.NO_UPFRONT)),
    ],
)
def test_what_is_supposed_is_read_with_its_figures(
    reader: LocalReader, text: str, meant: Suppose, standing: Standing
) -> None:
    assert supposed(reader, text, standing) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("by loan", Suppose(loan=True)),
        ("my roof faces west", Suppose(azimuth=270.0)),
        ("mi techo da al norte", Suppose(azimuth=0.0)),
        ("मेरी छत पूर्व की ओर है", Suppose(azimuth=90.0)),
        ("a roof of 45 m2", Suppose(area_m2=45.0)),
        ("I want backup", Suppose(wish=Wish.BACKUP)),
        ("sin préstamo", Suppose(loan=False)),
        ("बैटरी के साथ", Suppose(battery=True)),
        ("sabse zyada bachat", Suppose(wish=Wish.MONEY)),
    ],
)
def test_while_comparing_the_thing_alone_is_enough(reader: LocalReader, text: str, meant: Suppose) -> None:
    assert supposed(reader, text, COMPARING) == meant
    assert not isinstance(supposed(reader, text, IDLE), Suppose)


@pytest.mark.parametrize(
    "text",
    [
        "how does the loan work?",
        "there is an outage in my street",
        "my credit card was declined",
        "what if it rains",
        "what if my roof has 0 m2",
        "what if my roof has 99999 m2",
        "what if it is 0 % of the roof",
        "what if it is 30 %",
        "what if it is 30 degrees outside",
        "what if my roof has 95 degrees",
        "what if I move to South Delhi",
    ],
)
def test_what_nobody_can_reckon_with_supposes_nothing(reader: LocalReader, text: str) -> None:
    assert not isinstance(supposed(reader, text, COMPARING), Suppose)


def test_within_another_errand_nothing_is_supposed(reader: LocalReader) -> None:
    assert not isinstance(supposed(reader, "what if I pay by loan", Standing(Expecting.CHOICE, flow="solar")), Suppose)
    asked = Standing(Expecting.CODE, flow="compare")
    assert not isinstance(supposed(reader, "what if I pay by loan", asked), Suppose)


def test_an_outage_that_nobody_supposes_is_one(reader: LocalReader) -> None:
    assert supposed(reader, "report an outage", COMPARING) == Say("complaint_or_outage")
