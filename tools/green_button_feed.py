"""The entries of a Green Button feed, out of its XML.

Expat is used itself and not ElementTree's iterparse: it takes two thirds of the time, builds no tree that would have to
be kept small, tells of a document type before anything in it counts, and names the line of what is wrong.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from tools.intervals import Unreadable

MOST_READINGS = 600_000
"""A year of minutes, and some more."""
NO_CODE = -1.0
LEVELS = 3
"""A block's address, that of all blocks of its MeterReading, and that of the MeterReading."""
USAGE_POINT = re.compile(r"UsagePoint/([^/]+)")
CLOCKS = frozenset({"LocalTimeParameters", "TimeConfiguration"})
ENDS = CLOCKS | {"IntervalReading", "IntervalBlock", "interval", "ReadingType", "UsagePoint", "MeterReading", "entry"}
"""Elements whose end is the end of the fields within them; all others are fields."""

Reading = tuple[float, float, float, float]
"""Start in seconds since 1970, seconds that it lasts (0 where not said), value (NaN where empty), code of quality."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What belongs together in a feed: the links, and what the content holds."""

    own: str
    up: str
    related: tuple[str, ...]
    reading_type: Mapping[str, str] | None
    clock: Mapping[str, str] | None
    readings: tuple[Reading, ...]
    line: int

    def leads(self) -> Iterator[str]:
        """Yield the addresses under which a MeterReading or a ReadingType may know of this entry."""
        yield from self.related
        yield from (href.rsplit("/", above)[0] for href in (self.up, self.own) for above in range(LEVELS))

    def usage_point(self) -> str:
        """Return the usage point whose readings these are, or nothing where the links do not tell."""
        found = USAGE_POINT.search(self.up) or USAGE_POINT.search(self.own)
        return found[1] if found else ""


def entries_of(body: bytes) -> tuple[Entry, ...]:
    """Return a feed's entries in order. Raises Unreadable; a document type is refused, whatever it declares."""
    walk = _Walk()
    try:
        walk.parser.Parse(body, True)  # noqa: FBT003 -- expat knows no names: these are all the bytes
    except expat.ExpatError as error:
        raise Unreadable(f"no well-formed XML ({expat.ErrorString(error.code)})", f"line {error.lineno}") from None
    except (LookupError, ValueError):
        raise Unreadable("XML in an encoding that cannot be read") from None
    walk.end_entry()
    return tuple(walk.entries)


class _Walk:
    """Goes through a document once; the texts of elements gather until what they are part of ends."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.parser = parser = expat.ParserCreate()
        self._fields: dict[str, str] = {}
        self._texts: list[str] = []
        self._leaves: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._related: list[str] = []
        self._reading_type: Mapping[str, str] | None = None
        self._clock: Mapping[str, str] | None = None
        self._readings: list[Reading] = []
        self._count = 0
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._ending()
        parser.CharacterDataHandler = self._texts.append

    def end_entry(self) -> None:
        """Keep what was gathered since the entry before."""
        links, related = self._links, tuple(self._related)
        held = (self._reading_type, self._clock, tuple(self._readings))
        if links or related or any(held):
            line = self.parser.CurrentLineNumber
            self.entries.append(Entry(links.get("self", ""), links.get("up", ""), related, *held, line))
        self._links, self._related, self._readings = {}, [], []
        self._reading_type = self._clock = None

    def _doctype(self, *_: object) -> None:
        raise self._wrong("the XML declares a document type, which no Green Button file does")

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "link":
            kind, href = attributes.get("rel", ""), attributes.get("href", "").strip().rstrip("/")
            if kind == "related":
                self._related.append(href)
            else:
                self._links[kind] = href
        elif name == "IntervalBlock":
            self.parser.StartElementHandler = None  # no links in it, and thousands of elements

    def _ending(self) -> Callable[[str], None]:
        """Return what is done at the end of an element; its names are bound once, for a year has 70,000 of them."""
        leaves, fields, texts = self._leaves, self._fields, self._texts

        def end(tag: str) -> None:
            name = leaves.get(tag)
            if name is not None:
                fields[name] = "".join(texts)
            else:
                self._end_other(tag.rpartition(":")[2], tag)
            texts.clear()

        return end

    def _end_other(self, name: str, tag: str) -> None:
        if name in ENDS:
            self._take(name)
            self._fields.clear()
        else:
            self._leaves[tag] = name
            self._fields[name] = "".join(self._texts)

    def _take(self, name: str) -> None:
        if name == "IntervalReading":
            self._read()
        elif name == "IntervalBlock":
            self.parser.StartElementHandler = self._begin
        elif name == "ReadingType":
            self._reading_type = {name: text.strip() for name, text in self._fields.items()}
        elif name in CLOCKS:
            self._clock = {name: text.strip() for name, text in self._fields.items()}
        elif name == "entry":
            self.end_entry()

    def _read(self) -> None:
        fields = self._fields
        self._count += 1
        if self._count > MOST_READINGS:
            raise self._wrong(f"there are more than {MOST_READINGS} readings in it")
        try:
            reading = (
                float(fields["start"]),
                float(fields.get("duration") or 0),
                float(fields.get("value") or "nan"),
                float(fields.get("quality") or NO_CODE),
            )
        except KeyError:
            raise self._wrong("an IntervalReading without a start") from None
        except ValueError:
            raise self._wrong("an IntervalReading whose start, duration, value or quality is no number") from None
        self._readings.append(reading)

    def _wrong(self, reason: str) -> Unreadable:
        return Unreadable(reason, f"line {self.parser.CurrentLineNumber}")
