"""OpenADR 3: events of a virtual top node (VTN), polled over its REST interface. Reads 3.1 and 3.0.

OpenADR 3.1.0, Definition and openadr3.yaml (https://www.openadr.org/specification). What is not an event for homes
(no window, one that never ends) is passed over and named.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import httpx
import orjson

from tools.contract import Failure, ToolError
from tools.exchange import Answer, NotSent, TooLarge, Unanswered, exchange, http_client
from tools.feed import Called, FlexibilityEvent, NotAnEvent, event_id, measured_from
from tools.reading import Json, mapping, members, moment, number, sequence, within, words

SOURCE = "openadr"
DEADLINE = 10.0
PAGE, MOST_PAGES = 50, 40
"""50 is the most that a VTN need answer at once."""
UNAUTHORISED, REFUSED, FAULT = 401, 300, 500
EMERGENCIES = frozenset({"ALERT_GRID_EMERGENCY", "ALERT_BLACK_START"})
SPECIAL = 3
"""The level of a SIMPLE payload that means "special": beyond high."""
AREAS = frozenset({"SERVICE_AREA", "GROUP", "POWER_SERVICE_LOCATION"})
"""The kinds of targets of 3.0 that say where; in 3.1 targets are plain words."""
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class OpenAdr:
    """One VTN, with the client credentials that it gave. `programName` there is the programme's item on our network."""

    source = SOURCE

    def __init__(self, url: str, client_id: str, client_secret: str, *, deadline: float = DEADLINE) -> None:
        self._url = url.rstrip("/")
        self._credentials = {"client_id": client_id, "client_secret": client_secret}
        self._deadline = deadline
        self._client = http_client(deadline=deadline)
        self._token = ""

    def called(self) -> Called:
        """Return the events that the VTN has now. Raises ToolError."""
        names = {words(one.get("id")): words(one.get("programName")) for one in self._all("/programs")}
        listed = list(self._all("/events"))
        events: list[FlexibilityEvent] = []
        faults: list[str] = []
        for one in listed:
            try:
                events.append(event_of(one, names.get(words(one.get("programID"))) or ""))
            except NotAnEvent as problem:
                faults.append(str(problem))
        cut = len(listed) >= MOST_PAGES * PAGE
        if cut:
            faults.append(f"the VTN has {len(listed)} events or more, and no more are read")
        ids = [words(one.get("id")) for one in listed]
        there = frozenset(event_id(SOURCE, one) for one in ids if one is not None)
        return Called(tuple(events), tuple(faults), None if cut or None in ids else there)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _all(self, path: str) -> Iterator[Mapping[str, Json]]:
        """Yield the objects of a listing, page by page, as many as are read. Raises ToolError."""
        for page in range(MOST_PAGES):
            found = self._get(path, {"skip": str(page * PAGE), "limit": str(PAGE)})
            if not isinstance(found, list):
                raise ToolError(Failure.GARBLED, "the VTN answered no list")
            yield from (mapping(one) for one in found)
            if len(found) < PAGE:
                return

    def _get(self, path: str, query: Mapping[str, str]) -> Json:
        """Ask, with a new token where the old one is no longer good."""
        if not self._token:
            self._token = self._new_token()
        answer = self._ask(self._listing(path, query))
        if answer.status == UNAUTHORISED:
            self._token = self._new_token()
            answer = self._ask(self._listing(path, query))
        return _read(answer)

    def _listing(self, path: str, query: Mapping[str, str]) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._client.build_request("GET", f"{self._url}{path}", params=dict(query), headers=headers)

    def _new_token(self) -> str:
        """Take the client credentials to where the VTN says that tokens are given, or to its own address for them."""
        told = self._ask(self._client.build_request("GET", f"{self._url}/auth/server"))
        where = words(within(_read(told), "tokenURL")) if told.status < REFUSED else None
        form = {"grant_type": "client_credentials", **self._credentials}
        answer = _read(self._ask(self._client.build_request("POST", where or f"{self._url}/auth/token", data=form)))
        token = words(within(answer, "access_token"))
        if token is None or not (token.isascii() and token.isprintable()):  # no header could carry it
            raise ToolError(Failure.GARBLED, "the VTN gave no token")
        return token

    def _ask(self, request: httpx.Request) -> Answer:
        try:
            return exchange(self._client, request, deadline=self._deadline)
        except (NotSent, Unanswered, TooLarge) as error:
            raise ToolError(Failure.UNAVAILABLE, f"the VTN: {type(error).__name__}") from None


def event_of(fields: Mapping[str, Json], programme: str) -> FlexibilityEvent:
    """Read one event. Raises NotAnEvent naming its id and what is wrong."""
    number_of, changed = words(fields.get("id")), moment(fields.get("modificationDateTime"))
    if number_of is None or changed is None:
        raise NotAnEvent("an event without id or modificationDateTime")
    if not programme:
        raise NotAnEvent(f"event {number_of}: the VTN does not name its programme")
    start, end = _window(fields, number_of)
    return FlexibilityEvent(
        id=event_id(SOURCE, number_of),
        programme=programme,
        start=start,
        end=end,
        answer_by=start,
        measured_from=measured_from(end),
        areas=tuple(_areas(fields)),
        emergency=_is_emergency(fields),
        revision=int(changed.timestamp()),
        source=SOURCE,
    )


def duration(written: Json) -> timedelta | None:
    """Return an ISO 8601 duration of days, hours, minutes and seconds; None for any other, such as "for ever"."""
    found = _DURATION.fullmatch(words(written) or "")
    if found is None or not any(found.groups()):
        return None
    try:
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):  # the first: Python reads no number of more than 4,300 digits
        return None


def _window(fields: Mapping[str, Json], name: str) -> tuple[datetime, datetime]:
    """Return from when until when its intervals last: each with times of its own, or one after the other."""
    usual = mapping(fields.get("intervalPeriod"))
    begins, ends = [], []
    follows = moment(usual.get("start"))
    for interval in members(fields, "intervals"):
        own = mapping(interval.get("intervalPeriod"))
        start = moment(own.get("start")) or follows
        length = duration(own.get("duration")) or duration(usual.get("duration"))
        if start is None or length is None:
            raise NotAnEvent(f"event {name}: an interval without start or end")
        try:
            follows = start + length
        except OverflowError:
            raise NotAnEvent(f"event {name}: it never ends") from None
        begins.append(start)
        ends.append(follows)
    if not begins:
        raise NotAnEvent(f"event {name}: no intervals")
    return min(begins), max(ends)


def _areas(fields: Mapping[str, Json]) -> Iterator[str]:
    for target in sequence(fields.get("targets")):
        if isinstance(target, str):
            yield target
        elif words(within(target, "type")) in AREAS:
            yield from (str(value) for value in sequence(within(target, "values")))


def _is_emergency(fields: Mapping[str, Json]) -> bool:
    payloads = [payload for interval in members(fields, "intervals") for payload in members(interval, "payloads")]
    return any(
        words(one.get("type")) in EMERGENCIES
        or (one.get("type") == "SIMPLE" and (number(next(iter(sequence(one.get("values"))), 0)) or 0) >= SPECIAL)
        for one in payloads
    )


def _read(answer: Answer) -> Json:
    if answer.status >= REFUSED:
        failure = Failure.UNAVAILABLE if answer.status >= FAULT else Failure.REJECTED
        raise ToolError(failure, f"the VTN answered {answer.status}")
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise ToolError(Failure.GARBLED, "the VTN answered no JSON") from None
