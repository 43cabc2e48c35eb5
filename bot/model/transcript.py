"""What was said, as the desk reads it."""

from dataclasses import dataclass
from datetime import datetime

from channels.messages import Address


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation: who spoke ("customer", "bot" or an operator's name), where and what."""

    who: str
    address: Address
    text: str
    at: datetime
