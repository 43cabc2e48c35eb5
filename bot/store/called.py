"""Flexibility events that were called: kept, spread among who is enrolled, and what became of them, counted.

`flexibility:<event>` is the event with its counters; who is how far lies with each contact (commit.lua).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model.audit import Note
from bot.model.event import EventCalled
from bot.model.ids import EventId
from bot.model.order import programme_of
from bot.model.participation import Fate, Outcome
from bot.model.turn import Turn
from bot.store.audit import Audit
from bot.store.codec import Codec
from bot.store.effects import own_entry
from bot.store.operation import Operation, operation
from tools.feed import FlexibilityEvent
from tools.offers import Money

KEPT = 400 * 86400
"""Seconds that an event is kept: a year, and what is said about it afterwards."""
WAITING = 50
"""Where so many contacts' turns are due already, no event is spread until there are fewer."""
WATT_HOURS = 1000
CONTACT = "{contact}"
NOTICED = "noticed"
"""Put into a mailbox and not taken yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An event and what became of it: `fates` counts the enrolled by how far they are; they sum up to all of them.

    `measured` is of how many it is known what it came to, together `kwh` and `paid`. `spreading`: not all were put into
    their mailboxes yet.
    """

    event: FlexibilityEvent
    spreading: bool
    fates: Mapping[str, int]
    measured: int
    kwh: float
    paid: tuple[Money, ...]


def event_effects(turn: Turn) -> dict[str, object]:
    """Return what the commit notes of a turn for events: programmes that the person is enrolled in, and outcomes."""
    programmes = {programme for order in turn.orders if (programme := programme_of(order))}
    return {"enrolled": sorted(programmes), "outcomes": [_outcome(one) for one in turn.outcomes]}


def _outcome(one: Outcome) -> dict[str, object]:
    return {
        "event": one.event,
        "fate": one.fate,
        "wh": None if one.kwh is None else round(one.kwh * WATT_HOURS),
        "currency": one.paid.currency if one.paid else "",
        "amount": one.paid.amount if one.paid else 0,
    }


class CalledEvents:
    """Operations on flexibility events."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._audit = Audit(codec.sealer)

    def announce(self, event: FlexibilityEvent, at: datetime, note: Note | None = None) -> Operation[bool]:
        """Keep an event and let it be spread; False where this revision, or a later one, is known already."""
        noted = {"body": "", "mark": ""} if note is None else self._audit.fields(note)
        called = EventCalled(EventId(f"called-{event.id}-{event.revision}-{CONTACT}"), at, event)
        arguments = (
            event.id,
            event.revision,
            self._codec.write(event),
            event.programme,
            own_entry(self._codec, called),
            int(event.end.timestamp() * 1000),
            KEPT,
            noted["body"],
            noted["mark"],
        )
        return operation("announce_event", (), arguments, lambda answer: answer == 1)

    def spread(self, many: int, a_second: int) -> Operation[int | None]:
        """Put an event into about so many mailboxes; answers into how many, None where there is nothing to do now."""
        return operation("spread_event", (), (many, WAITING, a_second), lambda spread: None if spread < 0 else spread)

    def enrolled(self, programme: str) -> Operation[int]:
        """Return how many contacts have an enrolment in a programme."""
        return operation("count_enrolled", (f"enrolled:{programme}",), (), int)

    def latest(self, most: int, after: int = 0) -> Operation[tuple[Standing, ...]]:
        """Return events, the one that ends last first, after so many."""
        return operation("read_events", (), (most, after), self._read)

    def standing(self, event: str) -> Operation[Standing | None]:
        """Return one event."""
        return operation("read_events", (), (1, 0, event), lambda answer: next(iter(self._read(answer)), None))

    def _read(self, answer: Iterable[list[Any]]) -> tuple[Standing, ...]:
        return tuple(self._standing(spreading == 1, fields) for _, spreading, fields in answer)

    def _standing(self, spreading: bool, fields: list[bytes]) -> Standing:  # noqa: FBT001 -- read from an answer
        known = dict(zip(fields[::2], fields[1::2], strict=True))
        counts = {name.decode(): value for name, value in known.items()}
        fates = {name: int(counts.get(f"fate:{name}", 0)) for name in (NOTICED, *(fate.value for fate in Fate))}
        paid = {name.removeprefix("paid:"): int(value) for name, value in counts.items() if name.startswith("paid:")}
        return Standing(
            self._codec.read(known[b"body"], FlexibilityEvent),
            spreading,
            {name: count for name, count in fates.items() if count},
            int(counts.get("measured", 0)),
            int(counts.get("wh", 0)) / WATT_HOURS,
            tuple(Money(amount, currency) for currency, amount in sorted(paid.items())),
        )
