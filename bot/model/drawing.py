"""A picture on its way."""

from dataclasses import dataclass

from bot.model.ids import CallId
from channels.messages import Address


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is being drawn: by which call, where it goes when it is there, and its words."""

    call: CallId
    address: Address
    caption: str
    described: str
