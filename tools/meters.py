"""The meter registry and the utility's customer directory: who owns a meter, which phone is on file, what it used."""

from typing import Protocol

from tools.contract import Account
from tools.intervals import Interval
from tools.reading import Json, words

CLOSED = frozenset({"closed", "inactive", "terminated"})


def is_closed(status: Json) -> bool:
    """Whether a status says that an account or a meter is no longer anybody's."""
    return (words(status) or "").lower() in CLOSED


class MeterRegistry(Protocol):
    """Meters and their interval data."""

    def knows(self, meter: str) -> bool:
        """Whether there is a meter of this code, by the same work for every code. Raises ToolError."""
        ...

    def intervals(self, meter: str) -> tuple[Interval, ...]:
        """All recorded intervals of a meter code, oldest first. Raises ToolError."""
        ...

    def add_subscription(self, meter: str, order: str) -> None:
        """Note that a meter was enrolled in a programme under an order's number. Raises ToolError."""
        ...


class CustomerDirectory(Protocol):
    """Whose meter it is and which phone is on file."""

    def find_by_meter(self, meter: str) -> Account | None:
        """The account of a meter code, or None. Raises ToolError."""
        ...
