"""The rows of a ledger as workers read them, and what they make of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.campaign import Campaign
from bot.model.contact import Contact
from bot.model.delivery import Delivery
from bot.model.ids import ContactId
from bot.model.order import Order
from bot.store.counts import State


@dataclass(frozen=True, slots=True)
class Seen:
    """A row to look at: whose it is ("" once erased), what became of it and, if they can be read, the person."""

    who: ContactId
    contact: Contact | None
    due: datetime
    values: Mapping[str, str]
    fate: str
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that waits. `contact` is None for somebody who is here no more; `tried` are channels that failed."""

    number: int
    contact: Contact | None
    due: datetime
    values: Mapping[str, str]
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of a chunk that are due; nothing is sent of one that is not running."""

    state: State | None
    campaign: Campaign | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """A row's delivery, the channels tried with it, whether another is left, its segments, and what a "yes" starts."""

    row: int
    delivery: Delivery
    tried: tuple[str, ...]
    more: bool
    units: int
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A row that gets nothing, and why."""

    row: int
    fate: str


@dataclass(frozen=True, slots=True)
class Waits:
    """A row whose person may not be written to before `until`: it goes on waiting in its ledger."""

    row: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """Of a chunk: how many of its rows were put or settled, and those that wait."""

    decided: int
    waits: tuple[Waits, ...]
