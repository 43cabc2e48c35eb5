"""Fetches what a customer sent, from the provider that keeps it and nowhere else, and tells by its bytes what it is."""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from channels.errors import Unreachable

MEDIA_BYTES: Final = 5 * 1024 * 1024
SECONDS: Final = 5.0
CHUNK: Final = 65536
SNIFFED: Final = 4096
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 one behind a translator (RFC 6052)."""
PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")
"""For protocols' own use (RFC 6890), and a cloud's metadata lie there; older Pythons take most of it for public."""

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class MediaRefused(Exception):
    """This will never be fetched: it does not lie with the provider, or the provider has it no more."""


class MediaTooLarge(MediaRefused):
    """It is larger than what is taken."""


class Kind(StrEnum):
    """What a file is by its first bytes, whatever its name or its sender says."""

    PICTURE = "picture"
    PDF = "pdf"
    ARCHIVE = "archive"
    TEXT = "text"  # what a Green Button or CSV file is
    OTHER = "other"


class MediaFetcher:
    """Fetches from one provider: `origin` is its scheme, host and port, and no other is ever connected to.

    With https every address of the host must be a public one, and the one that was looked at is the one connected to.
    Plain http is for a provider within the operator's own network: a stand-in, or a Bot API server of their own.
    `redirects` are further origins to which the provider may send us on, once; headers never go along.
    """

    def __init__(
        self,
        origin: str,
        *,
        redirects: Collection[str] = (),
        resolver: AbstractResolver | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._origin = URL(origin).origin()
        self._redirects = frozenset(URL(one).origin() for one in redirects)
        self._resolver = resolver
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def fetch(self, url: str, *, headers: Mapping[str, str] | None = None, limit: int = MEDIA_BYTES) -> bytes:
        """Return what lies at an address of the provider's, at most `limit` bytes.

        Raises:
            MediaRefused: MediaTooLarge among them; asking again would not help.
            Unreachable: the provider did not answer, or failed.
        """
        allowed, address, along = frozenset({self._origin}), url, dict(headers or {})
        async with self._session() as session:
            for _ in range(2):
                found = await _get(session, _ours(address, allowed), along, limit)
                if isinstance(found, bytes):
                    return found
                allowed, address, along = self._redirects, found, {}
        raise MediaRefused("it leads on and on")

    def _session(self) -> aiohttp.ClientSession:
        inner = self._resolver or ThreadedResolver()
        checked = PublicResolver(inner) if self._origin.scheme == "https" else inner
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=checked, use_dns_cache=False),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            auto_decompress=False,
        )


class PublicResolver(AbstractResolver):
    """Resolves a name, unless one of its addresses is not a public one: such a name is nobody's we know."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises MediaRefused."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise MediaRefused("it lies within a network that is not public")
        return found

    async def close(self) -> None:
        """Let go of the resolver below."""
        await self._inner.close()


def is_public(address: str) -> bool:
    """Whether an IP address, and any that it stands for, is a public one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and one not in PROTOCOLS for one in (ip, *_stands_for(ip)))


def kind_of(content: bytes) -> Kind:
    """Tell what a file is by its first bytes."""
    begin = content[:SNIFFED]
    for kind, signs in _SIGNS.items():
        if begin.startswith(signs):
            return kind
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        return Kind.PICTURE
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.TEXT
    return Kind.OTHER if not begin or _CONTROL & set(begin) else Kind.TEXT


_SIGNS: Final[Mapping[Kind, tuple[bytes, ...]]] = {
    Kind.PICTURE: (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
    Kind.PDF: (b"%PDF-",),
    Kind.ARCHIVE: (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"),
}
_CONTROL: Final = (frozenset(range(32)) | {127}) - frozenset(b"\t\n\f\r")


async def _get(session: aiohttp.ClientSession, url: URL, headers: Mapping[str, str], limit: int) -> bytes | str:
    """Return what lies there, or where it sends us on."""
    try:
        async with session.get(
            url, headers={**headers, "Accept-Encoding": "identity"}, allow_redirects=False
        ) as response:
            if response.status in REDIRECTS:
                return response.headers.get("Location", "")
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise Unreachable("the provider failed", code=str(response.status))
            if response.status != HTTPStatus.OK:
                raise MediaRefused(f"the provider has no such file ({response.status})")
            return await _bounded(response, limit)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(f"no answer: {type(error).__name__}") from error


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    pieces = bytearray()
    if (response.content_length or 0) <= limit:
        async for piece in response.content.iter_chunked(CHUNK):
            pieces += piece
            if len(pieces) > limit:
                break
        else:
            return bytes(pieces)
    raise MediaTooLarge(f"it is larger than {limit} bytes")


def _ours(address: str, allowed: Collection[URL]) -> URL:
    """Return an address of an allowed origin. Raises MediaRefused before anything is connected to."""
    try:
        url = URL(address)
        ours = url.absolute and url.user is None and url.password is None and url.origin() in allowed
    except ValueError:
        ours = False
    if not ours:
        raise MediaRefused("it does not lie with the provider")
    return url


def _stands_for(ip: Ip) -> tuple[Ip, ...]:
    """Return the IPv4 addresses that an IPv6 one leads to."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    translated = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in TRANSLATED else None
    return tuple(one for one in (ip.ipv4_mapped, ip.sixtofour, translated, *(ip.teredo or ())) if one is not None)
