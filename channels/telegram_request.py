"""python-telegram-bot's way out, on our HTTP client: its own, on httpx, falls to 300 calls a second under load."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import orjson
from aiohttp import FormData
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from channels.errors import Throttled
from channels.transport import FORM, Transport, check_answered

_AGENT: Final = {"User-Agent": BaseRequest.USER_AGENT}
_HEADERS: Final = {"Content-Type": FORM, **_AGENT}


class TelegramRequest(BaseRequest):
    """Raises our own errors where the library's would hide what happened; the library wraps them as a NetworkError."""

    __slots__ = ("_transport",)

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def read_timeout(self) -> float | None:
        """The library asks for it only when it polls, which we never do."""
        return None

    async def initialize(self) -> None:
        """Open nothing: the pool comes with the first call."""

    async def shutdown(self) -> None:
        """Close the pool."""
        await self._transport.close()

    async def do_request(  # noqa: PLR0913, PLR0917 the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make one call; the timeouts are the transport's."""
        del read_timeout, write_timeout, connect_timeout, pool_timeout
        if request_data and request_data.contains_files:
            answer = await self._transport.request(method, url, _with_files(request_data), _AGENT)
        else:
            body = request_data.url_encoded_parameters().encode() if request_data else None
            answer = await self._transport.request(method, url, body, _HEADERS)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Throttled("too many requests", retry_after=_retry_after(answer.body, answer.headers), code="429")
        check_answered(answer, "Telegram")
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Parse an answer without logging it, as the library would where it is unreadable."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("an unreadable answer") from error
        if not isinstance(parsed, dict):
            raise TelegramError("an unreadable answer")
        return parsed


def _with_files(request_data: RequestData) -> FormData:
    form = FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _retry_after(body: bytes, headers: Mapping[str, str]) -> float:
    """Telegram names the seconds in the body's parameters; a proxy in front of it in a header."""
    try:
        seconds = float(orjson.loads(body)["parameters"]["retry_after"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        named = headers.get("retry-after", "")
        seconds = float(named) if named.isdecimal() else 1.0
    return max(seconds, 0.0)
