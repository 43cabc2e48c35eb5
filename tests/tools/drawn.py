"""What a picture of this test run looks like in each language: words as the flows give them."""

from pathlib import Path

from tools.drawing import Drawing
from tools.picture import Bar, Chart, Curve, Mark

LANGUAGES = ("en", "es", "hi")

_WORDS = {
    "en": (
        ("Solar", "Both", "Flexibility", "Neither"),
        ("about $600.00", "about $617.00", "about $20.00", "nothing paid or gained"),
        ("$510.00 to $660.00; you pay $8,000.00 up front", "$0.00 to $35.00; nothing to pay up front"),
        ("What the first year could bring", "Hatched: low to high. Line: expected. No promise."),
        ("Your money over 25 years", "-$8,000.00", "paid back in about 13 years", "$12,345.00 in the end"),
    ),
    "es": (
        ("Solar", "Los dos", "Flexibilidad", "Ninguna"),
        ("unos 600,00 US$", "unos 617,00 US$", "unos 20,00 US$", "ni paga ni gana"),
        (
            "de 510,00 US$ a 660,00 US$; paga 8.000,00 US$ por adelantado",
            "de 0,00 US$ a 35,00 US$; nada por adelantado",
        ),
        ("Lo que podría dar el primer año", "Rayado: de mínimo a máximo. Línea: lo esperado. Sin promesa."),
        ("Su dinero en 25 años", "-8.000,00 US$", "recuperado en unos 13 años", "12.345,00 US$ al final"),
    ),
    "hi": (
        ("सोलर", "दोनों", "लचीलापन", "कोई नहीं"),
        ("लगभग ₹49,800.00", "लगभग ₹51,200.00", "लगभग ₹1,660.00", "न देना, न पाना"),
        ("₹42,330.00 से ₹54,780.00; पहले ₹1,86,000.00 देने हैं", "₹0.00 से ₹2,905.00; पहले कुछ नहीं देना"),
        ("पहला साल क्या दे सकता है", "धारीदार: कम से ज़्यादा तक। रेखा: अनुमान। वादा नहीं।"),
        ("25 साल में आपका पैसा", "-₹1,86,000.00", "लगभग 13 साल में पैसा वापस", "अंत में ₹4,12,345.00"),
    ),
}


def chart(language: str = "en", *, curves: bool = False) -> Chart:
    """A comparison of four choices, with how the money goes on over 25 years where that is wanted."""
    names, words, (dear, free), (title, note), (over_time, *marked) = _WORDS[language]
    bars = (
        Bar(names[0], words[0], dear, 510.0, 600.0, 660.0),
        Bar(names[1], words[1], dear, 0.0, 617.0, 690.0),
        Bar(names[2], words[2], free, 0.0, 20.0, 35.0),
        Bar(names[3], words[3]),
    )
    if not curves:
        return Chart(language, title, bars, note)
    places = ((0.0, -8000.0), (13.0, 0.0), (25.0, 12345.0))
    marks = tuple(Mark(*place, said) for place, said in zip(places, marked, strict=True))
    money = (
        Curve(names[0], tuple((float(year), year * 814.0 - 8000.0) for year in range(26)), marks),
        Curve(names[1], tuple((float(year), year * 840.0 - 8000.0) for year in range(26))),
        Curve(names[2], tuple((float(year), year * 20.0) for year in range(26))),
    )
    return Chart(language, title, bars, note, over_time, money)


def drawing() -> Drawing:
    """The tool, whose pictures nobody waits for."""
    return Drawing(lambda _number, _png: None, Path())
