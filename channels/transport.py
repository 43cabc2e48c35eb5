"""One HTTP client for all providers: it knows whether a request certainly never left or only got no answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from channels.errors import Unconfirmed, Unreachable

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 15.0
CONNECTIONS: Final = 256
NEVER_LEFT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ServerFingerprintMismatch)
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered, read to its end. Header names are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def check_answered(answer: Answer, provider: str) -> None:
    """Let 2xx and 4xx pass: the provider's own words.

    Raises:
        Unconfirmed: 504, a gateway in between got no answer.
        Unreachable: another 5xx says that the provider failed before it took anything; a 3xx comes from in between.
    """
    if answer.status == HTTPStatus.GATEWAY_TIMEOUT:
        raise Unconfirmed("a gateway got no answer", code="504")
    if answer.status // 100 not in {2, 4}:
        raise Unreachable(f"{provider} failed", code=str(answer.status))


class Transport:
    """Keeps one pool of connections, made in the event loop that first asks for it."""

    def __init__(self, *, connect_seconds: float = CONNECT_SECONDS, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._timeout = aiohttp.ClientTimeout(total=connect_seconds + answer_seconds, connect=connect_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, body: bytes | aiohttp.FormData | None, headers: Mapping[str, str]
    ) -> Answer:
        """Make one call, following no redirect and repeating nothing.

        Raises:
            Unreachable: no connection came about, so the request never left.
            Unconfirmed: the request may have left and no whole answer was read.
        """
        try:
            async with self._pool().request(method, url, data=body, headers=headers, allow_redirects=False) as response:
                answer = await response.read()
                return Answer(response.status, answer, {name.lower(): text for name, text in response.headers.items()})
        except NEVER_LEFT as error:
            raise Unreachable(f"no connection: {type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unconfirmed(f"no answer: {type(error).__name__}") from error

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(timeout=self._timeout, connector=connector, auto_decompress=True)
        return self._session
