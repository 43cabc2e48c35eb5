"""The utility's own door: one event with a key, once; what is wrong is told in one line."""

import orjson
import pytest
from flask.testing import FlaskClient

from bot.store.away import Unavailable
from bot.web import create_app
from tests.web.standin import EVENTS_API_KEY, Standin, house

KEY = {"Authorization": f"Bearer {EVENTS_API_KEY}"}
EVENT = {"programme": "8101", "start": "2026-11-24T17:00", "end": "2026-11-24T20:00", "name": "peak-117"}


def test_an_event_is_announced_once_by_the_clock_of_the_utility(client: FlaskClient, inside: Standin) -> None:
    first = client.post("/api/events", json=EVENT, headers=KEY)
    again = client.post("/api/events", json=EVENT, headers=KEY)
    (event,) = inside.announcements.called.values()
    assert [answer.status_code for answer in (first, again)] == [200, 200]
    assert orjson.loads(first.data) == {"id": event.id, "announced": True}
    assert orjson.loads(again.data) == {"id": event.id, "announced": False}
    assert event.start.isoformat() == "2026-11-25T01:00:00+00:00"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": EVENTS_API_KEY}])
def test_without_the_key_nothing_is_read(client: FlaskClient, inside: Standin, headers: dict[str, str]) -> None:
    answer = client.post("/api/events", json=EVENT, headers=headers)
    assert (answer.status_code, answer.data) == (403, b"the key is wrong\n")
    assert inside.announcements.called == {}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (orjson.dumps({**EVENT, "end": "2026-11-24T16:00"}), "application/json", 400),
        (orjson.dumps({**EVENT, "program": "8101"}), "application/json", 400),
        (orjson.dumps({**EVENT, "start": "9999-12-31T12:00Z", "end": "9999-12-31T23:30Z"}), "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"{cut", "application/json", 400),
        (orjson.dumps(EVENT), "text/plain", 415),
        (b" " * 2_000_000, "application/json", 413),
    ],
)
def test_what_is_no_event_is_refused(client: FlaskClient, inside: Standin, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/events", data=body, headers=KEY, content_type=kind)
    assert answer.status_code == status
    assert answer.data.count(b"\n") == 1
    assert inside.announcements.called == {}


def test_while_the_store_is_away_it_is_to_be_sent_again(client: FlaskClient, inside: Standin) -> None:
    inside.announcements.failing = Unavailable("announce_event")
    assert client.post("/api/events", json=EVENT, headers=KEY).status_code == 503


def test_without_a_key_of_the_house_there_is_no_door() -> None:
    closed = create_app(house("https://bot.utility.example", everything=False)).test_client()
    assert closed.post("/api/events", json=EVENT, headers=KEY).status_code == 404
