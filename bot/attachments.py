"""Files that customers sent, opened for a tool: by the channel that they came by, bounded, told by their bytes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from channels.contract import Channel, Keeping
from channels.errors import Unreachable
from channels.media import Kind, MediaRefused, MediaTooLarge, kind_of
from tools.contract import Failure, ToolError
from tools.economics.household import Lack
from tools.sent_file import SentFile

READINGS_BYTES: Final = 20 * 1024 * 1024
"""A year of quarters of an hour is 11 MB as a Green Button file; Telegram gives no larger file to bots."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """Opens files of interval data. `channels` builds the channels anew: a thread has an event loop of its own."""

    channels: Callable[[], Mapping[str, Channel]]

    def open(self, file: SentFile) -> bytes:
        """Return a file's bytes. Raises ToolError."""
        try:
            content = asyncio.run(self._opened(file))
        except MediaTooLarge as error:
            raise ToolError(Failure.NO_DATA, str(error), Lack.TOO_LARGE) from None
        except MediaRefused as error:
            raise ToolError(Failure.NO_DATA, str(error), Lack.FILE_GONE) from None
        except Unreachable as error:
            raise ToolError(Failure.UNAVAILABLE, error.reason) from None
        if kind_of(content) is not Kind.TEXT:
            raise ToolError(Failure.NO_DATA, f"it is of the kind {kind_of(content)}", Lack.NOT_READINGS)
        return content

    async def _opened(self, file: SentFile) -> bytes:
        channels = self.channels()
        channel = channels.get(file.channel)
        try:
            if not isinstance(channel, Keeping):
                raise MediaRefused("its channel is off, or keeps no files")
            return await channel.open_file(file.reference, limit=READINGS_BYTES)
        finally:
            for one in channels.values():
                await one.close()
