"""The meter registry: the World Engine's REST interface (Strapi)."""

import threading
from collections.abc import Iterator, Mapping

import orjson

from tools.contract import Failure, ToolError
from tools.economics.quality import settled
from tools.exchange import Answer, NotSent, TooLarge, TooSlow, Unanswered, exchange, http_client, patience
from tools.interval_rows import channels, rows_in
from tools.intervals import Interval
from tools.meter_ids import canonical
from tools.meters import is_closed
from tools.reading import Json, mapping, number, within, words

DEADLINE = 20.0
BRIEF_DEADLINE = 5.0
"""For the question whether a meter exists: a customer waits, and can be served without the answer."""
LARGEST = 64 * 1024 * 1024
"""A year of hourly rows, each of which repeats its meter, is about 6 MB."""
PAGE_SIZE, MOST_PAGES = 1000, 200
NOT_FOUND, REFUSED, FAULT = 404, 400, 500


class WorldEngine:
    """Meters by the code that customers know; the registry's own numbers change when it is reset. Thread-safe."""

    def __init__(self, url: str, *, deadline: float = DEADLINE, brief: float = BRIEF_DEADLINE) -> None:
        self._url = url.rstrip("/")
        self._deadline = deadline
        self._brief = brief
        self._client = http_client(deadline=deadline)
        self._numbers: dict[str, str] = {}
        self._lock = threading.Lock()

    def knows(self, meter: str) -> bool:
        """Whether there is an open meter of this code. One request, nothing remembered: alike for every code.

        Raises ToolError; a registry that does not filter by code (its first page shows others) cannot say.
        """
        code = canonical(meter)
        where = {"filters[code][$eq]": code, "pagination[page]": "1", "pagination[pageSize]": "1"}
        answer = _parsed(self._ask("GET", "/meters", params=where, deadline=self._brief))
        found = [mapping(mapping(row).get("attributes", row)) for row in rows_in(answer)]
        if not _is_listing(answer) or any(canonical(words(meter.get("code")) or "") != code for meter in found):
            raise ToolError(Failure.GARBLED, "the meter registry does not list meters by their code")
        return any(not is_closed(meter.get("status")) for meter in found)

    def intervals(self, meter: str) -> tuple[Interval, ...]:
        """Return all recorded intervals of a meter, set right (tools.economics.quality). Raises ToolError."""
        code = canonical(meter)
        answer = self._get_dataset(self._number(code))
        if answer.status == NOT_FOUND:
            answer = self._get_dataset(self._number(code, again=True))
        return settled(channels(rows_in(_parsed(answer)))).intervals

    def add_subscription(self, meter: str, order: str) -> None:
        """Note an enrolment at a meter. Raises ToolError."""
        known = self._number(canonical(meter))
        body = {"Meter_id": int(known) if known.isdigit() else known, "Subscription_order_id": order}
        _parsed(self._ask("PUT", "/meters/add-subscription", content=orjson.dumps(body)))

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _get_dataset(self, registry_number: str) -> Answer:
        return self._ask("GET", f"/meter-datasets/{registry_number}")

    def _number(self, code: str, *, again: bool = False) -> str:
        with self._lock:
            known = None if again else self._numbers.get(code)
        if known is not None:
            return known
        found = dict(self._listed(code))
        with self._lock:
            self._numbers.update(found)
        if code not in found:
            raise ToolError(Failure.NOT_FOUND, "the meter registry does not know the meter")
        return found[code]

    def _listed(self, code: str) -> Iterator[tuple[str, str]]:
        """Yield codes and numbers page by page, until the wanted code is there. A server may ignore the filter."""
        for page in range(1, MOST_PAGES + 1):
            where = {
                "pagination[page]": str(page),
                "pagination[pageSize]": str(PAGE_SIZE),
                "filters[code][$eq]": code,
                "sort[0]": "code:asc",
            }
            answer = _parsed(self._ask("GET", "/meters", params=where))
            pairs = list(_pairs(answer))
            yield from pairs
            if any(found == code for found, _ in pairs) or page >= _page_count(answer):
                return

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        deadline: float | None = None,
    ) -> Answer:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        wait = deadline or self._deadline
        request = self._client.build_request(
            method, f"{self._url}{path}", params=params, content=content, headers=headers, timeout=patience(wait)
        )
        try:
            return exchange(self._client, request, deadline=wait, limit=LARGEST)
        except TooSlow:
            raise ToolError(Failure.SILENT, "the meter registry did not answer in time") from None
        except (NotSent, Unanswered) as error:
            raise ToolError(Failure.UNAVAILABLE, f"the meter registry: {error}") from None
        except TooLarge:
            raise ToolError(Failure.GARBLED, "the meter registry's answer was too large") from None


def _parsed(answer: Answer) -> Json:
    if answer.status >= FAULT:
        raise ToolError(Failure.UNAVAILABLE, f"the meter registry answered {answer.status}")
    if answer.status == NOT_FOUND:
        raise ToolError(Failure.NOT_FOUND, "the meter registry does not know this")
    if answer.status >= REFUSED:
        raise ToolError(Failure.REJECTED, f"the meter registry answered {answer.status}")
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise ToolError(Failure.GARBLED, "the meter registry answered no JSON") from None


def _is_listing(answer: Json) -> bool:
    """Whether there is a list in an answer, be it empty."""
    listed = mapping(answer).get("data", answer)
    return isinstance(listed, list) or isinstance(within(listed, "results"), list)


def _pairs(answer: Json) -> Iterator[tuple[str, str]]:
    for row in rows_in(answer):
        fields = mapping(mapping(row).get("attributes", row))
        code, registry_number = words(fields.get("code")), words(within(row, "id"))
        if code is not None and registry_number is not None:
            yield canonical(code), registry_number


def _page_count(answer: Json) -> float:
    pages = (within(answer, *path, "pagination", "pageCount") for path in (("data",), ("meta",), ()))
    return next((count for page in pages if (count := number(page)) is not None), 1)
