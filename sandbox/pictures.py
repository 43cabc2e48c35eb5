"""Pictures as providers take them: of which kind they are, how large, and fetched where only an address came."""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

import aiohttp
from PIL import Image

_SECONDS = 15.0
_OK = 200
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class NotFetched(Exception):
    """There was nothing at an address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay at an address, and what its server says it is."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is when one opens it: its MIME type and its size in pixels."""

    kind: str
    width: int
    height: int


async def fetch(url: str, most: int) -> Fetched:
    """Fetch what lies at an address of this machine, no more than one byte over `most`. Raises NotFetched."""
    content = b""
    if urlsplit(url).hostname not in _HERE:
        raise NotFetched("nothing but this machine is reached from here")
    try:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url) as answer:
            while answer.status == _OK and (more := await answer.content.read(most + 1 - len(content))):
                content += more
            if not content:
                raise NotFetched(f"status {answer.status}, {len(content)} bytes")
            return Fetched(content, answer.content_type)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NotFetched(type(error).__name__) from error


def look_at(picture: bytes) -> Look | None:
    """Open a picture as whoever shows it would; None where it is none, or is broken."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            width, height = opened.size
            opened.load()
            return Look(Image.MIME.get(opened.format or "", ""), width, height)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
