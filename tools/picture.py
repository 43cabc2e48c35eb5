"""What a picture shows, in words and lengths alone: who asks for one has worded it, who draws it knows no language."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bar:
    """One choice: its name, the words for its expected value, and what stands below in smaller letters.

    `low`, `expected` and `high` are lengths in one unit for all bars; all three are 0 where there is nothing to draw.
    """

    name: str
    words: str
    detail: str = ""
    low: float = 0.0
    expected: float = 0.0
    high: float = 0.0

    @property
    def drawn(self) -> bool:
        """Whether there is a bar, and not words alone."""
        return any((self.low, self.expected, self.high))


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve that is named."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """How one choice goes on over time: (x, y) from left to right, and its named points. It looks like its bar."""

    name: str
    points: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in ready words, in the language `language` (BCP 47). `over_time` is the title of the curves.

    No number is drawn but those in the words: the axes bear none.
    """

    language: str
    title: str
    bars: tuple[Bar, ...]
    note: str = ""
    over_time: str = ""
    curves: tuple[Curve, ...] = ()

    @property
    def described(self) -> str:
        """What there is to see, in words as one reads it; also the small letters that curves leave no room for."""
        return "\n".join(line for line in self._lines() if line)

    def _lines(self) -> Iterator[str]:
        yield self.title
        for bar in self.bars:
            yield f"{bar.name}: {'; '.join(words for words in (bar.words, bar.detail) if words)}"
        yield self.over_time
        for curve in self.curves:
            if curve.marks:
                yield f"{curve.name}: {'; '.join(mark.words for mark in curve.marks)}"
        yield self.note


@dataclass(frozen=True, slots=True)
class DrawPicture:
    """Ask to draw this and to keep it for a while, under the call's own id, which is `number`."""

    number: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class PictureDrawn:
    """It is drawn, and can be fetched there for a while by whoever has the address."""

    url: str = field(repr=False)
