"""One question to a service that knows about sunshine: a GET that answers JSON."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import orjson

from tools.contract import Failure, ToolError
from tools.economics.clock import MONTHS
from tools.economics.solar_yield import Reported, Source
from tools.economics.sunshine import System
from tools.exchange import NotSent, TooLarge, TooSlow, Unanswered, exchange, http_client
from tools.reading import Json

DEADLINE = 8.0
"""A customer waits meanwhile, and can be served without the answer."""
LARGEST = 1024 * 1024
THROTTLED, REFUSED, FAULT = 429, 400, 500
MOST = 400.0
"""kWh that 1 kW yields in no month: the sun at its height for 13 hours of each day."""


class YieldService(Protocol):
    """Who computes the yield of a system at a place."""

    @property
    def source(self) -> Source:
        """Who that is."""
        ...

    def monthly(self, latitude: float, longitude: float, system: System) -> Reported:
        """What 1 kW yields in each month. Raises ToolError."""
        ...


class SunService:
    """Where a service is, and how it fails. `name` stands in errors; no place and no key does. Thread-safe."""

    def __init__(self, name: str, url: str, *, deadline: float = DEADLINE) -> None:
        self._name = name
        self._url = url.rstrip("/")
        self._deadline = deadline
        self._client = http_client(deadline=deadline, connections=4, keep=1)

    def get(self, path: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Json:
        """Return the answer. Raises ToolError: REJECTED where the service will not answer this, whoever asks again."""
        request = self._client.build_request("GET", f"{self._url}{path}", params=query, headers=headers)
        try:
            answer = exchange(self._client, request, deadline=self._deadline, limit=LARGEST)
        except TooSlow:
            raise ToolError(Failure.SILENT, f"{self._name} did not answer in time") from None
        except (NotSent, Unanswered) as error:
            raise ToolError(Failure.UNAVAILABLE, f"{self._name}: {error}") from None
        except TooLarge:
            raise ToolError(Failure.GARBLED, f"{self._name}'s answer was too large") from None
        if answer.status == THROTTLED or answer.status >= FAULT:
            raise ToolError(Failure.UNAVAILABLE, f"{self._name} answered {answer.status}")
        if answer.status >= REFUSED:
            raise ToolError(Failure.REJECTED, f"{self._name} answered {answer.status}")
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            raise self.garbled() from None

    def year(self, months: Iterable[float | None]) -> tuple[float, ...]:
        """Return twelve months' kWh from 1 kW. Raises ToolError where these are none."""
        found = tuple(kwh for kwh in months if kwh is not None and 0 <= kwh <= MOST)
        if len(found) != MONTHS:
            raise self.garbled()
        return found

    def garbled(self) -> ToolError:
        """Return the error of an answer that is not what the service documents."""
        return ToolError(Failure.GARBLED, f"{self._name} answered something else than it documents")

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()
