"""A visitor's token on HTTP: exchanged when an account is proven, refused when it is over, gone with a log-out."""

import pytest
from flask.testing import FlaskClient

from tests.web.standin import Standin

PUBLIC = "https://bot.utility.example"
OURS = {"Origin": PUBLIC}


def _token(client: FlaskClient) -> str:
    cookie = client.get_cookie("__Host-wattline", domain="bot.utility.example")
    assert cookie is not None
    return cookie.value


def _post(client: FlaskClient, path: str, **json: object) -> int:
    return client.post(path, base_url=PUBLIC, headers=OURS, json=json).status_code


def test_a_proven_visitor_gets_a_new_token_by_what_it_said_and_the_old_one_is_refused(
    client: FlaskClient, inside: Standin
) -> None:
    client.get("/chat", base_url=PUBLIC)
    old = _token(client)
    before = client.post("/chat/session", base_url=PUBLIC, headers=OURS, json={}).json
    visit = inside.visitors.look(old)
    assert visit is not None
    inside.visitors.prove(visit.visitor, said="id-1")
    assert _post(client, "/chat/ticket") == 403
    assert _post(client, "/chat/session", said=["id-2"]) == 409
    assert _token(client) == old
    page = client.get("/chat", base_url=PUBLIC)
    assert before is not None
    assert before["conversation"] in page.text
    assert "Set-Cookie" not in page.headers
    after = client.post("/chat/session", base_url=PUBLIC, headers=OURS, json={"said": ["id-2", "id-1"]})
    assert after.json == {**before, "proven": True}
    assert _token(client) != old
    assert _post(client, "/chat/ticket") == 200
    assert inside.visitors.look(old) is None


def test_a_token_that_is_over_begins_another_conversation(client: FlaskClient) -> None:
    client.set_cookie("__Host-wattline", "A" * 43, domain="bot.utility.example", secure=True)
    assert _post(client, "/chat/ticket") == 403
    assert _post(client, "/chat/session", said=[]) == 200
    assert _token(client) != "A" * 43
    assert _post(client, "/chat/ticket") == 200


def test_who_logs_out_is_forgotten_by_browser_and_store(client: FlaskClient, inside: Standin) -> None:
    client.get("/chat", base_url=PUBLIC)
    token = _token(client)
    assert _post(client, "/chat/leave") == 204
    assert client.get_cookie("__Host-wattline", domain="bot.utility.example") is None
    assert inside.visitors.look(token) is None
    assert _post(client, "/chat/leave") == 403


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"said": 1}',
        b'{"said": ["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"]}',
    ],
)
def test_a_malformed_list_of_what_was_said_is_refused(body: bytes, client: FlaskClient) -> None:
    answer = client.post("/chat/session", base_url=PUBLIC, headers=OURS, data=body)
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
