"""Reads a campaign's file. Every fault is named with its place; a file with one is no campaign."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from bot.flows.campaign import STARTS
from bot.hours import Hours, NoHours, hours
from bot.model.audience import Audience, Condition
from bot.model.campaign import Campaign, Schedule, Stops, Words
from bot.model.contact import CONSENTED, News, Purpose
from bot.model.notice import Caps
from tools.offers import Kind
from tools.reading import Json

CHANNELS = ("sms", "whatsapp", "telegram", "web")
_PARTS = (
    *("name", "purpose", "audience", "words", "channels", "schedule", "speed", "late_hours"),
    *("hours", "caps", "stop_when", "holdout", "starts"),
)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Member = TypeVar("Member", bound=StrEnum)


class Unfit(Exception):
    """A file that is no campaign, with every fault in it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read(file: Path, zone: ZoneInfo) -> Campaign:
    """Return the campaign that a file describes; a time without a zone is in `zone`. Raises Unfit."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unfit([f"{file.name} cannot be read: {type(error).__name__}"]) from None
    with faults_of(file.name):
        loaded: Json = yaml.load(text, yaml.CSafeLoader)
    return campaign(loaded, zone)


@contextmanager
def faults_of(name: str) -> Iterator[None]:
    """Say what keeps the text called `name` from being read as YAML. Raises Unfit."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise Unfit([f"{name} is not YAML: {error.problem}{line}"]) from None
    except yaml.YAMLError as error:
        raise Unfit([f"{name} is not YAML: {type(error).__name__}"]) from None
    except (ValueError, OverflowError) as error:
        raise Unfit([f"{name}: a date or a number in it is none: {error}"]) from None


def campaign(loaded: Json, zone: ZoneInfo) -> Campaign:
    """Return the campaign that a file's content describes. Raises Unfit."""
    read = _Reading(zone)
    top = read.part(loaded, "", _PARTS)
    words = read.all_words(top.get("words"))
    made = Campaign(
        name=read.words(top.get("name"), "name", _NAME, "small letters, digits and dashes"),
        purpose=read.one(top.get("purpose"), "purpose", CONSENTED) or Purpose.MARKETING,
        audience=read.audience(top.get("audience")),
        words=words,
        channels=read.some(top.get("channels", list(words)), "channels", tuple(words)) if words else (),
        schedule=read.schedule(top.get("schedule", {})),
        speed=read.number(top.get("speed", 20), "speed", 1, 2000),
        late_hours=read.number(top.get("late_hours", 72), "late_hours", 1, 24 * 90),
        hours=read.hours(top.get("hours")),
        caps=read.caps(top.get("caps", {})),
        stops=read.stops(top.get("stop_when", {})),
        holdout=read.number(top.get("holdout", 0), "holdout", 0, 90),
        recipients=read.recipients(top.get("audience")),
        starts=read.one_word(top.get("starts"), "starts", tuple(STARTS)),
    )
    if read.faults:
        raise Unfit(read.faults)
    return made


@dataclass(slots=True)
class _Reading:
    """Reads parts of a file and notes what is wrong with them; what is wrong reads as its default."""

    zone: ZoneInfo
    faults: list[str] = field(default_factory=list)

    def wrong(self, place: str, should_be: str) -> None:
        self.faults.append(f"{place}: should be {should_be}" if place else f"the file should be {should_be}")

    def part(self, value: Json, place: str, names: Sequence[str]) -> Mapping[str, Json]:
        """A mapping with none but these names."""
        if not isinstance(value, dict):
            self.wrong(place, f"a mapping with {', '.join(names)}")
            return {}
        for name in value:
            if name not in names:
                self.faults.append(f"{f'{place}.' if place else ''}{name}: is not known; known are {', '.join(names)}")
        return value

    def words(self, value: Json, place: str, form: re.Pattern[str], should_be: str) -> str:
        if isinstance(value, str) and form.fullmatch(value.strip()):
            return value.strip()
        self.wrong(place, should_be)
        return ""

    def number(self, value: Json, place: str, least: int, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(place, f"a whole number from {least} to {most}")
        return least

    def yes_or_no(self, value: Json, place: str) -> bool | None:
        if value is not None and not isinstance(value, bool):
            self.wrong(place, "yes or no")
        return value if isinstance(value, bool) else None

    def some(self, value: Json, place: str, known: Sequence[str] = ()) -> tuple[str, ...]:
        """One or more words, of those that are known where there are such."""
        found = [value] if isinstance(value, str) else value
        good = isinstance(found, list) and found and all(isinstance(one, str) and one.strip() for one in found)
        if not good or not isinstance(found, list) or (known and not set(found) <= set(known)):
            self.wrong(place, f"one or more of {', '.join(known)}" if known else "a list of words")
            return ()
        return tuple(dict.fromkeys(str(one).strip() for one in found))

    def one_word(self, value: Json, place: str, known: Sequence[str]) -> str | None:
        if value is not None and value not in known:
            self.wrong(place, f"one of {', '.join(known)}")
            return None
        return None if value is None else str(value)

    def one(self, value: Json, place: str, known: Sequence[Member]) -> Member | None:
        found = next((one for one in known if one == value), None)
        if found is None:
            self.wrong(place, f"one of {', '.join(known)}")
        return found

    def members(self, value: Json, place: str, known: Sequence[Member]) -> tuple[Member, ...]:
        named = self.some(value, place, known) if value is not None else ()
        return tuple(one for one in known if one in named)

    def hours(self, value: Json) -> Hours | None:
        try:
            return hours(value) if isinstance(value, str) else None
        except NoHours as problem:
            self.faults.append(f"hours: {problem}")
            return None
        finally:
            if value is not None and not isinstance(value, str):
                self.wrong("hours", "hours of the week like `mon-fri 10-17`")

    def caps(self, value: Json) -> Caps:
        found = self.part(value, "caps", ("day", "week"))
        return Caps(
            self.number(found.get("day", 1), "caps.day", 1, 1), self.number(found.get("week", 3), "caps.week", 1, 3)
        )

    def stops(self, value: Json) -> Stops:
        found = self.part(value, "stop_when", ("failed_percent", "opted_out_percent", "after"))
        usual = Stops()
        return Stops(
            self.number(found.get("failed_percent", usual.failed_percent), "stop_when.failed_percent", 1, 100),
            self.number(found.get("after", usual.after), "stop_when.after", 1, 1_000_000),
            self.number(found.get("opted_out_percent", usual.opted_out_percent), "stop_when.opted_out_percent", 1, 100),
        )

    def schedule(self, value: Json) -> Schedule:
        found = self.part(value, "schedule", ("at", "days_before", "field", "hour"))
        if "field" not in found:
            for name in {"days_before", "hour"} & set(found):
                self.faults.append(f"schedule.{name}: needs a field, the column of the date")
            return Schedule(at=self.moment(found.get("at")))
        if "at" in found:
            self.wrong("schedule", "either at, or field with days_before")
        name = self.words(found["field"], "schedule.field", re.compile(r"[a-z][a-z0-9_]*"), "the name of a column")
        days = self.number(found.get("days_before", 0), "schedule.days_before", 0, 365)
        return Schedule(None, name, days, self.number(found.get("hour", 10), "schedule.hour", 0, 23))

    def moment(self, value: Json) -> datetime | None:
        if value is None:
            return None
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong("schedule.at", "a time like 2026-03-05 10:00")
            return None

    def recipients(self, value: Json) -> str | None:
        return value["csv"] if isinstance(value, dict) and isinstance(value.get("csv"), str) else None

    def audience(self, value: Json) -> Audience | None:
        found = self.part(value, "audience", ("where", "without", "csv"))
        if "csv" in found:
            if len(found) > 1 or not isinstance(found["csv"], str):
                self.wrong("audience", "either csv with the name of a file, or where and without")
            return None
        if value == {}:
            self.wrong("audience", "where with conditions, or csv with the name of a file")
        without = found.get("without", [])
        several = without if isinstance(without, list) else [without]
        conditions = (self.condition(one, f"audience.without[{n}]") for n, one in enumerate(several, start=1))
        return Audience(self.condition(found.get("where", {}), "audience.where"), tuple(conditions))

    def condition(self, value: Json, place: str) -> Condition:
        found = self.part(value, place, tuple(Condition.__dataclass_fields__))

        def words(name: str, known: Sequence[str] = ()) -> tuple[str, ...]:
            return self.some(found[name], f"{place}.{name}", known) if name in found else ()

        return Condition(
            account=self.yes_or_no(found.get("account"), f"{place}.account"),
            exempt=self.yes_or_no(found.get("exempt"), f"{place}.exempt"),
            languages=words("languages"),
            channels=words("channels", CHANNELS),
            zones=words("zones"),
            news=self.members(found.get("news"), f"{place}.news", tuple(News)),
            equipment=words("equipment"),
            orders=self.members(found.get("orders"), f"{place}.orders", tuple(Kind)),
            ordered_from=words("ordered_from"),
            consents=self.members(found.get("consents"), f"{place}.consents", CONSENTED),
            contacts=words("contacts"),
        )

    def all_words(self, value: Json) -> Mapping[str, Mapping[str, Words]]:
        found = self.part(value, "words", CHANNELS)
        if value == {} or value is None:
            self.wrong("words", f"words for one or more of {', '.join(CHANNELS)}")
        return {channel: self.spoken(channel, found[channel]) for channel in CHANNELS if channel in found}

    def spoken(self, channel: str, value: Json) -> Mapping[str, Words]:
        if not isinstance(value, dict) or not value:
            self.wrong(f"words.{channel}", "words by language, like `en: ...`")
            return {}
        return {str(locale): self.message(channel, f"words.{channel}.{locale}", one) for locale, one in value.items()}

    def message(self, channel: str, place: str, value: Json) -> Words:
        if channel != "whatsapp":
            return Words(self.words(value, place, re.compile(r".+", re.DOTALL), "words"))
        found = self.part(value, place, ("template", "values", "text"))
        if not isinstance(value, dict):
            return Words("")
        values = found.get("values", [])
        template, approved = found.get("template"), "the id of an approved template (HX and 32 hex digits)"
        return Words(
            self.words(found.get("text"), f"{place}.text", re.compile(r".+", re.DOTALL), "the words of the template"),
            self.words(template, f"{place}.template", re.compile(r"HX[0-9a-f]{32}"), approved),
            self.some(values, f"{place}.values") if values else (),
        )
