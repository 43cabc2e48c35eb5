"""What a reader is."""

from typing import Protocol

from bot.model.command import Hearing, Reading


class Reader(Protocol):
    """Turns a message and where the conversation stands into Commands of the closed set. Never raises for any text."""

    def read_now(self, hearing: Hearing) -> Reading:
        """Return at least one command at once, asking nobody; Say("unclear") where nothing fits."""
        ...

    async def read(self, hearing: Hearing, first: Reading) -> Reading:
        """Return at least one command, perhaps after some seconds; `first` is what `read_now` said of it."""
        ...
