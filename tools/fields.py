"""Strict reading of our own files: what is missing, unknown or out of range is named with the file and the field."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from math import inf, isfinite
from pathlib import Path
from typing import TypeVar

import yaml

from tools.reading import Json

TEXT, ADDRESS, CURRENCY = r"\S.*", r"https://\S+", r"[A-Z]{3}"
"""Forms of texts."""

Named = TypeVar("Named", bound=StrEnum)


def content(file: Path, what: str) -> Json:
    """Return what a YAML file holds. Raises ValueError naming what cannot be read."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{what} cannot be read: {type(error).__name__}") from None


class Fields:
    """The fields of one object in a file; each is taken once, and in the end none may be left.

    All that is wrong raises ValueError naming the file (`where`) and the field.
    """

    def __init__(self, where: str, loaded: Json) -> None:
        if not isinstance(loaded, dict):
            raise ValueError(f"{where} holds no fields")  # noqa: TRY004 - the content is wrong
        self.where = where
        self.left: dict[str, Json] = {str(name): value for name, value in loaded.items()}

    def wrong(self, field: str, why: str) -> ValueError:
        """Return the error for a field."""
        return ValueError(f"{self.where}: {field} {why}")

    def has(self, field: str) -> bool:
        """Tell whether a field is there, and was not taken yet."""
        return field in self.left

    def take(self, field: str) -> Json:
        """Return a field's value, which must be there."""
        if field not in self.left:
            raise self.wrong(field, "is missing")
        return self.left.pop(field)

    def number(self, field: str, *, least: float = 0.0, most: float = inf, default: float | None = None) -> float:
        """Return a number; `default` where the field is left out."""
        if default is not None and field not in self.left:
            return default
        return self.figure(field, self.take(field), least=least, most=most)

    def figure(self, field: str, value: Json, *, least: float, most: float = inf) -> float:
        """Return a value that must be a number."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(field, "is no number")
        if not least <= value <= most:
            raise self.wrong(field, f"should be {least:g} or more" + (f" and at most {most:g}" if most < inf else ""))
        return float(value)

    def words(self, field: str, form: str = TEXT) -> str:
        """Return a text that has a form."""
        value = self.take(field)
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise self.wrong(field, f"does not read {form}")
        return value

    def one_of(self, field: str, kind: type[Named]) -> Named:
        """Return one value of a closed set."""
        value = self.take(field)
        if not isinstance(value, str) or value not in set(kind):
            raise self.wrong(field, f"should be one of {', '.join(kind)}")
        return kind(value)

    def day(self, field: str) -> date:
        """Return a day."""
        value = self.take(field)
        if type(value) is not date:
            raise self.wrong(field, "is no date")
        return value

    def part(self, field: str) -> "Fields":
        """Return the fields of an object within."""
        return Fields(f"{self.where}: {field}", self.take(field))

    def members(self, field: str) -> Iterator["Fields"]:
        """Yield the objects of a list, which must have some."""
        value = self.take(field)
        if not isinstance(value, list) or not value:
            raise self.wrong(field, "is no list with members")
        for place, member in enumerate(value):
            yield Fields(f"{self.where}: {field}[{place}]", member)

    def close(self) -> None:
        """Refuse what is left: a name that is not known is a slip, and would be passed over."""
        if self.left:
            raise ValueError(f"{self.where}: {', '.join(sorted(self.left))} not known")
