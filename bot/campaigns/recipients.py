"""The recipients of a campaign: everybody who meets its conditions, or the rows of a file, all of them right."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.campaigns.planning import due
from bot.model.campaign import Campaign
from bot.model.contact import Contact
from bot.model.ids import ContactId
from bot.store.ledgers import Ledgers
from bot.store.runners import Blocking

WHO = ("contact", "phone", "meter")
"""The columns of which a file has exactly one: it says who a row is for."""
_LONGEST = 200

Find = Callable[[str, str], Contact | None]
"""Return the contact that a column's value names."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person with the values of their row."""

    contact: Contact
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a file that cannot be used: its number as an editor shows it, and what is wrong."""

    line: int
    fault: str


def everybody(runner: Blocking, ledgers: Ledgers, campaign: Campaign) -> Iterator[Recipient | None]:
    """Yield who belongs to a campaign's audience, and None for everybody else that was looked at.

    All contacts are gone through a few hundred at a time, so that a million need no more memory than a thousand. One
    may come twice; the ledger takes each once. Raises Unavailable.
    """
    cursor, audience = b"0", campaign.audience
    while audience is not None:
        cursor, people = runner.run(ledgers.scan(cursor))
        for one in people:
            yield Recipient(one.contact) if audience.has(one.contact, one.orders) else None
        if cursor == b"0":
            return


class RecipientsFile:
    """A CSV file of recipients for a campaign. `find` looks up whom a cell of the column WHO names."""

    def __init__(self, file: Path, campaign: Campaign, find: Find) -> None:
        self._file = file
        self._campaign = campaign
        self._find = find

    def columns(self) -> tuple[str, ...]:
        """Return the names in the first line. Raises OSError, UnicodeDecodeError."""
        with self._file.open(encoding="utf-8-sig", newline="") as lines:
            return tuple(name.strip() for name in next(csv.reader(lines), []))

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the first line; while something is, no row can be read."""
        names = self.columns()
        if len([name for name in names if name in WHO]) != 1:
            yield f"line 1: there should be exactly one of the columns {', '.join(WHO)}"
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"line 1: the column {name} is there twice"

    def rows(self) -> Iterator[Recipient | BadRow]:
        """Yield each row, good or bad; an empty line is none. Raises Unavailable."""
        names, seen = self.columns(), dict[ContactId, int]()
        with self._file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            next(reader)
            for cells in reader:
                if any(cells):
                    yield self._row(names, [cell.strip() for cell in cells], reader.line_num, seen)

    def _row(
        self, names: Sequence[str], cells: Sequence[str], line: int, seen: dict[ContactId, int]
    ) -> Recipient | BadRow:
        if len(cells) != len(names):
            return BadRow(line, f"{len(cells)} cells instead of {len(names)}")
        values = dict(zip(names, cells, strict=True))
        fault = next(self._wrong(values), None)
        if fault is not None:
            return BadRow(line, fault)
        who = next(name for name in names if name in WHO)
        contact = self._find(who, values.pop(who))
        if contact is None:
            return BadRow(line, f"nobody here is known by this {who}")
        before = seen.setdefault(contact.id, line)
        return Recipient(contact, values) if before == line else BadRow(line, f"the same person as line {before}")

    def _wrong(self, values: Mapping[str, str]) -> Iterator[str]:
        for name in values:
            if not values[name] and (name in self._campaign.placeholders or name in WHO):
                yield f"{name} is empty"
            if len(values[name]) > _LONGEST:
                yield f"{name} is longer than {_LONGEST} characters"
        date = self._campaign.schedule.field
        try:
            due(self._campaign, values, ZoneInfo("UTC"), datetime.min.replace(tzinfo=UTC))
        except ValueError:
            yield f"{date} is no date like 2026-03-05"
