"""A small TCP proxy that can be slow, narrow, deaf or rude: it stands before the store or a provider."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field

_CHUNK = 65536


@dataclass(slots=True)
class Proxy:
    """Forwards from a port of loopback to another; what is set here counts for what passes from now on.

    `latency` seconds are added to each direction; `bandwidth` is bytes a second (0: no bound); while it is `deaf`
    nothing passes and nothing is closed, as with a peer behind a dead line; `refusing` ends new connections at once.
    """

    target: int
    port: int = 0
    latency: float = 0.0
    bandwidth: float = 0.0
    refusing: bool = False
    passed: int = 0
    _hearing: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; `port` is where."""
        self._hearing.set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more and end all connections."""
        if self._server is not None:
            self._server.close()
        self._hearing.set()
        self.reset()

    @property
    def deaf(self) -> bool:
        """Whether nothing passes."""
        return not self._hearing.is_set()

    @deaf.setter
    def deaf(self, wanted: bool) -> None:
        if wanted:
            self._hearing.clear()
        else:
            self._hearing.set()

    def reset(self) -> int:
        """End all connections with a reset and return how many there were."""
        writers = tuple(self._writers)
        for writer in writers:
            connection = writer.get_extra_info("socket")
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return len(writers)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there_writer}
        try:
            await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        finally:
            self._writers -= {writer, there_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                await self._hearing.wait()
                if self.latency:
                    await asyncio.sleep(self.latency)
                if self.bandwidth:
                    await asyncio.sleep(len(chunk) / self.bandwidth)
                writer.write(chunk)
                self.passed += len(chunk)
                await writer.drain()
        writer.close()
