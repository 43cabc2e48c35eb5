"""Pictures: small, the same each time, readable on a phone, told apart without colours, with every letter there."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from babel.numbers import get_currency_symbol, list_currencies
from fontTools.ttLib import TTFont
from matplotlib import get_data_path
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sandbox.pictures import Look, look_at
from tests.tools.drawn import LANGUAGES, chart
from tools.charts import FONTS, LOOKS, compose, draw
from tools.contract import Failure, ToolError
from tools.drawing import Drawing
from tools.picture import Bar, Chart, Curve, DrawPicture, Mark, PictureDrawn

ROOT = Path(__file__).parents[2]
IN_EACH = pytest.mark.parametrize("language", LANGUAGES)
EACH_WAY = pytest.mark.parametrize("curves", [False, True], ids=["bars", "curves"])
PICTURE = Look("image/png", 800, 500)
SMALLEST = 20.0
"""Pixels: a phone shows them at 0.4 of their size, as letters that one can read."""


def _texts(figure: Figure) -> list[Text]:
    (axes,) = figure.axes
    return [text for text in axes.texts if text.get_text()]


def _pixels(text: Text) -> float:
    size = text.get_fontsize()
    assert isinstance(size, float)
    return size * 100 / 72


def _ink(box: Bbox) -> Bbox:
    """The height of a line without the room for what few letters have above and below."""
    return Bbox.from_extents(box.x0, box.y0 + 0.2 * box.height, box.x1, box.y1 - 0.2 * box.height)


@IN_EACH
@EACH_WAY
def test_a_picture_is_small_and_the_same_each_time(language: str, *, curves: bool) -> None:
    png = draw(chart(language, curves=curves))
    assert look_at(png) == PICTURE
    assert len(png) < 100_000
    assert draw(chart(language, curves=curves)) == png


@IN_EACH
@EACH_WAY
def test_its_words_are_large_apart_and_on_the_paper(language: str, *, curves: bool) -> None:
    texts = _texts(compose(chart(language, curves=curves)))
    assert all(_pixels(text) >= SMALLEST for text in texts)
    boxes = [text.get_window_extent() for text in texts]
    assert all(box.x0 >= 0 and box.x1 <= 800 and box.y0 >= 0 and box.y1 <= 500 for box in boxes)
    for (one, first), (other, second) in combinations(zip(texts, boxes, strict=True), 2):
        assert not _ink(first).overlaps(_ink(second)), (one.get_text(), other.get_text())


@IN_EACH
def test_it_says_its_own_words_and_no_others(language: str) -> None:
    shown = chart(language)
    said = [text.get_text() for text in _texts(compose(shown))]
    assert sorted(said) == sorted(
        [
            shown.title,
            shown.note,
            *(words for bar in shown.bars for words in (bar.name, bar.words, bar.detail) if words),
        ]
    )
    assert all(words in shown.described for words in said)


def test_curves_say_their_marks_and_no_number_of_an_axis() -> None:
    shown = chart(curves=True)
    said = {text.get_text() for text in _texts(compose(shown))}
    marks = {mark.words for curve in shown.curves for mark in curve.marks}
    bars = {words for bar in shown.bars for words in (bar.name, bar.words)}
    assert said == {shown.title, shown.over_time, shown.note, *bars, *marks}
    assert all(words in shown.described for words in said)


def test_choices_are_told_apart_without_their_colours() -> None:
    for one, other in combinations(LOOKS, 2):
        assert not {one.hatch, one.line, one.mark} & {other.hatch, other.line, other.mark}
    (axes,) = compose(chart(curves=True)).axes
    hatches = {patch.get_hatch() for patch in axes.patches if patch.get_hatch()}
    lines = {line.get_linestyle() for line in axes.lines if line.get_linewidth() == 4}
    assert hatches == {look.hatch for look in LOOKS[:3]}
    assert lines == {"-", "--", "-."}


def test_a_dollar_is_a_dollar_and_begins_no_formula() -> None:
    assert not any(text.get_parse_math() for text in _texts(compose(chart())))


def test_letters_of_hindi_join_as_they_should() -> None:
    figure = compose(Chart("hi", "क्ष", (Bar("क", "ष"),)))
    joined, first, second = (text.get_window_extent().width / _pixels(text) for text in _texts(figure))
    assert joined < 0.8 * (first + second), "one sign, not two letters with a stroke"


def test_the_font_has_every_letter_of_the_words_and_every_sign_of_a_currency() -> None:
    ours = set.intersection(*(set(TTFont(file).getBestCmap()) for file in FONTS.glob("*.ttf")))
    for language in LANGUAGES:
        words = yaml.safe_load((ROOT / "prompts" / "replies" / f"{language}.yaml").read_text(encoding="utf-8"))
        assert {sign for text in words["picture"].values() for sign in text if ord(sign) not in ours} == set()
    others = set(TTFont(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf").getBestCmap())
    signs = {sign for money in list_currencies() for one in LANGUAGES for sign in get_currency_symbol(money, one)}
    assert {sign for sign in signs if ord(sign) not in ours | others} == set()


def test_the_font_comes_with_its_licence() -> None:
    assert {file.name for file in FONTS.glob("*.ttf")} == {
        "NotoSansDevanagari-Bold.ttf",
        "NotoSansDevanagari-Regular.ttf",
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize(
    "bars",
    [
        pytest.param((), id="no choice at all"),
        pytest.param((Bar("Solar", "about -$5.00", "-$20.00 to $10.00", -20.0, -5.0, 10.0),), id="it may cost money"),
        pytest.param((Bar("Programme", "-$7.00", "", -7.0, -7.0, -7.0),), id="it surely costs money"),
        pytest.param((Bar("Programme", "$0.00", "nothing up front"),), id="small letters without a bar"),
        pytest.param(tuple(Bar(f"Choice {one}", "$1.00", "for sure", 1.0, 1.0, 1.0) for one in range(6)), id="six"),
    ],
)
def test_odd_figures_are_drawn_as_well(bars: tuple[Bar, ...]) -> None:
    shown = Chart("en", "Odd", bars, "A note")
    assert look_at(draw(shown)) == PICTURE
    boxes = [_ink(text.get_window_extent()) for text in _texts(compose(shown))]
    assert not any(first.overlaps(second) for first, second in combinations(boxes, 2))


@pytest.mark.parametrize(
    "curve",
    [
        pytest.param(Curve("Other", ((0.0, 0.0), (1.0, 0.0))), id="flat, and of no bar"),
        pytest.param(Curve("Solar", ((3.0, -5.0),), (Mark(3.0, -5.0, "-$5.00"),)), id="a point"),
    ],
)
def test_odd_curves_are_drawn_as_well(curve: Curve) -> None:
    shown = Chart("en", "Odd", (Bar("Solar", "about $1.00"),), over_time="Over time", curves=(curve,))
    assert look_at(draw(shown)) == PICTURE


def test_words_that_are_too_long_are_written_smaller_and_stay_on_the_paper() -> None:
    figure = compose(Chart("en", "What " + "many " * 40, (Bar("A choice " * 9, "about $600.00", "so much " * 30),)))
    assert all(text.get_window_extent().x1 <= 800 for text in _texts(figure))


WORKER = """
import sys
from pathlib import Path
from bot import wiring
from tests.tools.drawn import chart
from tools.drawing import Drawing
from tools.picture import DrawPicture
assert "matplotlib" not in sys.modules, "only who draws shall load it"
folder = Path(sys.argv[1])
keep = lambda number, png: str((folder / f"{number}.png").write_bytes(png))
print(Drawing(keep, folder / "cache").run(DrawPicture("n1", chart("hi"))).url)
"""


def test_a_process_loads_the_drawing_library_with_its_first_picture_and_takes_nothing_of_its_machine(
    tmp_path: Path,
) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nlines.antialiased: False\ntext.hinting: force_autohint\n")
    subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path)],
        check=True,
        cwd=ROOT,
        env={"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "HOME": str(tmp_path), "PATH": ""},
        timeout=120,
    )
    assert (tmp_path / "n1.png").read_bytes() == draw(chart("hi"))
    assert {file.name for file in tmp_path.iterdir()} == {"matplotlibrc", "n1.png", "cache"}


def test_the_tool_keeps_what_it_drew_under_the_calls_id(tmp_path: Path) -> None:
    kept: dict[str, bytes] = {}

    def keep(number: str, png: bytes) -> str:
        kept[number] = png
        return "https://utility.example/media/x.png"

    drawn = Drawing(keep, tmp_path).run(DrawPicture("call-1", chart()))
    assert drawn == PictureDrawn("https://utility.example/media/x.png")
    assert kept == {"call-1": draw(chart())}
    assert "x.png" not in repr(drawn), "whoever has the address sees the picture"


def test_a_picture_that_nobody_waits_for_any_more_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as raised:
        Drawing(lambda _number, _png: None, tmp_path).run(DrawPicture("call-1", chart()))
    assert raised.value.failure is Failure.NOT_FOUND
