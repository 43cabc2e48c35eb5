"""Draws a chart as a PNG of 800 x 500 pixels that one can read on a phone, with a font that ships with the house.

Whoever imports this module loads matplotlib, half a second and 40 MB: see tools/drawing.py.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tools.picture import Bar, Chart, Curve, Mark

WIDTH: Final = 800
HEIGHT: Final = 500
FONTS: Final = Path(__file__).parent / "fonts"

_DOTS_PER_INCH: Final = 100
_POINTS_PER_INCH: Final = 72
_FAMILIES: Final = ["Noto Sans Devanagari", "DejaVu Sans"]
"""The house's own font has Latin letters too; matplotlib's has the rarer signs of currencies."""
_LEFT, _RIGHT = 28.0, WIDTH - 28.0
_TOP, _BOTTOM = 58.0, HEIGHT - 16.0
_INK, _QUIET, _PAPER = "#1a1a1a", "#444444", "#ffffff"
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one choice from the others without its colour: its hatching, its line, its mark."""

    colour: str
    hatch: str
    line: str
    mark: str


@dataclass(frozen=True, slots=True)
class Letters:
    """How words are written; `size` in pixels."""

    size: float
    bold: bool = False
    colour: str = _INK

    def scaled(self, one: float) -> "Letters":
        """Return the same, so many times as large."""
        return replace(self, size=self.size * one)


# A phone shows the picture at about 0.4 of its size.
_TITLE: Final = Letters(33, bold=True)
_HEAD: Final = Letters(28, bold=True)
_NAME: Final = Letters(24, bold=True)
_PLAIN: Final = Letters(24)
_NOTE: Final = Letters(24, colour=_QUIET)

LOOKS: Final = (
    Look("#a84300", "//", "solid", "o"),
    Look("#1d4ed8", "..", "dashed", "s"),
    Look("#047857", "xx", "dashdot", "^"),
    Look("#6b21a8", "--", "dotted", "D"),
)


def draw(chart: Chart) -> bytes:
    """Return the picture as a PNG: the same bytes for the same chart."""
    with _drawing:  # the library is not made for several threads
        png = BytesIO()
        compose(chart).savefig(png, format="png", metadata={"Software": None})
        return png.getvalue()


def compose(chart: Chart) -> Figure:
    """Lay a chart out: the bars alone with their small letters, or on a line each above the curves."""
    size = (WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH)
    figure = Figure(figsize=size, dpi=_DOTS_PER_INCH, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    page = _Page(axes, chart.language)
    page.write(_LEFT, 42, chart.title, _TITLE, room=_RIGHT - _LEFT)
    bottom = _BOTTOM
    if chart.note:
        page.write(_LEFT, bottom, chart.note, _NOTE, room=_RIGHT - _LEFT)
        bottom -= 34
    names = dict.fromkeys((*(bar.name for bar in chart.bars), *(curve.name for curve in chart.curves)))
    looks = dict(zip(names, cycle(LOOKS), strict=False))
    if chart.curves:
        _curves(page, chart, looks, _narrow_bars(page, chart, looks, _TOP), bottom)
    else:
        _roomy_bars(page, chart.bars, looks, _TOP, bottom)
    return figure


def _use_own_fonts() -> None:
    """Draw as if this machine had no fonts and no settings of its own."""
    mpl.rcdefaults()
    fonts, shipped = font_manager.fontManager, Path(mpl.get_data_path())
    fonts.ttflist = [one for one in fonts.ttflist if Path(one.fname).is_relative_to(shipped)]
    for file in sorted(FONTS.glob("*.ttf")):
        fonts.addfont(file)


_use_own_fonts()


class _Page:
    """The paper: one axes that counts in pixels from the upper left corner."""

    def __init__(self, axes: Axes, language: str) -> None:
        self.axes = axes
        self._language = language

    def write(self, x: float, y: float, words: str, letters: Letters, *, room: float, right: bool = False) -> float:
        """Write a line on `y`, from `x` on or up to it, smaller where it needs more room; returns its width."""
        size = letters.size * _POINTS_PER_INCH / _DOTS_PER_INCH
        text = self.axes.text(
            x,
            y,
            words,
            family=_FAMILIES,
            size=size,
            weight="bold" if letters.bold else "normal",
            color=letters.colour,
            ha="right" if right else "left",
            va="baseline",
            parse_math=False,  # a dollar is a dollar
            language=self._language,
        )
        width = float(text.get_window_extent().width)
        if width > room:
            text.set_fontsize(size * room / width)
        return min(width, room)

    def box(self, left: float, right: float, top: float, height: float, look: Look, *, hatched: bool) -> None:
        """Draw a box in a colour, full or hatched."""
        filled = _PAPER if hatched else look.colour
        hatch = look.hatch if hatched else None
        self.axes.add_patch(
            Rectangle(
                (left, top), right - left, height, facecolor=filled, edgecolor=look.colour, hatch=hatch, linewidth=2
            )
        )

    def stroke(self, x: float, top: float, bottom: float, colour: str, width: float) -> None:
        """Draw a line from above to below."""
        self.axes.plot([x, x], [top, bottom], color=colour, linewidth=width)


def _roomy_bars(page: _Page, bars: Sequence[Bar], looks: Mapping[str, Look], top: float, bottom: float) -> None:
    """A choice on three lines: its name and value, its bar, the small letters; on one line where nothing is drawn."""
    one = min(1.0, (bottom - top) / (sum(map(_height, bars)) or 1.0))
    across = _Across(bars, _LEFT, _RIGHT)
    for bar in bars:
        used = page.write(_LEFT, top + 31 * one, bar.name, _HEAD.scaled(one), room=380)
        room = _RIGHT - _LEFT - used - 20
        page.write(_RIGHT, top + 31 * one, bar.words, _HEAD.scaled(one), room=room, right=True)
        if bar.drawn:
            across.draw(page, bar, looks[bar.name], top + 44 * one, 24 * one)
        page.write(_LEFT, top + (95 if bar.drawn else 61) * one, bar.detail, _PLAIN.scaled(one), room=_RIGHT - _LEFT)
        top += _height(bar) * one


def _height(bar: Bar) -> float:
    return 44.0 + 36.0 * bar.drawn + 34.0 * bool(bar.detail)


def _narrow_bars(page: _Page, chart: Chart, looks: Mapping[str, Look], top: float) -> float:
    """A choice on one line: how its curve looks, name, bar, value. Returns where the last line ends."""
    across = _Across(chart.bars, _LEFT + 232, _RIGHT - 252)
    drawn = {curve.name for curve in chart.curves}
    for bar in chart.bars:
        look = looks[bar.name]
        if bar.name in drawn:
            page.axes.plot([_LEFT, _LEFT + 50], [top + 20] * 2, color=look.colour, ls=look.line, lw=4)
        page.write(_LEFT + 60, top + 28, bar.name, _NAME, room=164)
        page.write(_RIGHT, top + 28, bar.words, _PLAIN, room=240, right=True)
        if bar.drawn:
            across.draw(page, bar, look, top + 9, 22)
        top += 41
    return top


class _Across:
    """Where a value of the bars lies between two places of the page."""

    def __init__(self, bars: Sequence[Bar], left: float, right: float) -> None:
        self._least = min((0.0, *(bar.low for bar in bars)))
        most = max((0.0, *(bar.high for bar in bars)))
        self._left = left
        self._scale = (right - left) / ((most - self._least) or 1.0)

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self._left + (value - self._least) * self._scale

    def draw(self, page: _Page, bar: Bar, look: Look, top: float, height: float) -> None:
        """Full colour up to what is sure, hatched between low and high, and a stroke at what is expected."""
        nothing, low, high, expected = (self.at(value) for value in (0.0, bar.low, bar.high, bar.expected))
        page.box(nothing, low, top, height, look, hatched=False)
        page.box(low, high, top, height, look, hatched=True)
        page.stroke(nothing, top - 4, top + height + 4, _QUIET, 1.5)
        page.stroke(expected, top - 4, top + height + 4, _PAPER, 7)
        page.stroke(expected, top - 4, top + height + 4, _INK, 4)


def _curves(page: _Page, chart: Chart, looks: Mapping[str, Look], top: float, bottom: float) -> None:
    page.write(_LEFT, top + 32, chart.over_time, _NAME, room=_RIGHT - _LEFT)
    plot = _Plot(chart.curves, top + 78, bottom - 34)
    page.axes.plot([_LEFT, _RIGHT], [plot.y(0.0)] * 2, color=_QUIET, lw=1.5)
    for curve in chart.curves:
        look = looks[curve.name]
        xs, ys = [plot.x(x) for x, _ in curve.points], [plot.y(y) for _, y in curve.points]
        page.axes.plot(xs, ys, color=look.colour, ls=look.line, lw=4)
        for mark in curve.marks:
            plot.name(page, mark, look)


class _Plot:
    """Where a point of the curves lies."""

    def __init__(self, curves: Sequence[Curve], top: float, bottom: float) -> None:
        xs = [x for curve in curves for x, _ in curve.points]
        ys = [0.0, *(y for curve in curves for _, y in curve.points)]
        self._first, self._most = min(xs), max(ys)
        self._across = (_RIGHT - _LEFT - 20) / ((max(xs) - min(xs)) or 1.0)
        self._down = (bottom - top) / ((max(ys) - min(ys)) or 1.0)
        self._top = top

    def x(self, x: float) -> float:
        """Return how far to the right a value lies."""
        return _LEFT + 10 + (x - self._first) * self._across

    def y(self, y: float) -> float:
        """Return how far down a value lies."""
        return self._top + (self._most - y) * self._down

    def name(self, page: _Page, mark: Mark, look: Look) -> None:
        """Put a mark and its words: below it, where a curve that rises leaves room, and above at the end."""
        x, y = self.x(mark.x), self.y(mark.y)
        page.axes.plot([x], [y], marker=look.mark, ms=11, color=look.colour, mec=_PAPER, mew=1.5)
        if x > _LEFT + 0.6 * (_RIGHT - _LEFT):
            page.write(x + 6, y - 14, mark.words, _PLAIN, room=x - _LEFT, right=True)
        else:
            page.write(x + 12, y + 26, mark.words, _PLAIN, room=_RIGHT - x)
