"""What was said, as the desk reads it, and why the bot said it."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import CaseId, DeliveryId
from channels.messages import Address


@dataclass(frozen=True, slots=True)
class Why:
    """Why a turn said what it said: names of ours alone, never a value that a customer gave.

    `event` is what happened, `meant` what was understood of it with `confidence` 0 to 1, `doubt` what else it may have
    meant; the turn `came` from one flow's step and `went` to another, made `calls` and did `acts` to orders and cases.
    """

    event: str
    came: str
    went: str
    meant: tuple[str, ...] = ()
    confidence: float | None = None
    doubt: tuple[str, ...] = ()
    language: str | None = None
    calls: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation: who spoke ("customer", "bot" or "operator"), where and what.

    `by` is the operator; `delivery` is what carries the line, so that its receipts are found; `why` stands with the
    first line of what a turn said, or with the customer's where it said nothing.
    """

    who: str
    address: Address
    text: str
    at: datetime
    delivery: DeliveryId | None = None
    by: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What an operator notes for colleagues about a contact; the customer never reads it."""

    by: str
    text: str
    at: datetime
    case: CaseId | None = None
