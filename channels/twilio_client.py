"""Twilio's client on our HTTP client: its own async one sets no time limit and hides whether a request ever left."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from logging import getLogger
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import orjson
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from channels.errors import Throttled
from channels.transport import Answer, Transport, check_answered

THROTTLED_SECONDS: Final = 1.0
TOO_MANY: Final = "20429"


class TwilioHttp(AsyncHttpClient):
    """Puts `api_url`'s scheme and host in place of Twilio's in every call."""

    def __init__(self, api_url: str, transport: Transport) -> None:
        super().__init__(getLogger(__name__), is_async=True)
        self._api = urlsplit(api_url)
        self._transport = transport

    async def request(  # type: ignore[override]  # noqa: PLR0913, PLR0917 the library's own async signature
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 the library's signature; the transport has its own
        allow_redirects: bool = False,  # noqa: FBT001, FBT002 the library's signature
    ) -> Response:
        """Make one call. Raises Unreachable, Unconfirmed or Throttled; other refusals are the library's to raise."""
        del timeout, allow_redirects
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        body = _body(data, sent) if data else None
        answer = await self._transport.request(method.upper(), self._url(uri, params), body, sent)
        _check(answer)
        return Response(answer.status, answer.body.decode(errors="replace"), answer.headers)

    async def close(self) -> None:
        """Let go of connections."""
        await self._transport.close()

    def _url(self, uri: str, params: Mapping[str, object] | None) -> str:
        parts = urlsplit(uri)
        path, query = parts.path, urlencode(params or {}, doseq=True) or parts.query
        return urlunsplit((self._api.scheme, self._api.netloc, path, query, ""))


def _body(data: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
    if headers.get("Content-Type") == "application/json":
        return orjson.dumps(data)
    return urlencode(data, doseq=True).encode()


def _check(answer: Answer) -> None:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        named = answer.headers.get("retry-after", "")
        seconds = float(named) if named.isdecimal() else THROTTLED_SECONDS
        raise Throttled("too many requests", retry_after=seconds, code=_code(answer.body))
    check_answered(answer, "Twilio")


def _code(body: bytes) -> str:
    """Return Twilio's own code of what was too many."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return TOO_MANY
    code = told.get("code") if isinstance(told, dict) else None
    return str(code) if isinstance(code, int) else TOO_MANY
