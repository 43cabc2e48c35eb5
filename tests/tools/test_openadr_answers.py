"""OpenADR 3: what an answer that is incomplete or odd says of the events that it does not name."""

import httpx
import orjson
import pytest

from tools import openadr
from tools.contract import Failure, ToolError
from tools.exchange import Answer
from tools.feed import Called, event_id
from tools.openadr import OpenAdr
from tools.reading import Json

PROGRAMS = [{"id": "p", "programName": "8101"}]
WINDOW = {"start": "2026-11-24T17:00:00Z", "duration": "PT3H"}
USUAL = {"programID": "p", "modificationDateTime": "2026-11-20T08:00:00Z", "intervalPeriod": WINDOW, "intervals": [{}]}


def called(monkeypatch: pytest.MonkeyPatch, events: Json, programs: Json = PROGRAMS) -> Called:
    """Return what is made of a VTN's answers; each listing is one page."""
    bodies = {
        "/auth/server": {},
        "/auth/token": {"access_token": "of the tests"},
        "/programs": programs,
        "/events": events,
    }

    def exchange(_client: httpx.Client, request: httpx.Request, **_: object) -> Answer:
        body = bodies[request.url.path]
        skipped = isinstance(body, list) and int(request.url.params.get("skip", 0))
        return Answer(200, orjson.dumps(body[skipped : skipped + openadr.PAGE] if isinstance(body, list) else body))

    monkeypatch.setattr(openadr, "exchange", exchange)
    return OpenAdr("http://vtn.example", "wattline", "of the tests").called()


def listed(*ids: str) -> list[dict[str, Json]]:
    return [{**USUAL, "id": one} for one in ids]


def test_an_answer_that_is_no_list_says_nothing_of_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    for answers in ({"events": {"message": "maintenance"}}, {"events": listed("a"), "programs": {}}):
        with pytest.raises(ToolError) as raised:
            called(monkeypatch, **answers)
        assert raised.value.failure is Failure.GARBLED


def test_what_is_listed_is_there_even_if_it_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    both = frozenset(event_id("openadr", one) for one in ("a", "b"))
    assert called(monkeypatch, listed("a", "b")).there == both
    nameless = called(monkeypatch, listed("a", "b"), programs=[])
    assert (nameless.events, len(nameless.faults), nameless.there) == ((), 2, both)


@pytest.mark.parametrize("odd", [{**USUAL}, {**USUAL, "id": None}, 7])
def test_what_has_no_id_may_be_any_of_those_that_are_known(monkeypatch: pytest.MonkeyPatch, odd: Json) -> None:
    found = called(monkeypatch, [*listed("a"), odd])
    assert (len(found.events), found.there) == (1, None)


def test_what_lies_beyond_the_pages_that_are_read_may_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openadr, "PAGE", 2)
    monkeypatch.setattr(openadr, "MOST_PAGES", 2)
    assert called(monkeypatch, listed("a", "b", "c")).there is not None
    found = called(monkeypatch, listed("a", "b", "c", "d"))
    assert (len(found.events), found.there) == (4, None)
    assert found.faults == ("the VTN has 4 events or more, and no more are read",)
